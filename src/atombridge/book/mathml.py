"""Mathematics as MathML made at build time: no script, no font to load, readable by screen readers."""

from __future__ import annotations

from docutils.utils.math.latex2mathml import tex2mathml
from sphinx.application import Sphinx
from sphinx.errors import SphinxError

__all__ = ["setup", "to_mathml"]


def to_mathml(tex: str, *, display: bool) -> str:
    """MathML markup of a TeX formula; SphinxError, naming the formula, if it cannot be read."""
    try:
        return tex2mathml(tex, as_block=display)
    except Exception as error:  # docutils raises SyntaxError, MathError and others
        raise SphinxError(f"formula cannot be turned into MathML: {tex!r}: {error}") from None


def _inline(writer, node) -> None:
    from docutils import nodes

    writer.body.append(f'<span class="math">{to_mathml(node.astext(), display=False)}</span>')
    raise nodes.SkipNode


def _block(writer, node) -> None:
    from docutils import nodes

    writer.body.append(writer.starttag(node, "div", CLASS="math", role="group" if node["number"] else ""))
    if node["number"]:
        writer.body.append(f'<span class="eqno">({node["number"]})')
        writer.add_permalink_ref(node, "Link to this equation")
        writer.body.append("</span>")
    writer.body.append(f"{to_mathml(node.astext(), display=True)}</div>\n")
    raise nodes.SkipNode


def setup(app: Sphinx) -> None:
    """Make it the renderer of the HTML builder."""
    app.add_html_math_renderer("mathml", inline_renderers=(_inline, None), block_renderers=(_block, None))
