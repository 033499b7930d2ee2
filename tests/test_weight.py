"""What is taken out of the built site, and what stays."""

import json

from atombridge.book import weight

PAGE = """<head>
  <script defer src="../_static/scripts/fontawesome.js?digest=55c"></script>
    <script src="../_static/doctools.js?v=9a"></script>
    <script>var toggle = '.toggle';</script>
    <script>DOCUMENTATION_OPTIONS.pagename = 'a';</script>
    <script>var toggle = '.toggle';</script>
    <script type="application/ld+json">{"a": 1}</script>
    <script src="../_static/searchtools.js"></script>
    <script src="../searchindex.js"></script>
</head>
"""


def test_scripts_that_a_page_does_not_use_go():
    light = weight.light_page(PAGE, search=False)
    assert [word in light for word in ("fontawesome", "searchtools", "searchindex")] == [False] * 3
    assert [word in light for word in ("doctools", "pagename", "ld+json")] == [True] * 3
    assert light.count("var toggle") == 1
    assert weight.light_page(light, search=False) == light
    assert "searchindex.js" in weight.light_page(PAGE, search=True)


def test_only_fonts_in_use_stay():
    styles = (
        "@font-face{font-family:A;src:url(../vendor/fontawesome/webfonts/fa-solid-900.woff2) "
        'format("woff2"),url(../vendor/fontawesome/webfonts/fa-solid-900.ttf) format("truetype")}'
        "@font-face{font-family:B;src:url(../vendor/fontawesome/webfonts/fa-brands-400.woff2)}"
        '@font-face{font-family:C;src:url("fonts/stix-two-math.woff2")}'
    )
    light = weight.light_fonts(styles, {"fa-solid-900"})
    assert light == (
        "@font-face{font-family:A;src:url(../vendor/fontawesome/webfonts/fa-solid-900.woff) "
        'format("woff")}@font-face{font-family:C;src:url("fonts/stix-two-math.woff2")}'
    )
    assert weight.light_fonts(light, {"fa-solid-900"}) == light


def test_style_sheets_are_joined_without_rules_that_choose_nothing(tmp_path):
    (tmp_path / "styles").mkdir()
    (tmp_path / "base.css").write_text("p { margin: 0 } .gone { color: red }", encoding="utf-8")
    sheet = tmp_path / "styles" / "theme.css"
    sheet.write_text(
        '@import "../base.css";\n/*! Licence */ .a:not(.gone), .gone > .a { background: url("../fonts/x.woff") }'
        "@media print { .gone { color: red } #b { color: blue } } @media screen { .gone p { color: red } }",
        encoding="utf-8",
    )
    joined = weight.bundle(tmp_path, [sheet], {"a", "b"}).replace("\n", " ")
    assert "gone {" not in joined
    assert ".gone >" not in joined
    assert "screen" not in joined
    assert joined.startswith("/*! Licence */ p{margin: 0}")
    assert '.a:not(.gone){background: url("fonts/x.woff")}' in joined
    assert "@media print {#b{color: blue}}" in joined


def test_classes_that_a_script_puts_together_keep_their_rules(tmp_path):
    names = weight.names_in("""mark.attr("class", `colour-${one.colour}`); name = "tip-" + place; i = fade-1;""")
    sheet = tmp_path / "a.css"
    sheet.write_text(
        ".colour-book { stroke: blue } .tip-end { top: 0 } .tinted-book { top: 1px } .fade-2 { top: 2px }",
        encoding="utf-8",
    )
    joined = weight.bundle(tmp_path, [sheet], names)
    assert joined.splitlines() == [".colour-book{stroke: blue}", ".tip-end{top: 0}"]


def test_scripts_wait_until_the_page_is_read():
    page = weight.defer_scripts(PAGE)
    assert '<script defer src="../_static/doctools.js?v=9a">' in page
    assert page.count("defer defer") == 0
    assert '<script type="module">DOCUMENTATION_OPTIONS.pagename' in page
    assert weight.defer_scripts(page) == page


def test_notebook_loses_images_and_nothing_else():
    output = {"output_type": "display_data", "data": {"image/png": "iVBO", "text/plain": "<Figure>"}, "metadata": {}}
    notebook = {"cells": [{"cell_type": "code", "source": "x", "outputs": [output]}, {"cell_type": "markdown"}]}
    light = json.loads(weight.light_notebook(json.dumps(notebook)))
    assert light["cells"][0]["outputs"][0]["data"] == {"text/plain": "<Figure>"}
    assert [cell["cell_type"] for cell in light["cells"]] == ["code", "markdown"]
