"""What a reader does with mouse and keyboard, on the served site and on one opened from a folder."""

import itertools
import re

import pytest
from browsing import SITE

from atombridge import pages
from atombridge.book import citation, registry

E19 = "notebooks/evidence/e19-pair-size.html"
CLAIMS = registry.claims()


def rows(page, table: str) -> list[str]:
    """Text of the rows that a table shows."""
    return page.eval_on_selector_all(
        f"{table} tbody tr", "rows => rows.filter(r => r.checkVisibility()).map(r => r.innerText)"
    )


def choice(page, name: str):
    """A list of choices above a table."""
    return page.locator("form.filters").get_by_role("combobox", name=name, exact=True)


def searchbox(page):
    """The field above a table that looks for words."""
    return page.locator("form.filters").get_by_role("searchbox", name="Search")


# Short addresses


@pytest.mark.parametrize("page_id", [*pages.find_all(), "c001", "c125", CLAIMS[-1]["id"].lower()])
def test_short_address_leads_to_its_place(open_page, address, page_id):
    page = open_page(f"{page_id}/")
    page.wait_for_url(address + citation.short_addresses()[page_id], wait_until="domcontentloaded")
    assert page.locator(f"#{page_id}").count() == 1


# Copying


@pytest.fixture
def copying(open_page, address):
    def opened(path):
        page = open_page(path, permissions=["clipboard-read", "clipboard-write"])
        page.evaluate("navigator.clipboard.writeText('nothing copied')")
        return page

    return opened


def copied(page) -> str:
    """What the clipboard holds once it holds something new."""
    return page.evaluate("""async () => {
      for (let i = 0; i < 200; i++) {
        const text = await navigator.clipboard.readText();
        if (text !== "nothing copied") return text;
        await new Promise((done) => setTimeout(done, 50));
      }
      return "nothing copied";
    }""")


def test_code_is_copied_as_it_is_shown(copying):
    page = copying(E19)
    block = page.locator("div.tag_parameters div.highlight")
    block.hover()
    block.locator("button.copybtn").click()
    code = block.locator("pre").inner_text().rstrip("\n")
    assert "stated_range_angstrom" in code
    assert copied(page).rstrip("\n") == code


@pytest.mark.parametrize("kind", ["Text", "BibTeX", "RIS", "CSL-JSON"])
def test_citation_is_copied_as_it_is_offered_for_download(copying, kind):
    page = copying(E19)
    ending = {"Text": "txt", "BibTeX": "bib", "RIS": "ris", "CSL-JSON": "json"}[kind]
    stored = (SITE / "cite" / f"e19.{ending}").read_text(encoding="utf-8")
    page.locator("label.sd-tab-label").filter(has_text=re.compile(rf"^\s*{kind}\s*$")).click()
    box = page.locator("div.cite-box").filter(visible=True)
    assert box.count() == 1
    box.hover()
    box.locator("button.copybtn").click()
    assert [line.rstrip() for line in copied(page).rstrip().splitlines()] == [
        line.rstrip() for line in stored.rstrip().splitlines()
    ]
    with page.expect_download() as download:
        page.locator(f'a[download="e19.{ending}"]').click()
    assert download.value.path().read_text(encoding="utf-8") == stored


# What readers come for, from the landing page


def test_verdict_data_and_citation_are_two_clicks_away(open_page):
    page = open_page("index.html")
    page.locator("main a", has_text=re.compile("^e27")).first.click()
    page.locator(".evidence-head").wait_for()
    assert page.locator(".evidence-head").bounding_box()["y"] < 900
    page = open_page("index.html")
    page.locator("main a", has_text=re.compile("^Fig. 4")).first.click()
    with page.expect_download() as download:
        page.locator(".head-links a", has_text="Data of Plot").last.click()
    assert download.value.suggested_filename == "fig-4-distance.csv"
    page = open_page("index.html")
    page.locator("main a", has_text=re.compile("^e05")).first.click()
    with page.expect_download() as download:
        page.locator(".head-links a", has_text="BibTeX").click()
    assert download.value.path().read_text(encoding="utf-8") == (SITE / "cite" / "e05.bib").read_text(encoding="utf-8")


def test_bibtex_is_copied_in_two_clicks(copying):
    page = copying("index.html")
    page.locator("main a", has_text=re.compile("^e05")).first.click()
    page.get_by_role("button", name="Copy BibTeX").click()
    assert copied(page).strip() == (SITE / "cite" / "e05.bib").read_text(encoding="utf-8").strip()
    assert page.locator(".head-links [role=status]").inner_text() == "copied"


# What is laid out late


