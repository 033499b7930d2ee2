"""Every page of the site, looked at once: in light and dark, on wide and narrow screens."""

from importlib.resources import files as package_files

import pytest
from browsing import Watch, pages

AXE = (package_files("axe_playwright_python") / "axe.min.js").read_text(encoding="utf-8")
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
COLOUR = ["color-contrast", "link-in-text-block"]
"""Rules whose outcome depends on the colours."""
WIDTHS = (1280, 390, 320)
AXE_WIDTHS = (1280, 320)

# What reaches beyond the right edge of the screen and is not inside something that scrolls or is out of sight.
TOO_WIDE = """() => {
  const wide = document.documentElement.clientWidth;
  const hidden = (e) => !e.checkVisibility({ visibilityProperty: true, opacityProperty: true });
  const inside = (e) => {
    for (let p = e; p && p !== document.body; p = p.parentElement) {
      const style = getComputedStyle(p);
      if (style.clipPath !== "none" || (style.position === "fixed" && p !== e)) return true;
      if (p !== e && /auto|scroll/.test(style.overflowX)
          && p.getBoundingClientRect().right <= wide + 1 && p.getBoundingClientRect().left >= -1) return true;
    }
    return false;
  };
  const found = [];
  if (document.documentElement.scrollWidth > wide) {
    found.push(`the page is ${document.documentElement.scrollWidth} px wide`);
  }
  for (const e of document.querySelectorAll("main *")) {
    const box = e.getBoundingClientRect();
    if (box.width && box.right > wide + 1 && !hidden(e) && !inside(e)) {
      const name = `${e.tagName.toLowerCase()}.${e.className.baseVal ?? e.className}`;
      found.push(`${name} reaches ${Math.round(box.right)} px`);
    }
  }
  return found.slice(0, 8);
}"""

# Tables that are wider than their place, and can be moved neither by hand nor by keyboard.
FIXED_TABLES = """() => [...document.querySelectorAll("main table")].filter((table) => {
  if (!table.checkVisibility()) return false;
  for (let p = table.parentElement; p && p.tagName !== "MAIN"; p = p.parentElement) {
    if (p.scrollWidth > p.clientWidth + 1 && p.clientWidth && getComputedStyle(p).display !== "inline") {
      return !(/auto|scroll/.test(getComputedStyle(p).overflowX) && p.tabIndex === 0);
    }
  }
  return table.getBoundingClientRect().right > document.documentElement.clientWidth + 1;
}).map((table) => `${table.className}: ${table.textContent.trim().slice(0, 60)}`)"""

HEADINGS = """() => [...document.querySelectorAll("h1, h2, h3, h4, h5, h6, main [role=heading]")]
  .filter((e) => e.closest("main") && e.checkVisibility())
  .map((e) => [Number(e.getAttribute("aria-level") ?? e.tagName[1]), e.textContent.trim().slice(0, 60)])"""

IMAGES = """() => [...document.images].map((e) => ({
  src: e.getAttribute("src") ?? "", alt: e.alt.trim(), shown: e.checkVisibility(),
  loaded: e.complete && e.naturalWidth > 0, width: e.getBoundingClientRect().width }))"""


def violations(page, rules: list[str] | None = None) -> list[str]:
    """What axe objects to, one line for each element."""
    only = {"type": "rule", "values": rules} if rules else {"type": "tag", "values": WCAG}
    found = page.evaluate(
        "(only) => axe.run(document, { runOnly: only, resultTypes: ['violations'] }).then((r) => r.violations)", only
    )
    return [
        f"{rule['id']}: {' '.join(node['target'] if isinstance(node['target'][0], str) else node['target'][0])}"
        f" | {node['html'][:160]} | {node['failureSummary'].splitlines()[-1].strip()}"
        for rule in found
        for node in rule["nodes"]
    ]


def settle(page) -> None:
    """Wait until the page has been laid out and painted with its fonts, and the theme's scripts have noticed."""
    page.evaluate(
        "() => document.fonts.ready.then(() => new Promise((done) =>"
        " requestAnimationFrame(() => requestAnimationFrame(done))))"
    )
    page.evaluate("document.getAnimations().forEach((animation) => animation.finish())")
    page.wait_for_timeout(350)  # after a change of size the theme waits for 300 ms before it looks at what scrolls


def look_at(browser, address: str, name: str) -> dict:
    """Everything that the tests below ask of one page, from one visit."""
    seen: dict = {}
    context = browser.new_context(viewport={"width": WIDTHS[0], "height": 900}, reduced_motion="reduce")
    page = context.new_page()
    watch = Watch(page, address)
    page.goto(address + name)
    page.evaluate(AXE)
    for theme in ("light", "dark"):
        page.emulate_media(color_scheme=theme, reduced_motion="reduce")
        page.wait_for_function("(theme) => document.documentElement.dataset.theme === theme", arg=theme)
        for width in WIDTHS if theme == "light" else AXE_WIDTHS:
            page.set_viewport_size({"width": width, "height": 900})
            settle(page)
            if theme == "light":
                seen["too wide", width] = page.evaluate(TOO_WIDE)
                seen["tables", width] = page.evaluate(FIXED_TABLES)
                seen["images", width] = page.evaluate(IMAGES)
            if width in AXE_WIDTHS:
                seen["axe", width, theme] = violations(page, None if theme == "light" else COLOUR)
    seen["headings"] = page.evaluate(HEADINGS)
    seen["title"], seen["language"] = page.title(), page.get_attribute("html", "lang")
    seen["console"], seen["failed"], seen["elsewhere"] = watch.console, watch.failed, watch.elsewhere
    context.close()
    return seen


@pytest.fixture(scope="module", params=[pytest.param(name, marks=pytest.mark.xdist_group(name)) for name in pages()])
def seen(request, browser, address):
    """One page as it was seen; all tests of one page share the visit."""
    return look_at(browser, address, request.param)


def test_nothing_fails_or_is_asked_of_another_host(seen):
    assert seen["console"] == []
    assert seen["failed"] == []
    assert seen["elsewhere"] == []


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", AXE_WIDTHS)
def test_axe_finds_no_violation(seen, width, theme):
    assert seen["axe", width, theme] == []


@pytest.mark.parametrize("width", WIDTHS)
def test_page_is_not_wider_than_the_screen(seen, width):
    assert seen["too wide", width] == []


@pytest.mark.parametrize("width", WIDTHS)
def test_tables_scroll_inside_themselves(seen, width):
    assert seen["tables", width] == []


def test_headings_are_in_order(seen):
    levels = [level for level, _ in seen["headings"]]
    assert levels[:1] == [1], seen["headings"]
    assert levels.count(1) == 1, seen["headings"]
    skipped = [
        (before, after) for before, after in zip(seen["headings"], seen["headings"][1:], strict=False)
        if after[0] > before[0] + 1
    ]  # fmt: skip
    assert skipped == []
    assert all(text for _, text in seen["headings"]), seen["headings"]


def test_images_have_words_and_fit(seen):
    for width in WIDTHS:
        for image in seen["images", width]:
            stem = image["src"].rpartition("/")[2].partition(".")[0]
            assert len(image["alt"]) > 40, image
            assert image["alt"] != stem, image
            assert image["width"] <= width, image
            assert image["loaded"], image


def test_page_has_title_and_language(seen):
    assert len(seen["title"]) > 10
    assert seen["language"] == "en"
