// Results of the search page.  A statement is named and summed up by its row of the ledger, not by its id alone.
Scorer.score = (result) => {
  const statement = /^#(c\d{3})$/.exec(result[2]);
  if (statement) result[1] = `${statement[1].toUpperCase()} in ${result[1]}`;
  return result[4];
};
const textOfPage = Search.htmlToText;
Search.htmlToText = (html, anchor) => {
  const row = anchor && new DOMParser().parseFromString(html, "text/html").querySelector(`tr:has(${anchor})`);
  return row ? [...row.cells].map((cell) => cell.textContent.trim()).join(" · ") : textOfPage(html, anchor);
};
// From a folder opened as file:// no other page can be read, so results come without summaries.
if (window.location.protocol === "file:") DOCUMENTATION_OPTIONS.SHOW_SEARCH_SUMMARY = false;