@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("name", ["ledger", "audit", "scoreboard"])
def test_filters_take_the_place_kept_for_them(open_page, name, width):
    page = open_page(f"book/{name}.html", width=width)
    page.locator("form.filters").wait_for()
    place = page.evaluate("""() => {
      const place = document.querySelector(".filters-place");
      return [place.getBoundingClientRect().height, parseFloat(getComputedStyle(place).minHeight)];
    }""")
    assert place[0] == pytest.approx(place[1], abs=1)


@pytest.mark.parametrize("place", ["book/ledger.html#c252", f"{E19}#cite-this-section"])
def test_a_link_far_down_leads_there(open_page, place):
    page = open_page(place, width=390)
    target = page.locator(f"#{place.partition('#')[2]}")
    page.wait_for_timeout(300)  # the parts that come near are laid out one after the other
    assert -20 < target.bounding_box()["y"] < 400


def test_font_of_formulas_is_fetched_early(open_page):
    page = open_page(E19)
    early = page.locator("link[rel=preload][as=font]").get_attribute("href")
    fetched = page.evaluate(
        "performance.getEntriesByType('resource').filter(e => e.name.endsWith('.woff2')).map(e => e.name)"
    )
    assert fetched == [page.evaluate("(address) => new URL(address, document.baseURI).href", early)]


@pytest.mark.parametrize("width", [1280, 390])
def test_formulas_without_a_number_stand_in_the_middle(open_page, width):
    page = open_page("notebooks/evidence/e23-cu-moment.html", width=width)
    left, right = page.locator("div.math:not(:has(.eqno))").first.evaluate("""formula => {
        const box = formula.getBoundingClientRect();
        const signs = [...formula.querySelectorAll("mi, mn, mo")].map(sign => sign.getBoundingClientRect());
        const left = Math.min(...signs.map(sign => sign.left)), right = Math.max(...signs.map(sign => sign.right));
        return [left - box.left, box.right - right];
    }""")
    assert left == pytest.approx(right, abs=5)
    assert left > 0


@pytest.mark.parametrize("name", [E19, "book/ledger.html"])
def test_the_whole_page_is_laid_out_in_the_end(open_page, name):
    """What is left out has no place and is wrongly told to screen readers."""
    page = open_page(name, width=390)
    parts = ".bd-article > section > section, table.filterable tr"
    visible = "parts => parts.length && parts.every(part => getComputedStyle(part).contentVisibility === 'visible')"
    page.wait_for_function(f"({visible})([...document.querySelectorAll('{parts}')])")
    page.wait_for_function("() => [...document.images].every(image => image.complete && image.naturalWidth)")


# Search

SEARCHES = {
    "pseudogap": r"e07-large-gap|e08-gap-falls|e10-tstar-falls|evidence/pseudogap",
    "YBa2Cu3O7": r"figures/fig-2",
    "YBCO": r"figures/fig-2|e30-oxygen-content|e31-pressure",
    "Tc": r"e13-tc-dome|e15-bond-length|e16-cu-valence",
    "e19": r"e19-pair-size",
    "C125": r"ledger\.html#c125|figures/fig-4",
    "Mourachkine": r"book/references|e19-pair-size|book/audit",
}
"""A query, and the places of which one has to be among the first five that are found."""


def found(page, query: str) -> list[str]:
    """Addresses that the search offers, in their order."""
    page.wait_for_selector("#search-results li a, #search-results p")
    page.wait_for_function("(q) => !/Searching/.test(document.querySelector('#search-results').innerText)", arg=query)
    return page.eval_on_selector_all("#search-results li a", "links => links.map(link => link.getAttribute('href'))")


@pytest.mark.parametrize("query", SEARCHES)
def test_search_finds(open_page, query):
    page = open_page(f"search.html?q={query}")
    first = found(page, query)[:5]
    assert any(re.search(SEARCHES[query], link) for link in first), first


def test_search_from_the_keyboard(open_page, address):
    page = open_page(E19)
    page.keyboard.press("Control+k")
    assert page.evaluate("document.activeElement.name") == "q"
    page.keyboard.type("pseudogap")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search.html?q=pseudogap**")
    assert found(page, "pseudogap")


# Filters


