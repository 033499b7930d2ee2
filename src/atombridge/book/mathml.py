"""Mathematics as MathML made at build time: no script, one small font, readable by screen readers."""

from __future__ import annotations

import itertools
import json
import re

from docutils import nodes
from docutils.utils.math.latex2mathml import tex2mathml
from sphinx.application import Sphinx
from sphinx.errors import SphinxError

__all__ = ["FONT", "setup", "to_mathml"]

FONT = "fonts/stix-two-math.woff2"
"""The font of formulas below _static, which book.css names."""

# Not an element of the page: in one opened from a folder it would ask in vain, which browsers report as an error.
EARLY = """\
<script>
  if (location.protocol !== "file:") {
    const font = { rel: "preload", as: "font", type: "font/woff2", crossOrigin: "anonymous", href: %s };
    document.head.append(Object.assign(document.createElement("link"), font));
  }
</script>
"""
"""What fetches the font at once; the style sheet alone would after its first use."""


def to_mathml(tex: str, *, display: bool) -> str:
    """MathML markup of a TeX formula; SphinxError, naming the formula, if it cannot be read."""
    # Without a group of its own, a bold symbol makes what follows it bold as well.
    grouped = re.sub(r"\\boldsymbol\s*(\{[^{}]*\}|\\[A-Za-z]+|[A-Za-z])", r"{\\boldsymbol \1}", tex)
    # TeX takes one digit for each part of \\frac12; the reader of formulas takes both for one number.
    grouped = re.sub(r"\\([dt]?)frac\s*(\d)\s*(?=[^\s{])", r"\\\1frac{\2}", grouped)
    grouped = re.sub(r"(\\[dt]?frac\{\d\})\s*(\d)", r"\1{\2}", grouped)
    try:
        markup = tex2mathml(grouped, as_block=display).replace("\u02c9", "\u00af")  # the bar that fonts can stretch
    except Exception as error:  # docutils raises SyntaxError, MathError and others
        raise SphinxError(f"formula cannot be turned into MathML: {tex!r}: {error}") from None
    # A thin space between a function name and its argument, none before a bracket.
    markup = re.sub(
        r"<mo>&ApplyFunction;</mo>(?!\s*(?:<mrow>\s*)?<mo[^>]*>[(\[])",
        '<mo lspace="0" rspace="0.1667em">&ApplyFunction;</mo>',
        markup,
    )
    forms = itertools.cycle(("prefix", "postfix"))
    return re.sub(r"<mo[^>]*>\|</mo>", lambda _: f'<mo form="{next(forms)}" lspace="0" rspace="0">|</mo>', markup)


def _inline(writer, node) -> None:
    writer.body.append(f'<span class="math">{to_mathml(node.astext(), display=False)}</span>')
    raise nodes.SkipNode


def _block(writer, node) -> None:
    # Long formulas scroll inside themselves: the keyboard has to reach them.
    name = f"Equation {node['number']}" if node["number"] else "Equation"
    attributes = {"role": "group", "tabindex": "0", "aria-label": name}
    writer.body.append(writer.starttag(node, "div", CLASS="math", **attributes))
    if node["number"]:
        writer.body.append(f'<span class="eqno">({node["number"]})')
        writer.add_permalink_ref(node, "Link to this equation")
        writer.body.append("</span>")
    writer.body.append(f"{to_mathml(node.astext(), display=True)}</div>\n")
    raise nodes.SkipNode


def _with_font(app: Sphinx, pagename: str, templatename: str, context: dict, doctree) -> None:
    """Fetch the font of formulas early where there are some: lines set in another would move when it comes."""
    if "<math" in context.get("body", ""):
        address = f"{context['content_root']}_static/{FONT}"
        context["metatags"] = context.get("metatags", "") + EARLY % json.dumps(address)


def setup(app: Sphinx) -> None:
    """Make it the renderer of the HTML builder."""
    app.connect("html-page-context", _with_font)
    app.add_html_math_renderer("mathml", inline_renderers=(_inline, None), block_renderers=(_block, None))
