// Filters for the ledger.  Without this script the table shows every row; with it, rows can be narrowed down.
document.addEventListener("DOMContentLoaded", () => {
  const table = document.querySelector("table.ledger");
  if (!table) return;
  const rows = [...table.tBodies[0].rows];
  const text = rows.map((row) => row.textContent.toLowerCase());
  const classes = (row, prefix) =>
    [...row.classList].filter((c) => c.startsWith(prefix)).map((c) => c.slice(prefix.length));
  const location = (row) => (row.querySelector(".claim-location")?.textContent ?? "").split(",")[0];
  const words = (slug) => slug.replaceAll("_", " ").replaceAll("-", " ");
  const choices = {
    verdict: { label: "Outcome", of: (row) => classes(row, "verdict-"), name: words },
    kind: { label: "Kind", of: (row) => classes(row, "kind-"), name: words },
    location: { label: "Place in the letter", of: (row) => [location(row)], name: (v) => v },
    page: { label: "Page", of: (row) => classes(row, "page-"), name: (v) => v },
  };

  const form = document.createElement("form");
  form.className = "ledger-filters";
  form.setAttribute("role", "search");
  form.setAttribute("aria-label", "Filter the statements");
  form.addEventListener("submit", (event) => event.preventDefault());

  const field = (label, control, name) => {
    const wrapper = document.createElement("label");
    wrapper.append(label, control);
    control.name = name;
    form.append(wrapper);
    return control;
  };
  const search = document.createElement("input");
  search.type = "search";
  field("Search", search, "q");
  const selects = Object.entries(choices).map(([name, choice]) => {
    const select = document.createElement("select");
    select.append(new Option("all", ""));
    const values = [...new Set(rows.flatMap(choice.of))];
    if (name === "page") values.sort((a, b) => a.localeCompare(b, "en", { numeric: true }));
    for (const value of values) select.append(new Option(choice.name(value), value));
    return field(choice.label, select, name);
  });
  const reset = document.createElement("button");
  reset.type = "reset";
  reset.textContent = "Show all";
  form.append(reset);
  const status = document.createElement("p");
  status.setAttribute("role", "status");
  (table.closest(".pst-scrollable-table-container") ?? table).before(form, status);

  const update = () => {
    const wanted = search.value.trim().toLowerCase().split(/\s+/).filter(Boolean);
    let shown = 0;
    rows.forEach((row, i) => {
      const keep =
        wanted.every((word) => text[i].includes(word)) &&
        selects.every((select) => !select.value || choices[select.name].of(row).includes(select.value));
      row.hidden = !keep;
      shown += keep;
    });
    status.textContent = `${shown} of ${rows.length} statements`;
  };
  // A link to a single statement shows it, whatever the filters say.
  const reveal = () => {
    const target = window.location.hash && document.getElementById(window.location.hash.slice(1));
    const row = target?.closest("tr");
    if (row?.hidden) {
      form.reset();
      update();
      row.scrollIntoView();
    }
  };
  form.addEventListener("input", update);
  form.addEventListener("reset", () => setTimeout(update));
  window.addEventListener("hashchange", reveal);
  update();
});
