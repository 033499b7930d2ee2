"""Looking closer: a figure's numbers, its image large, and the interactive figures, in a browser."""

import csv
import io
import urllib.request

import pytest

FIG_4 = "notebooks/figures/fig-4.html"
TABLE_1 = "notebooks/tables/table-1.html"
E13 = "notebooks/evidence/e13-tc-dome.html"
EXPLORERS = {FIG_4: "explore-fig-4", TABLE_1: "explore-table-1", E13: "explore-e13"}


def readouts(page) -> dict[str, str]:
    """What the table of an interactive figure shows."""
    rows = page.locator("table.explorer-readouts tbody tr")
    cells = rows.evaluate_all("rows => rows.map((row) => [...row.cells].map((cell) => cell.textContent))")
    return {name.replace("\u202f", " "): value.replace("\u202f", " ") for name, value in cells}


def test_the_numbers_of_fig_4_are_one_click_away(open_page, address):
    page = open_page(FIG_4)
    link = page.locator("#fig-fig-4-distance figcaption a.figure-data")
    assert link.inner_text() == "Data of this figure (CSV)"
    with page.expect_download() as download:
        link.click()
    assert download.value.suggested_filename == "fig-4-distance.csv"
    served = urllib.request.urlopen(download.value.url)  # a file of this site, on this machine
    rows = list(csv.DictReader(io.TextIOWrapper(served, encoding="utf-8", newline="")))
    letter = [(row["x"], row["y"]) for row in rows if row["series"] == "letter"]
    assert letter == [("1", "6.08"), ("2.5", "0.67")]


@pytest.mark.parametrize("base", ["address", "files"])
def test_image_opens_large_and_closes_by_keyboard(open_page, request, base):
    page = open_page(FIG_4, base=request.getfixturevalue(base))
    link = page.locator("#fig-fig-4-distance a.large-image")
    alt = link.locator("img").get_attribute("alt")
    link.focus()
    page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog")
    dialog.wait_for()
    image = dialog.locator("img")
    assert image.get_attribute("alt") == alt
    page.wait_for_function("document.querySelector('dialog img').naturalWidth > 900")
    assert page.evaluate("document.activeElement.innerText") == "Close"
    assert "Everything but the plus signs" in dialog.inner_text()
    page.keyboard.press("Escape")
    dialog.wait_for(state="hidden")
    assert page.evaluate("document.activeElement.className") == "large-image"


def test_large_image_is_wider_than_a_phone_and_fits_when_asked(open_page):
    page = open_page(FIG_4, width=390, height=800)
    page.locator("#fig-fig-4-levels a.large-image").click()
    image = page.locator("dialog img")
    image.wait_for()
    page.wait_for_function("document.querySelector('dialog img').complete")
    assert image.bounding_box()["width"] >= 1000
    page.get_by_role("button", name="Fit to the window").click()
    assert image.bounding_box()["width"] <= 390
    assert page.get_by_role("button", name="Fit to the window").get_attribute("aria-pressed") == "true"
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.get_by_role("button", name="Close").click()
    image.wait_for(state="hidden")


def test_without_script_the_image_is_a_link_and_the_figure_says_so(browser, files):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(files + FIG_4)
    target = page.locator("#fig-fig-4-levels a.large-image").get_attribute("href")
    assert target.endswith(".png")
    assert "This figure needs JavaScript" in page.locator("#explore-fig-4").inner_text()
    assert page.locator("#explore-fig-4 input").count() == 0
    page.locator("#fig-fig-4-levels a.large-image").click()
    assert page.url.endswith(target.rpartition("/")[2])
    context.close()


