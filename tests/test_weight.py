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


def test_only_icons_in_use_stay_in_the_styles():
    styles = (
        r'.fa-bars:before,.fa-navicon:before{content:"\f0c9"}.fa-yeti:before{content:"\f7a0"}.fa-solid{font-weight:900}'
        "@font-face{font-family:A;src:url(../vendor/fontawesome/webfonts/fa-solid-900.woff2) "
        'format("woff2"),url(../vendor/fontawesome/webfonts/fa-solid-900.ttf) format("truetype")}'
        "@font-face{font-family:B;src:url(../vendor/fontawesome/webfonts/fa-brands-400.woff2)}"
        '@font-face{font-family:C;src:url("fonts/stix-two-math.woff2")}'
    )
    light = weight.light_styles(styles, {"fa-bars"}, {"fa-solid-900"})
    assert light == (
        r'.fa-bars:before{content:"\f0c9"}.fa-solid{font-weight:900}'
        "@font-face{font-family:A;src:url(../vendor/fontawesome/webfonts/fa-solid-900.woff) "
        'format("woff")}@font-face{font-family:C;src:url("fonts/stix-two-math.woff2")}'
    )
    assert weight.light_styles(light, {"fa-bars"}, {"fa-solid-900"}) == light


def test_notebook_loses_images_and_nothing_else():
    output = {"output_type": "display_data", "data": {"image/png": "iVBO", "text/plain": "<Figure>"}, "metadata": {}}
    notebook = {"cells": [{"cell_type": "code", "source": "x", "outputs": [output]}, {"cell_type": "markdown"}]}
    light = json.loads(weight.light_notebook(json.dumps(notebook)))
    assert light["cells"][0]["outputs"][0]["data"] == {"text/plain": "<Figure>"}
    assert [cell["cell_type"] for cell in light["cells"]] == ["code", "markdown"]
