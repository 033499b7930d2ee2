"""Every page of the site, looked at once: in light and dark, on wide and narrow screens."""

import contextlib
from importlib.resources import files as package_files

import pytest
from browsing import Watch, pages
from playwright.sync_api import TimeoutError

AXE_SCRIPT = (package_files("axe_playwright_python") / "axe.min.js").read_text(encoding="utf-8")
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
COLOUR = ["color-contrast", "link-in-text-block"]
"""Rules whose outcome depends on the colours, and that take most of the time."""
WIDTHS = (1280, 390, 320)
AXE = {(1280, "light"): "all", (320, "light"): "all but colours", (1280, "dark"): "colours"}
"""What is asked of axe in which width and theme: colours do not depend on the width, nor anything else on the theme."""

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
    if (p.clientWidth && table.getBoundingClientRect().right > p.getBoundingClientRect().right + 1) {
      return !(/auto|scroll/.test(getComputedStyle(p).overflowX) && p.tabIndex === 0);
    }
  }
  return table.getBoundingClientRect().right > document.documentElement.clientWidth + 1;
}).map((table) => `${table.className}: ${table.textContent.trim().slice(0, 60)}`)"""

# A while after each change of size the theme lets the keyboard reach what scrolls.
REACHABLE = """() => [...document.querySelectorAll("main pre, main .pst-scrollable-table-container")].every(
  (e) => e.tabIndex === 0 || (e.scrollWidth <= e.clientWidth && e.scrollHeight <= e.clientHeight)
)"""

HEADINGS = """() => [...document.querySelectorAll("h1, h2, h3, h4, h5, h6, main [role=heading]")]
  .filter((e) => e.closest("main") && e.checkVisibility())
  .map((e) => [Number(e.getAttribute("aria-level") ?? e.tagName[1]), e.textContent.trim().slice(0, 60)])"""

IMAGES = """() => [...document.images].map((e) => ({
  src: e.getAttribute("src") ?? "", alt: e.alt.trim(), shown: e.checkVisibility(),
  loaded: e.complete && e.naturalWidth > 0, width: e.getBoundingClientRect().width }))"""


def violations(page, which: str) -> list[str]:
    """What axe objects to, one line for each element."""
    # Without preload axe asks for no style sheet of its own.
    options = {"runOnly": {"type": "tag", "values": WCAG}, "resultTypes": ["violations"], "preload": False}
    if which == "colours":
        options["runOnly"] = {"type": "rule", "values": COLOUR}
    elif which == "all but colours":
        options["rules"] = {rule: {"enabled": False} for rule in COLOUR}
    # Formulas have the colour of the text around them, and thousands of parts.
    found = page.evaluate(
        "(options) => axe.run({ exclude: ['math'] }, options).then((result) => result.violations)", options
    )
    return [
        f"{rule['id']}: {' '.join(node['target'] if isinstance(node['target'][0], str) else node['target'][0])}"
        f" | {node['html'][:160]} | {node['failureSummary'].splitlines()[-1].strip()}"
        for rule in found
        for node in rule["nodes"]
    ]


# What the page would lay out and fetch only when the reader comes near; the tests look at all of it.
AT_ONCE = """() => {
  const style = document.createElement("style");
  style.textContent = "* { content-visibility: visible !important; }";
  document.head.append(style);
  for (const image of document.images) image.loading = "eager";
  return Promise.all([...document.images].map((image) => image.decode().catch(() => null)));
}"""


def settle(page) -> None:
    """Wait until the page has been laid out and painted with its fonts."""
    page.evaluate(
        "() => document.fonts.ready.then(() => new Promise((done) =>"
        " requestAnimationFrame(() => requestAnimationFrame(done))))"
    )
    page.evaluate("document.getAnimations().forEach((animation) => animation.finish())")


def look_at(browser, address: str, name: str) -> dict:
    """Everything that the tests below ask of one page, from one visit."""
    seen: dict = {}
    context = browser.new_context(viewport={"width": WIDTHS[0], "height": 900}, reduced_motion="reduce")
    page = context.new_page()
    watch = Watch(page, address)
    page.goto(address + name)
    page.evaluate(AT_ONCE)
    page.evaluate(AXE_SCRIPT)
    for width in WIDTHS:
        if page.viewport_size["width"] != width:
            page.set_viewport_size({"width": width, "height": 900})
        settle(page)
        with contextlib.suppress(TimeoutError):  # what still cannot be reached then is a finding of the tests below
            page.wait_for_function(REACHABLE, timeout=10_000)
        seen["too wide", width] = page.evaluate(TOO_WIDE)
        seen["tables", width] = page.evaluate(FIXED_TABLES)
        seen["images", width] = page.evaluate(IMAGES)
        for theme in ("light", "dark"):
            if (width, theme) in AXE:
                page.emulate_media(color_scheme=theme, reduced_motion="reduce")
                page.wait_for_function("(theme) => document.documentElement.dataset.theme === theme", arg=theme)
                settle(page)
                seen["axe", width, theme] = violations(page, AXE[width, theme])
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
    troubles = seen["console"] + seen["failed"] + seen["elsewhere"]
    assert not troubles, "\n".join(troubles)


@pytest.mark.parametrize(("width", "theme"), AXE)
def test_axe_finds_no_violation(seen, width, theme):
    assert not seen["axe", width, theme], "\n".join(seen["axe", width, theme])


@pytest.mark.parametrize("width", WIDTHS)
def test_page_is_not_wider_than_the_screen(seen, width):
    assert not seen["too wide", width], "\n".join(seen["too wide", width])


@pytest.mark.parametrize("width", WIDTHS)
def test_tables_scroll_inside_themselves(seen, width):
    assert not seen["tables", width], "\n".join(seen["tables", width])


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
            assert len(image["alt"]) > (0 if stem == "logo" else 40), image
            assert image["alt"] != stem, image
            assert image["width"] <= width, image
            assert image["loaded"], image


def test_page_has_title_and_language(seen):
    assert len(seen["title"]) > 10
    assert seen["language"] == "en"
