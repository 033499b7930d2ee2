"""A light site: once it is built, what no page uses is taken out of it.

The theme brings thousands of icons twice, as a script and as fonts, with source maps and translations, and loads the
search index on every page; the notebooks offered for download carry a second copy of every image.
"""

from __future__ import annotations

import hashlib
import json
import logging
import os
import re
import shutil
from collections.abc import Callable
from pathlib import Path

import tinycss2
from fontTools import subset
from fontTools.ttLib import TTFont
from sphinx.application import Sphinx

from . import pdf

__all__ = ["bundle", "defer_scripts", "light_fonts", "light_notebook", "light_page", "setup", "used_rules"]

logging.getLogger("fontTools").setLevel(logging.WARNING)  # a package of the theme lets every logger speak

UNUSED = ("**/*.map", "locales", "scripts/fontawesome.js*", "sphinx-thebe.*", "**/*webpack-macros.html")
"""Files below _static that no page of this book asks for; fontawesome.js draws icons that the fonts hold as well."""

ONLY_FOR_SEARCH = ("searchtools.js", "language_data.js", "searchindex.js")
"""Scripts that the theme loads everywhere to search while typing, which this book leaves to the search page."""

STYLES = "_static/site.css"
"""The one style sheet of every page."""

ICONS = "vendor/fontawesome/webfonts"
FAMILIES = {
    "fa-solid-900": r"\bfa(s|-solid)\b",
    "fa-regular-400": r"\bfa(r|-regular)\b",
    "fa-brands-400": r"\bfa(b|-brands)\b",
}
"""Icon fonts and the classes that ask for them; the theme's own style sheet takes icons from the first."""


def light_page(text: str, *, search: bool) -> str:
    """A page without the scripts it does not use; `search` for the page that searches."""
    unused = ("fontawesome.js", *(() if search else ONLY_FOR_SEARCH))
    names = "|".join(map(re.escape, unused))
    text = re.sub(rf'[ ]*<script[^>]* src="[^"]*({names})[?"][^>]*></script>\n?', "", text)
    # What waits until the page is read need not be fetched before it.
    text = re.sub(r'[ ]*<link rel="preload" as="script"[^>]*>\n?', "", text)
    seen = set()

    def once(match: re.Match) -> str:
        """An inline script that two extensions add stays once."""
        known = match[0] in seen
        seen.add(match[0])
        return "" if known else match[0]

    return re.sub(r"[ ]*<script>[^<]*</script>\n?", once, text)


def light_fonts(text: str, families: set[str]) -> str:
    """A style sheet that asks for icon fonts of `families` only, in the form that `_light_font` writes."""

    def face(match: re.Match) -> str:
        file = re.search(rf"{ICONS}/([\w-]+)\.", match[0])
        if file is None:
            return match[0]
        if file[1] not in families:
            return ""
        return re.sub(r"src:[^;}]*", f'src:url(../{ICONS}/{file[1]}.woff) format("woff")', match[0])

    return re.sub(r"@font-face\{[^}]*\}", face, text)


def names_in(text: str) -> set[str]:
    """Every word of a page or script that can be a class, an id or an attribute of an element.

    A word that ends in a hyphen, as in ``colour-${name}``, is the beginning of names that a script puts together.
    """
    return set(re.findall(r"""[A-Za-z_][\w-]*-(?=\$\{|["'`])|[A-Za-z_](?:[\w-]*\w)?""", text))


def _asks_for(selector: str) -> set[str]:
    """Classes and ids that an element must have for a selector to choose it."""
    plain = re.sub(r"\[[^\]]*\]", "", selector)
    while re.search(r"\([^()]*\)", plain):
        plain = re.sub(r":?[\w-]*\([^()]*\)", "", plain)
    return {name.replace("\\", "") for name in re.findall(r"[.#]((?:[\w-]|\\.)+)", plain)}


def used_rules(rules: list, names: set[str]) -> str:
    """Rules of a style sheet, written closely, without those for elements with classes or ids that do not occur.

    One may occur if it is among the names or begins like one that a script puts together.
    """
    begun = tuple(name for name in names if name.endswith("-"))
    return _used_rules(rules, lambda name: name in names or name.startswith(begun))