def test_fig_4_by_keyboard(open_page):
    page = open_page(FIG_4)
    assert readouts(page)["Repulsion at 1 Å"] == "6.08 eV"
    density = page.get_by_role("slider", name="Density of the carriers, per cm³")
    assert density.get_attribute("aria-valuetext") == "10²¹"
    before = page.locator(".explorer-plot .colour-book path").last.get_attribute("d")
    density.focus()
    page.keyboard.press("End")
    assert density.get_attribute("aria-valuetext") == "10²²"
    assert readouts(page)["Screening length λ"] == "0.790 Å"
    assert page.locator(".explorer-plot .colour-book path").last.get_attribute("d") != before
    # What changed is also said, once.
    page.wait_for_function("document.querySelector('.explorer-status').textContent.includes('0.790\u202fÅ')")
    page.get_by_role("button", name="Back to the start").click()
    page.wait_for_function("document.querySelector('.explorer-readouts').textContent.includes('6.08\u202feV')")
    assert density.get_attribute("aria-valuetext") == "10²¹"
    assert density.input_value() == "8"


def test_table_1_with_another_metal_and_scale(open_page):
    page = open_page(TABLE_1)
    assert readouts(page)["Cells of the letter's table that agree"] == "12 of 12"
    page.get_by_role("combobox", name="Electronegativities").select_option("Allred, Tl⁺")
    assert readouts(page)["Cells of the letter's table that agree"] == "7 of 12"
    page.get_by_role("combobox", name="Electronegativities").select_option("Mulliken")
    page.get_by_role("combobox", name="Metal").select_option("Hg")
    assert readouts(page)["Ionic character of one bond to oxygen"] == "no value on this scale"
    # The two compounds with mercury are left out.
    assert page.locator(".explorer-plot circle").count() == 10


def test_e13_with_another_family(open_page):
    page = open_page(E13)
    assert readouts(page)["Records (references)"] == "427 (167)"
    assert page.locator(".explorer-plot circle").count() == 24
    page.get_by_role("combobox", name="Family").select_option("YBa₂Cu₃O₆₊ₓ")
    assert readouts(page)["Maximum of the curve"] == "not drawn"
    page.get_by_role("combobox", name="Curve").select_option("two steps (plateaus)")
    assert readouts(page)["Maximum of the curve"] == "none inside the data"
    assert page.locator(".explorer-plot text.explorer-label").first.inner_html().startswith("oxygen above 6")


@pytest.mark.parametrize("path", EXPLORERS)
@pytest.mark.parametrize("width", [320, 390, 1280])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_interactive_figures_fit_and_show_their_series(open_page, files, path, width, scheme):
    page = open_page(path, base=files, width=width, color_scheme=scheme)
    figure = page.locator(f"#{EXPLORERS[path]}")
    figure.locator("svg[role=img]").wait_for()
    for part in (figure, figure.locator("svg[role=img]"), figure.locator("table"), figure.locator("form")):
        box = part.bounding_box()
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= width
    # Lines and symbols stand out from the page: at least 3 to 1.
    contrasts = page.evaluate(
        """() => {
          const light = (c) => {
            const [r, g, b] = c.match(/[\\d.]+/g).map((v) => v / 255).map((v) =>
              v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
            return 0.2126 * r + 0.7152 * g + 0.0722 * b;
          };
          const page = light(getComputedStyle(document.body).backgroundColor);
          return [...document.querySelectorAll(".explorer-plot g[class^=colour]")].map((g) => {
            const [a, b] = [light(getComputedStyle(g).stroke), page].sort((x, y) => y - x);
            return (a + 0.05) / (b + 0.05);
          });
        }"""
    )
    assert len(contrasts) >= 2
    assert min(contrasts) >= 3


def test_interactive_figures_are_not_printed(open_page):
    page = open_page(FIG_4)
    page.emulate_media(media="print")
    assert not page.locator("#explore-fig-4").is_visible()
    assert page.locator("#fig-fig-4-distance img").is_visible()


def test_the_library_is_loaded_where_it_is_needed_only(open_page):
    page = open_page("notebooks/evidence/e19-pair-size.html")
    assert page.locator("script[src*='vendor/d3']").count() == 0
    page = open_page(E13)
    assert page.locator("script[src*='vendor/d3.min.js'][defer]").count() == 1