def test_ledger_is_narrowed_down_and_shown_again(open_page):
    page = open_page("book/ledger.html")
    table = "table.ledger"
    assert len(rows(page, table)) == len(CLAIMS)
    choice(page, "Outcome").select_option(label=registry.VERDICTS["not_reproduced"])
    wanted = [claim["id"] for claim in CLAIMS if claim["verdict"] == "not_reproduced"]
    assert [row.split()[0] for row in rows(page, table)] == wanted
    searchbox(page).fill("pseudogap")
    some = rows(page, table)
    assert 0 < len(some) < len(wanted)
    assert all("pseudogap" in row.lower() for row in some)
    assert page.get_by_role("status").inner_text().startswith(f"{len(some)} of {len(CLAIMS)} rows")
    page.get_by_role("button", name="Show all").click()
    page.wait_for_function(f"document.querySelectorAll('{table} tbody tr:not([hidden])').length === {len(CLAIMS)}")


def test_ledger_is_sorted(open_page):
    page = open_page("book/ledger.html")
    choice(page, "Sort by").select_option(label="Outcome")
    marks = page.eval_on_selector_all("table.ledger .verdict", "verdicts => verdicts.map(v => v.textContent.trim()[0])")
    assert len(marks) == len(CLAIMS)
    assert "".join(marks[i] for i in range(len(marks)) if i == 0 or marks[i] != marks[i - 1]) in {
        "".join(order) for order in itertools.permutations(set(marks))
    }


def test_ledger_from_the_keyboard(open_page):
    page = open_page("book/ledger.html")
    searchbox(page).focus()
    page.keyboard.type("pseudogap")
    narrowed = rows(page, "table.ledger")
    assert 0 < len(narrowed) < len(CLAIMS)
    page.keyboard.press("Tab")
    page.keyboard.press("ArrowDown")
    assert page.evaluate("document.activeElement.name") == "verdict"
    assert page.evaluate("document.activeElement.value") != ""
    assert len(rows(page, "table.ledger")) < len(narrowed)
    for _ in range(5):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.type") == "reset":
            break
    page.keyboard.press("Enter")
    page.wait_for_function("document.querySelectorAll('table.ledger tbody tr[hidden]').length === 0")


def test_link_to_a_hidden_row_shows_it(open_page):
    page = open_page("book/ledger.html")
    searchbox(page).fill("no such words")
    assert rows(page, "table.ledger") == []
    page.evaluate("location.hash = '#c125'")
    page.wait_for_function("document.querySelector('#c125').closest('tr').checkVisibility()")


def test_scoreboard_is_narrowed_down_and_sorted(open_page):
    page = open_page("book/scoreboard.html")
    table, items = "table.evidence-grid", registry.evidence()
    assert len(rows(page, table)) == 32
    choice(page, "Against rivals").select_option(label=registry.MECHANISM_VERDICTS["against"])
    against = [item["id"] for item in items if item["mechanism_verdict"] == "against"]
    assert [row.split()[0] for row in rows(page, table)] == against
    page.get_by_role("button", name="Show all").click()
    page.wait_for_function(f"document.querySelectorAll('{table} tbody tr:not([hidden])').length === 32")
    choice(page, "Sort by").select_option(label="Data")
    grades = [item["data_grade"] for item in items]
    order = sorted(range(32), key=lambda i: (grades[i], i))
    assert [row.split()[0] for row in rows(page, table)] == [items[i]["id"] for i in order]


# Keyboard


def test_skip_link_comes_first_and_leads_to_the_content(open_page):
    page = open_page(E19, reduced_motion="reduce")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.getAttribute('href')") == "#main-content"
    assert page.evaluate("document.activeElement.getBoundingClientRect().top") >= 0
    page.keyboard.press("Enter")
    page.wait_for_function("location.hash === '#main-content'")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('main') !== null")


# What has the focus, and whether it, or what is in, beside or around it, looks different with the focus.
FOCUSED = """() => {
  const e = document.activeElement;
  const look = () => [e, e.firstElementChild, e.nextElementSibling, e.parentElement].filter(Boolean).map((x) => {
    const s = getComputedStyle(x);
    const outline = s.outlineStyle === "none" ? "" : s.outline;
    return [outline, s.boxShadow, s.borderColor, s.backgroundColor, s.textDecoration];
  }).join("|");
  if (e === document.body) return null;
  const box = (e.matches("input[type=radio]") ? e.nextElementSibling : e).getBoundingClientRect();
  const found = { html: e.outerHTML.slice(0, 160), content: e.closest("main article, .bd-search-container") !== null,
    seen: box.width > 0 && box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth };
  const with_focus = look();
  e.blur();
  found.marked = look() !== with_focus;
  e.focus({ focusVisible: true });
  return found;
}"""


