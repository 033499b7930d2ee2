// The parts of a long page laid out one after the other, a button that copies a page's citation, and filters and an order for the long tables
// (ledger, citation audit, scoreboard).  Without this script a table shows every row; with it, rows can be narrowed down.  A row says what it can
// be filtered by in classes of the form name--value.
document.addEventListener("DOMContentLoaded", () => {
  // The style sheet leaves out what is far below the screen at first; here it follows, part by part, whenever the browser is idle: then screen
  // readers know the whole page, and nothing moves where the reader scrolls later.  A link into the page needs all of it at once.  The images come
  // last, so that whoever saves or prints the page has them too.
  const parts = [...document.querySelectorAll(".bd-article > section > section, table.filterable tr")];
  const layOut = (count) => {
    for (const part of parts.splice(0, count)) part.style.contentVisibility = "visible";
  };
  const whenIdle = window.requestIdleCallback ?? setTimeout;
  const follow = () => {
    layOut(parts[0]?.tagName === "TR" ? 8 : 1);
    if (parts.length) whenIdle(follow);
    else for (const image of document.querySelectorAll("img[loading=lazy]")) image.loading = "eager";
  };
  if (window.location.hash) layOut(parts.length);
  window.addEventListener("load", () => whenIdle(follow));
  const LABELS = {
    verdict: "Outcome",
    kind: "Kind",
    place: "Place in the letter",
    page: "Page",
    fit: "Support for the use",
    read: "How much was read",
    statement: "Is it right?",
    mechanism: "Against rivals",
    grade: "Data",
  };
  // The BibTeX of a page, copied at its head.
  const entry = [...document.querySelectorAll(".cite-box pre")].find((box) => box.textContent.startsWith("@"));
  for (const links of entry ? document.querySelectorAll("p.head-links") : []) {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = "Copy BibTeX";
    const said = document.createElement("span");
    said.setAttribute("role", "status");
    button.addEventListener("click", () => {
      ClipboardJS.copy(entry.textContent);
      said.textContent = "copied";
    });
    links.append(" ", button, " ", said);
  }
  // Tables wider than the screen fade out where more columns follow.
  for (const box of document.querySelectorAll(".pst-scrollable-table-container")) {
    const look = () => box.classList.toggle("more", box.scrollLeft + box.clientWidth < box.scrollWidth - 2);
    box.addEventListener("scroll", look, { passive: true });
    new ResizeObserver(look).observe(box);
  }
  for (const table of document.querySelectorAll("table.filterable")) {
    const rows = [...table.tBodies[0].rows];
    const text = rows.map((row) => row.textContent.toLowerCase());
    // For each name the values that occur, each with the rows that have it.
    const found = new Map();
    for (const row of rows) {
      for (const [, name, value] of row.className.matchAll(/(\w+)--(\S+)/g)) {
        const values = found.get(name) ?? found.set(name, new Map()).get(name);
        (values.get(value) ?? values.set(value, new Set()).get(value)).add(row);
      }
    }
    // An outcome is called in the list what it is called in the row, without its mark.
    const nameOf = (name, value) => {
      const shown = found.get(name).get(value).values().next().value.querySelector(`[data-name="${name}"], .${name}`);
      return shown ? shown.textContent.replace(/^\P{L}+\s/u, "") : value.replaceAll("_", " ");
    };

    const form = document.createElement("form");
    form.className = "filters";
    form.setAttribute("role", "search");
    form.setAttribute("aria-label", "Filter the table");
    form.addEventListener("submit", (event) => event.preventDefault());
    const field = (label, control) => {
      const wrapper = document.createElement("label");
      wrapper.append(label, control);
      form.append(wrapper);
      return control;
    };
    const search = document.createElement("input");
    search.type = "search";
    field("Search", search);
    const selects = [];
    for (const [name, label] of Object.entries(LABELS)) {
      if (!found.has(name)) continue;
      const options = [...found.get(name).keys()];
      if (name === "page") options.sort((a, b) => a.localeCompare(b, "en", { numeric: true }));
      const select = document.createElement("select");
      select.name = name;
      select.append(new Option("all", ""));
      for (const option of options) select.append(new Option(nameOf(name, option), option));
      selects.push(field(label, select));
    }
    const order = document.createElement("select");
    order.append(new Option("as in the letter", ""));
    [...table.tHead.rows[0].cells].forEach((cell, i) => order.append(new Option(cell.textContent.trim(), i)));
    field("Sort by", order);
    const reset = document.createElement("button");
    reset.type = "reset";
    reset.textContent = "Show all";
    form.append(reset);
    const status = document.createElement("p");
    status.setAttribute("role", "status");
    table.closest(".pst-scrollable-table-container").previousElementSibling.append(form, status);

    let sorted = "";
    const update = () => {
      const wanted = search.value.trim().toLowerCase().split(/\s+/).filter(Boolean);
      let shown = 0;
      rows.forEach((row, i) => {
        const keep =
          wanted.every((word) => text[i].includes(word)) &&
          selects.every((select) => !select.value || found.get(select.name).get(select.value).has(row));
        row.hidden = !keep;
        shown += keep;
      });
      if (order.value !== sorted) {
        sorted = order.value;
        // An outcome begins with its mark, so rows of one outcome come together.
        const key = (i) => rows[i].cells[sorted].textContent.trim();
        const places = rows.map((_, i) => i);
        if (sorted) places.sort((a, b) => key(a).localeCompare(key(b), "en", { numeric: true }) || a - b);
        table.tBodies[0].append(...places.map((i) => rows[i]));
      }
      status.textContent = `${shown} of ${rows.length} rows` + (shown ? "" : ": clear a filter or press Show all");
    };
    // A link to a single row shows it, whatever the filters say.
    const reveal = () => {
      const target = window.location.hash && document.getElementById(window.location.hash.slice(1));
      const row = target?.closest("tr");
      if (row?.hidden && table.contains(row)) {
        form.reset();
        update();
        row.scrollIntoView();
      }
    };
    form.addEventListener("input", update);
    form.addEventListener("reset", () => setTimeout(update));
    window.addEventListener("hashchange", reveal);
    // A link to the row that the address already names changes no hash.
    document.addEventListener("click", (event) => {
      const link = event.target.closest("a");
      if (link?.hash && link.hash === window.location.hash) setTimeout(reveal);
    });
    update();
  }
});
