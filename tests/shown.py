"""What a page shows, for tests that look for numbers in it."""

import json

from atombridge import pages


def page_text(page_id: str) -> str:
    """Prose, captions, alternative texts and stored outputs of a page's notebook."""
    cells = json.loads(pages.find(page_id).path.read_text(encoding="utf-8"))["cells"]
    prose = "\n".join("".join(c["source"]) for c in cells if c["cell_type"] == "markdown")
    return prose + json.dumps([[c["metadata"].get("mystnb"), c.get("outputs", [])] for c in cells], ensure_ascii=False)