@pytest.mark.parametrize("path", ["index.html", E19, "book/scoreboard.html", "search.html?q=pseudogap"])
def test_tab_goes_through_the_page_and_shows_where_it_is(open_page, path):
    page = open_page(path, reduced_motion="reduce")
    page.wait_for_load_state("networkidle")
    steps = []
    for _ in range(400):
        page.keyboard.press("Tab")
        step = page.evaluate(FOCUSED)
        if step is None:
            break
        steps.append(step)
    assert step is None, "no end"
    assert any(step["content"] for step in steps)
    assert [step["html"] for step in steps if not (step["marked"] and step["seen"])] == []


def test_hidden_code_opens_with_enter(open_page):
    page = open_page(E19)
    details = page.locator("details.hide").first
    code = details.locator("pre")
    assert not code.is_visible()
    details.locator("summary").focus()
    page.keyboard.press("Enter")
    assert code.is_visible()
    page.keyboard.press("Enter")
    assert not code.is_visible()


def test_formats_of_the_citation_are_changed_with_arrows(open_page):
    page = open_page(E19)
    page.locator(".sd-tab-set input[type=radio]").first.focus()
    page.keyboard.press("ArrowRight")
    assert "@incollection" in page.locator("div.cite-box").filter(visible=True).inner_text()


def test_menu_of_a_narrow_screen_opens_and_closes_from_the_keyboard(open_page):
    page = open_page(E19, width=390)
    link = page.locator("nav.bd-links a", has_text="Scoreboard")
    assert not link.is_visible()
    button = page.locator("button.primary-toggle")
    button.focus()
    page.keyboard.press("Enter")
    link.wait_for(state="visible")
    page.keyboard.press("Escape")
    link.wait_for(state="hidden")


# Light, dark, motion


def test_chosen_theme_is_kept_from_page_to_page(open_page):
    page = open_page(E19, color_scheme="light")
    theme = "document.documentElement.dataset.theme"
    assert page.evaluate(theme) == "light"
    button = page.locator("button.theme-switch-button").filter(visible=True)
    for _ in range(3):
        if page.evaluate(theme) == "dark":
            break
        button.click()
    assert page.evaluate(theme) == "dark"
    dark = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert max(int(n) for n in re.findall(r"\d+", dark)[:3]) < 80
    page.locator("nav.bd-links a", has_text="Scoreboard").click()
    page.wait_for_url("**/scoreboard.html")
    assert page.evaluate(theme) == "dark"


def test_theme_follows_the_system_until_one_is_chosen(open_page):
    page = open_page("index.html", color_scheme="dark")
    assert page.evaluate("document.documentElement.dataset.theme") == "dark"


MOVING = """() => [...document.querySelectorAll("*")].filter((e) => {
  const s = getComputedStyle(e);
  const long = (times) => times.split(",").some((t) => parseFloat(t) * (t.includes("ms") ? 1 : 1000) > 1);
  return s.scrollBehavior === "smooth" || (s.animationName !== "none" && long(s.animationDuration))
    || (/all|transform|left|right|width|height|margin/.test(s.transitionProperty) && long(s.transitionDuration));
}).map((e) => e.tagName.toLowerCase() + "." + (e.className.baseVal ?? e.className)).slice(0, 10)"""


@pytest.mark.parametrize("path", ["index.html", E19, "book/ledger.html"])
def test_nothing_moves_for_those_who_ask_for_that(open_page, path):
    page = open_page(path, reduced_motion="reduce")
    assert page.evaluate(MOVING) == []


# Opened from a folder


@pytest.mark.parametrize("path", ["index.html", E19, "book/ledger.html", "book/scoreboard.html"])
def test_page_opens_from_a_folder(open_page, files, path):
    page = open_page(path, base=files)
    assert page.locator("main h1").filter(visible=True).count() == 1
    # The one style sheet of the site has been read: it names the book's colours.
    colour = "getComputedStyle(document.documentElement).getPropertyValue('--ab-book')"
    assert page.evaluate(f"document.fonts.ready.then(() => {colour})").strip()


def test_ledger_is_filtered_from_a_folder(open_page, files):
    page = open_page("book/ledger.html", base=files)
    searchbox(page).fill("pseudogap")
    assert 0 < len(rows(page, "table.ledger")) < len(CLAIMS)


def test_search_works_from_a_folder(open_page, files):
    page = open_page("search.html?q=pseudogap", base=files)
    first = found(page, "pseudogap")[:5]
    assert any(re.search(SEARCHES["pseudogap"], link) for link in first), first
    page.locator("#search-results li a").first.click()
    page.wait_for_url(re.compile(r"^file:.*\.html"))
    assert page.locator("main h1").filter(visible=True).count() == 1


def test_short_address_works_from_a_folder(open_page, files):
    page = open_page("e19/index.html", base=files)
    page.wait_for_url(f"{files}{E19}#e19")
