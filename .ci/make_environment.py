"""Write environment.yml, for conda and Binder, with exactly the versions of requirements.lock.

Run by ``make lock``.  Conda installs Python, pip installs the rest: hashes are left out because pip refuses them
together with the editable install of this package.
"""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


def environment(lock: str, requires_python: str) -> str:
    """Text of environment.yml for the text of a lock file."""
    pins = re.findall(r"(?m)^([a-z0-9][^\s\\]*==[^\\\n]*?) *\\?$", lock)
    lines = [
        "# Written by `make lock` from requirements.lock: the same versions, for conda and Binder.",
        "name: atombridge",
        "channels: [conda-forge, nodefaults]",
        "dependencies:",
        f'  - "python{requires_python}"',
        "  - pip",
        "  - make",
        "  - pip:",
        *(f'      - "{pin.strip()}"' for pin in pins),
        '      - "-e ."',
    ]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    supported = re.search(r'requires-python = "([^"]+)"', (ROOT / "pyproject.toml").read_text(encoding="utf-8"))[1]
    text = environment((ROOT / "requirements.lock").read_text(encoding="utf-8"), supported)
    (ROOT / "environment.yml").write_text(text, encoding="utf-8")
