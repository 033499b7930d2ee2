"""The Sphinx extension of the book: it reads executed notebooks and registries, never physics."""

from __future__ import annotations

import re
import sys
from html import escape

from sphinx.application import Sphinx

from .. import data, inputs, pages
from . import (
    audit,
    bibliography,
    check_table,
    citation,
    data_tables,
    evidence,
    explorers,
    figure_views,
    landing,
    ledger,
    mathml,
    named_parts,
    page_links,
    parameters,
    results,
    search,
    synthesis,
    theme_script,
    typography,
    unfinished,
    weight,
)

__all__ = ["setup"]


def _without_thebe(app: Sphinx, pagename: str, templatename: str, context: dict, doctree) -> None:
    """Leave out the live-code scripts that Jupyter Book adds to every page: they would fetch code from another host."""

    def is_thebe(file) -> bool:
        # Sphinx's file objects hold a name or, for inline scripts, a body.
        return "thebe" in f"{getattr(file, 'filename', file)} {getattr(file, 'attributes', {}).get('body', '')}".lower()

    for kind in ("script_files", "css_files"):
        context[kind] = [file for file in context[kind] if not is_thebe(file)]


def _read_in_parallel(app: Sphinx) -> None:
    """Say of two extensions, which do not say so themselves, that several processes may read pages.

    One numbers sections after all are read (none is numbered here), the other serves LaTeX only.
    """
    for name in ("sphinx_multitoc_numbering", "sphinx_jupyterbook_latex"):
        if name in app.extensions:
            app.extensions[name].parallel_read_safe = True


def _refuse_damaged_inputs() -> None:
    """End with one line, before anything is written, if an input of the book is damaged."""
    try:
        inputs.check_all()
    except (data.DataError, pages.PageError) as error:
        # Any other exception would be shown with a traceback through Sphinx.
        print(f"atombridge: {' '.join(str(error).split())}", file=sys.stderr)
        sys.exit(2)


def _without_launch_buttons(app: Sphinx, config) -> None:
    """Offer Binder and Colab only once the repository has an address; the theme would fail without."""
    if not config.html_theme_options.get("repository_url"):
        config.html_theme_options.pop("launch_buttons", None)


REWRITTEN = (
    # The role that their list asks of the entries of the bibliography; the one they come with is deprecated.
    ('role="doc-biblioentry"', 'role="listitem"'),
    # No paragraphs in the line that opens hidden code, and a name that says what it opens.
    (
        r'<summary aria-label="Toggle hidden content">\s*<p class="(.*?)">(.*?)</p>\s*<p class="(.*?)">(.*?)</p>',
        r'<summary><span class="\1">\2</span> <span class="\3">\4</span>',
    ),
    # A column of row names may have no name itself: then its head is a cell without content, not a heading.
    (r'<th class="([^"]*)"><p></p></th>', r'<td class="\1"></td>'),
    # Which way a heading of a table looks.
    (r'<th class="((?:[^"]* )?head(?: [^"]*)?)"', r'<th scope="col" class="\1"'),
    (r'<th class="((?:[^"]* )?stub(?: [^"]*)?)"', r'<th scope="row" class="\1"'),
    # A label of a radio button controls nothing but its button.
    (r'<label aria-controls="[^"]*" (class="sd-tab-label")', r"<label \1"),
)
"""What other extensions write against the rules of HTML: pattern, replacement."""


def _with_valid_markup(app: Sphinx, pagename: str, templatename: str, context: dict, doctree) -> None:
    """Mend the HTML of other extensions."""
    for pattern, replacement in REWRITTEN if "body" in context else ():
        context["body"] = re.sub(pattern, replacement, context["body"])


def _with_named_branches(app: Sphinx, pagename: str, templatename: str, context: dict, doctree) -> None:
    """Say in the side bar what a button opens: the theme gives it an icon only."""
    if (plain := context.get("generate_toctree_html")) is None:
        return

    def generate(*args, **kwargs):
        tree = plain(*args, **kwargs)
        for opener in tree.select("li > a + details > summary") if hasattr(tree, "select") else ():
            opener["aria-label"] = f"Pages of: {opener.parent.find_previous_sibling('a').get_text()}"
        return tree

    context["generate_toctree_html"] = generate


def _with_escaped_title(app: Sphinx, pagename: str, templatename: str, context: dict, doctree) -> None:
    """Escape a page's title for print, which the theme takes as it is: a title may hold code."""
    if "pagetitle" in context:
        context["pagetitle"] = escape(context["pagetitle"], quote=False)


def setup(app: Sphinx) -> dict:
    """Register the extension."""
    _refuse_damaged_inputs()
    unfinished.setup(app)
    app.connect("config-inited", _without_launch_buttons)
    app.connect("builder-inited", _read_in_parallel)
    app.connect("html-page-context", _without_thebe, priority=900)
    app.connect("html-page-context", _with_valid_markup)
    app.connect("html-page-context", _with_named_branches, priority=900)
    app.connect("html-page-context", _with_escaped_title, priority=900)
    for part in (
        audit, bibliography, citation, data_tables, mathml, check_table, evidence, explorers, figure_views, landing,
        ledger, named_parts, page_links, parameters, results, search, synthesis, theme_script, typography,
        weight,
    ):  # fmt: skip
        part.setup(app)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
