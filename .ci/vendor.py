"""Copy the JavaScript libraries of the book out of their npm packages, as book/_static/vendor/vendor.json lists them.

`make vendor` takes the versions of the list and records the checksum of each file; a test holds them.  For another
version, change it in the list first.  Needs npm and the network.
"""

import hashlib
import json
import subprocess
import tarfile
import tempfile
from pathlib import Path

FOLDER = Path(__file__).parents[1] / "book" / "_static" / "vendor"


def main() -> None:
    """Write the files and their checksums."""
    manifest = FOLDER / "vendor.json"
    packages = json.loads(manifest.read_text(encoding="utf-8"))
    for package in packages:
        with tempfile.TemporaryDirectory() as folder:
            name = f"{package['package']}@{package['version']}"
            subprocess.run(["npm", "pack", "--silent", "--pack-destination", folder, name], check=True)
            (archive,) = Path(folder).glob("*.tgz")
            with tarfile.open(archive) as files:
                for file in package["files"]:
                    content = files.extractfile(f"package/{file['from']}").read()
                    (FOLDER / file["path"]).write_bytes(content)
                    file["sha256"] = hashlib.sha256(content).hexdigest()
    manifest.write_text(json.dumps(packages, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
