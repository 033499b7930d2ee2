"""What a page shows, for tests that look for numbers in it."""

import json

from atombridge import drawn, explorer, pages


def page_text(page_id: str) -> str:
    """Prose, captions, alternative texts and stored outputs of a page's notebook, tables of figures left out."""
    cells = json.loads(pages.find(page_id).path.read_text(encoding="utf-8"))["cells"]
    for output in (output for cell in cells for output in cell.get("outputs", [])):
        for hidden in (drawn.MEDIA_TYPE, explorer.MEDIA_TYPE):
            output.get("data", {}).pop(hidden, None)
    prose = "\n".join("".join(c["source"]) for c in cells if c["cell_type"] == "markdown")
    return prose + json.dumps([[c["metadata"].get("mystnb"), c.get("outputs", [])] for c in cells], ensure_ascii=False)
