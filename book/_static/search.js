// Results of the search page, as this book shows them.
const LISTS = ["index", "book/data"]; // pages that name nearly everything come after the pages that treat it
Scorer.score = (result) => {
  const statement = /^#(c\d{3})$/.exec(result[2]);
  if (statement) result[1] = `${statement[1].toUpperCase()} in ${result[1]}`;
  return LISTS.includes(result[0]) ? result[4] / 10 : result[4];
};
// A summary is taken from the text of the page, without menus and code; of a statement, from its row of the ledger.
Search.makeSearchSummary = (html, words, anchor) => {
  const page = new DOMParser().parseFromString(html, "text/html");
  const found = (anchor && page.querySelector(`tr:has(${anchor})`)) || page.querySelector("article");
  if (!found) return null;
  for (const part of found.querySelectorAll(".headerlink, script, style, pre, .cell_input, h1")) part.remove();
  for (const block of found.querySelectorAll("p, td, th, li, dt, h2, h3")) block.append(" ");
  const text = found.textContent.replace(/[ \n\t]+/g, " ").trim();
  const plain = [...text].map((sign) => sign.normalize("NFKC")[0]).join("").toLowerCase();
  const places = [...words].map((word) => plain.indexOf(word)).filter((place) => place >= 0);
  const start = found.matches("tr") ? 0 : Math.max(0, Math.min(...places, text.length) - 100);
  const shown = places.length || found.matches("tr") ? text.substring(start, start + 260) : text.substring(0, 260);
  const summary = document.createElement("p");
  summary.className = "context";
  summary.textContent = (start && places.length ? "… " : "") + shown.trim() + (start + 260 < text.length ? " …" : "");
  return summary;
};
// From a folder opened as file:// no other page can be read, so results come without summaries.
if (window.location.protocol === "file:") DOCUMENTATION_OPTIONS.SHOW_SEARCH_SUMMARY = false;
