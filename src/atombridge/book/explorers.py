"""Interactive figures in the site: the words and the data in the page, the drawing by ``explorers.js`` and D3.

Where there is no script, and in print, a sentence points to the drawn figures of the page.
"""

from __future__ import annotations

import html
import json
import re

from docutils import nodes
from sphinx.application import Sphinx

from .typography import typeset

__all__ = ["as_printed", "explorer_nodes", "setup"]

SCRIPTS = ("vendor/d3.min.js", "explorers.js")


def as_printed(value):
    """The content with the signs of print in all its words."""
    if isinstance(value, str):
        return typeset(value)
    if isinstance(value, list):
        return [as_printed(item) for item in value]
    return {key: as_printed(item) for key, item in value.items()} if isinstance(value, dict) else value


def explorer_nodes(content: dict) -> list[nodes.Node]:
    """The interactive figure of a page from its output (see `atombridge.explorer.Explorer`)."""
    label = f"explore-{content['page']}"
    content = as_printed(content)

    def lowered(text: str) -> str:
        return re.sub(r"_([A-Za-z]+)|(?<=\bT)(c)\b", lambda low: f"<sub>{low[1] or low[2]}</sub>", html.escape(text))

    # "<" could end the script element.
    data = json.dumps(content, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")
    text = f"""\
<figure class="explorer" id="{label}" aria-labelledby="{label}-title">
<p class="explorer-title" id="{label}-title"><span class="explorer-mark">Interactive, added by this book</span> \
{lowered(content["title"])}</p>
<p class="explorer-without">This figure needs JavaScript. The drawn figures of this page show its starting point, and \
the page can be rerun with any other value.</p>
<script type="application/json" class="explorer-data">{data}</script>
<figcaption>{lowered(content["caption"])}</figcaption>
</figure>"""
    return [nodes.raw("", text, format="html")]


def _add_scripts(app: Sphinx, pagename: str, templatename: str, context: dict, doctree) -> None:
    """Load the library on pages with an interactive figure only."""
    if '<figure class="explorer"' in context.get("body", ""):
        for name in SCRIPTS:
            app.add_js_file(name, loading_method="defer")


def setup(app: Sphinx) -> None:
    """Let pages with an interactive figure load what it needs."""
    app.connect("html-page-context", _add_scripts)
