"""The Sphinx extension of the book: it reads executed notebooks and registries, never physics."""

from __future__ import annotations

from html import escape

from sphinx.application import Sphinx

from . import (
    audit,
    bibliography,
    check_table,
    citation,
    data_tables,
    evidence,
    ledger,
    mathml,
    parameters,
    results,
    synthesis,
    unfinished,
)

__all__ = ["setup"]


def _without_thebe(app: Sphinx, pagename: str, templatename: str, context: dict, doctree) -> None:
    """Leave out the live-code scripts that Jupyter Book adds to every page: they would fetch code from another host."""

    def is_thebe(file) -> bool:
        # Sphinx's file objects hold a name or, for inline scripts, a body.
        return "thebe" in f"{getattr(file, 'filename', file)} {getattr(file, 'attributes', {}).get('body', '')}".lower()

    for kind in ("script_files", "css_files"):
        context[kind] = [file for file in context[kind] if not is_thebe(file)]


def _without_launch_buttons(app: Sphinx, config) -> None:
    """Offer Binder and Colab only once the repository has an address; the theme would fail without."""
    if not config.html_theme_options.get("repository_url"):
        config.html_theme_options.pop("launch_buttons", None)


def _with_plain_roles(app: Sphinx, pagename: str, templatename: str, context: dict, doctree) -> None:
    """Give the entries of the bibliography the role that their list asks for; the one they come with is deprecated."""
    if "body" in context:
        context["body"] = context["body"].replace('role="doc-biblioentry"', 'role="listitem"')


def _with_escaped_title(app: Sphinx, pagename: str, templatename: str, context: dict, doctree) -> None:
    """Escape a page's title for print, which the theme takes as it is: a title may hold code."""
    if "pagetitle" in context:
        context["pagetitle"] = escape(context["pagetitle"], quote=False)


def setup(app: Sphinx) -> dict:
    """Register the extension."""
    unfinished.setup(app)
    app.connect("config-inited", _without_launch_buttons)
    app.connect("html-page-context", _without_thebe, priority=900)
    app.connect("html-page-context", _with_plain_roles)
    app.connect("html-page-context", _with_escaped_title, priority=900)
    for part in (
        audit, bibliography, citation, data_tables, mathml, check_table, evidence, ledger, parameters, results,
        synthesis,
    ):  # fmt: skip
        part.setup(app)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
