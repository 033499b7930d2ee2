"""A light site: once it is built, what no page uses is taken out of it.

The theme brings thousands of icons twice, as a script and as fonts, with source maps and translations, and loads the
search index on every page; the notebooks offered for download carry a second copy of every image.
"""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont
from sphinx.application import Sphinx

__all__ = ["icons_named", "light_notebook", "light_page", "light_styles", "setup"]

UNUSED = ("**/*.map", "locales", "scripts/fontawesome.js*", "sphinx-thebe.*", "**/*webpack-macros.html")
"""Files below _static that no page of this book asks for; fontawesome.js draws icons that the fonts hold as well."""

ONLY_FOR_SEARCH = ("searchtools.js", "language_data.js", "searchindex.js")
"""Scripts that the theme loads everywhere to search while typing, which this book leaves to the search page."""

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
    seen = set()

    def once(match: re.Match) -> str:
        """An inline script that two extensions add stays once."""
        known = match[0] in seen
        seen.add(match[0])
        return "" if known else match[0]

    return re.sub(r"[ ]*<script>[^<]*</script>\n?", once, text)


def icons_named(text: str) -> set[str]:
    """Names of icons, such as ``fa-bars``, in a page or script."""
    return set(re.findall(r"\bfa-[a-z0-9-]+", text))


def light_styles(text: str, icons: set[str], families: set[str]) -> str:
    """A style sheet without rules for icons other than `icons` and fonts other than `families`."""

    def rule(match: re.Match) -> str:
        kept = [s for s in match[1].split(",") if s.removeprefix(".").removesuffix(":before") in icons]
        return f"{','.join(kept)}{match[2]}" if kept else ""

    def face(match: re.Match) -> str:
        file = re.search(rf"{ICONS}/([\w-]+)\.", match[0])
        if file is None:
            return match[0]
        if file[1] not in families:
            return ""
        return re.sub(r"src:[^;}]*", f'src:url(../{ICONS}/{file[1]}.woff) format("woff")', match[0])

    text = re.sub(r'((?:\.fa-[a-z0-9-]+:before,?)+)(\{content:"[^"]*"\})', rule, text)
    return re.sub(r"@font-face\{[^}]*\}", face, text)


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
    icons, used = set(), {"fa-solid-900"}
    for path in sorted(out.rglob("*.html")):
        if static in path.parents:
            continue
        text = path.read_text(encoding="utf-8")
        light = light_page(text, search=path == out / "search.html")
        if light != text:
            path.write_text(light, encoding="utf-8")
        for classes in re.findall(r'class="([^"]*\bfa[^"]*)"', light):
            icons |= icons_named(classes)
            used |= {family for family, pattern in FAMILIES.items() if re.search(pattern, classes)}
    for path in static.rglob("*.js"):
        icons |= icons_named(path.read_text(encoding="utf-8"))
    characters = set()
    for path in static.rglob("*.css"):
        text = path.read_text(encoding="utf-8")
        light = light_styles(text, icons, used)
        if light != text:
            path.write_text(light, encoding="utf-8")
        characters |= {int(code, 16) for code in re.findall(r"\\([ef][0-9a-f]{3})\b", light)}
        characters |= {ord(c) for c in light if "\ue000" <= c <= "\uf8ff"}
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