def _used_rules(rules: list, may_occur: Callable[[str], bool]) -> str:
    text = []
    for rule in rules:
        if rule.type == "qualified-rule":
            parts = _split_at_commas(rule.prelude)
            kept = [part for part in parts if all(map(may_occur, _asks_for(part)))]
            if kept:
                text.append(f"{','.join(kept)}{{{tinycss2.serialize(rule.content).strip()}}}")
        elif rule.type == "at-rule" and rule.content is not None and rule.lower_at_keyword in ("media", "supports"):
            content = tinycss2.parse_rule_list(rule.content, skip_comments=True, skip_whitespace=True)
            inner = _used_rules(content, may_occur)
            if inner:
                text.append(f"@{rule.at_keyword}{tinycss2.serialize(rule.prelude)}{{{inner}}}")
        elif rule.type == "at-rule":
            text.append(rule.serialize())
    return "\n".join(text)


def _split_at_commas(prelude: list) -> list[str]:
    """The selectors of a rule; commas inside brackets do not separate."""
    parts = [[]]
    for token in prelude:
        if token.type == "literal" and token.value == ",":
            parts.append([])
        elif token.type != "comment":
            parts[-1].append(token)
    return [re.sub(r"\s+", " ", tinycss2.serialize(part)).strip() for part in parts]


def bundle(static: Path, sheets: list[Path], names: set[str]) -> str:
    """Style sheets joined into one for the folder `static`: with what they import, their licences, the rules in use."""
    licences, text = [], []
    for sheet in sheets:
        source = sheet.read_text(encoding="utf-8")
        licences += re.findall(r"/\*!.*?\*/", source, re.DOTALL)
        rules = tinycss2.parse_stylesheet(source, skip_comments=True, skip_whitespace=True)
        for rule in [r for r in rules if r.type == "at-rule" and r.lower_at_keyword == "import"]:
            imported = next(token.value for token in rule.prelude if token.type in ("string", "url"))
            text.append(bundle(static, [(sheet.parent / imported).resolve()], names))
            rules.remove(rule)

        def moved(match: re.Match, folder: Path = sheet.parent) -> str:
            return f'url("{os.path.relpath(folder / match[1], static)}")'

        address = r"""url\(["']?(?!data:|#|https?:)([^"')]+)["']?\)"""
        text.append(re.sub(address, moved, used_rules([r for r in rules if r.type != "error"], names)))
    return "\n".join([*dict.fromkeys(licences), *text])


def _sheets(page: str) -> dict[str, str]:
    """Links to style sheets in a page, in order, by the address from the site's root without its version."""
    links = re.findall(r"[ ]*<link [^>]*>\n?", page.partition("</head>")[0])
    found = {}
    for link in (link for link in links if 'rel="stylesheet"' in link):
        address = re.search(r'href="(?:\.\./)*([^"?]+)', link)
        found[address[1]] = link
    return found


def _bundle_styles(out: Path, texts: dict[Path, str], names: set[str]) -> dict[Path, str]:
    """The pages with one style sheet in place of those that all of them load, which is written."""
    links = {path: _sheets(text) for path, text in texts.items()}
    links = {path: sheets for path, sheets in links.items() if sheets}
    new = [sheets for sheets in links.values() if STYLES not in sheets]
    if new:
        common = [sheet for sheet in new[0] if all(sheet in sheets for sheets in new)]
        static = out / "_static"
        (out / STYLES).write_text(bundle(static, [out / sheet for sheet in common], names), encoding="utf-8")
    digest = hashlib.sha256((out / STYLES).read_bytes()).hexdigest()[:8]
    done = {}
    for path, sheets in links.items():
        text = texts[path]
        joined = [STYLES] if STYLES in sheets else common
        to_root = "../" * (len(path.relative_to(out).parts) - 1)
        one = f'<link rel="stylesheet" href="{to_root}{STYLES}?v={digest}" />\n'
        text = text.replace(sheets[joined[0]], one, 1)
        for sheet in joined[1:]:
            text = text.replace(sheets[sheet], "", 1)
        done[path] = text
    linked = {sheet for text in (texts | done).values() for sheet in _sheets(text)}
    for sheet in (out / "_static").rglob("*.css"):
        if sheet.relative_to(out).as_posix() not in linked:
            sheet.unlink()
    return texts | done


def defer_scripts(text: str) -> str:
    """A page whose scripts wait until it is read, in the order in which they stand."""
    head, end, body = text.partition("</head>")
    head = re.sub(r"<script (?!defer|async)([^>]*src=)", r"<script defer \1", head)
    # An inline module runs in turn with the scripts that wait; this one sets what one of them defines.
    head = head.replace("<script>DOCUMENTATION_OPTIONS.", '<script type="module">DOCUMENTATION_OPTIONS.')
    return head + end + body


def _light_font(source: Path, characters: set[int]) -> None:
    """Write a font with these characters only beside the full one, which goes."""
    font = TTFont(source, recalcTimestamp=False)
    options = subset.Options(layout_features=[], name_IDs=[0, 1, 2, 13, 14], notdef_outline=True)
    cut = subset.Subsetter(options)
    cut.populate(unicodes=characters)
    cut.subset(font)
    font.flavor = "woff"
    font.save(source.with_suffix(".woff"), reorderTables=False)


def light_notebook(text: str) -> str:
    """A notebook without the images in its outputs; running it draws them again."""
    notebook = json.loads(text)
    for cell in notebook["cells"]:
        for output in cell.get("outputs", []):
            for kind in [kind for kind in output.get("data", {}) if kind.startswith("image/")]:
                del output["data"][kind]
    return json.dumps(notebook, ensure_ascii=False, indent=1) + "\n"


def _lighten(app: Sphinx, error: Exception | None) -> None:
    if error is not None or app.builder.name != "html":
        return
    out = Path(app.outdir)
    static = out / "_static"
    for pattern in UNUSED:
        for path in sorted(static.glob(pattern)):
            shutil.rmtree(path) if path.is_dir() else path.unlink()
    for path in static.glob("scripts/*.js"):
        path.write_text(re.sub(r"//# sourceMappingURL=.*", "", path.read_text(encoding="utf-8")), encoding="utf-8")
    before = {
        path: path.read_text(encoding="utf-8") for path in sorted(out.rglob("*.html")) if static not in path.parents
    }
    pages = {path: light_page(text, search=path == out / "search.html") for path, text in before.items()}
    names, used = set(pdf.CLASSES), {"fa-solid-900"}
    for text in pages.values():
        # One by one: only what begins with plain letters is looked for quickly.
        found = re.findall(r"""class=(["'])(.*?)\1""", text) + re.findall(r"""id=(["'])(.*?)\1""", text)
        for words in {words for _, words in found}:
            names |= set(words.split())
            used |= {family for family, pattern in FAMILIES.items() if re.search(pattern, words)}
    for path in sorted(static.rglob("*.js")):
        names |= names_in(path.read_text(encoding="utf-8"))
    for path in sorted(set(static.rglob("*.css")) - {out / STYLES}):
        text = path.read_text(encoding="utf-8")
        if (light := light_fonts(text, used)) != text:
            path.write_text(light, encoding="utf-8")
    # The page that searches needs its scripts in the order of the theme: some of them start as soon as they are read.
    pages = {path: text if path == out / "search.html" else defer_scripts(text) for path, text in pages.items()}
    pages = _bundle_styles(out, pages, names)
    for path, text in pages.items():
        if text != before[path]:
            path.write_text(text, encoding="utf-8")
    styles = (out / STYLES).read_text(encoding="utf-8")
    characters = {int(code, 16) for code in re.findall(r"\\([ef][0-9a-f]{3})\b", styles)}
    characters |= {ord(c) for c in styles if "\ue000" <= c <= "\uf8ff"}
    for family in FAMILIES:
        source = static / ICONS / f"{family}.ttf"
        if source.exists():
            if family in used:
                _light_font(source, characters)
            source.unlink()
            source.with_suffix(".woff2").unlink()
    for path in (out / "_sources").rglob("*.ipynb"):
        path.write_text(light_notebook(path.read_text(encoding="utf-8")), encoding="utf-8")


def setup(app: Sphinx) -> None:
    """Register the handler, to run after those that write files."""
    app.connect("build-finished", _lighten, priority=900)
