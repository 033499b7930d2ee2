"""Ask the public database of advisories for known vulnerabilities of the versions in requirements.lock.

Run by ``make audit``; it needs the network, and is no part of what must hold: an advisory can appear on any day.
The exit status is 0 if none is known, 1 if some are, 3 if the database gave no answer for all packages.
"""

import json
import subprocess
import sys
import tempfile
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
TOOL = "pip-audit>=2.9,<3"


def last_line(text: str) -> str:
    """The last line that is not empty; it names the error."""
    return next((line.strip() for line in reversed(text.splitlines()) if line.strip()), "no reason given")


def judged(output: str, error: str) -> tuple[int, list[str]]:
    """Exit status, and lines to print, from what pip-audit wrote: JSON, and the reason where it has none."""
    try:
        found = json.loads(output)["dependencies"]
    except (ValueError, KeyError):
        return 3, [f"make audit: the database of advisories gave no answer: {last_line(error)}"]
    lines = [
        f"{package['name']} {package['version']}: {' '.join([v['id'], *v['aliases']])}, "
        + (f"mended in {', '.join(v['fix_versions'])}" if v["fix_versions"] else "not mended yet")
        for package in found
        for v in package.get("vulns", [])
    ]
    unknown = [package for package in found if "skip_reason" in package]
    asked = f"{len(found) - len(unknown)} of {len(found)} packages"
    if unknown:
        lines.append(f"make audit: the database of advisories answered for {asked}: {unknown[0]['skip_reason']}")
    if len(lines) > bool(unknown):
        return 1, [*lines, f"make audit: {len(lines) - bool(unknown)} known vulnerabilities"]
    return (3, lines) if unknown else (0, [f"make audit: no vulnerability is known of {asked}"])


def audit(lock: Path) -> tuple[int, list[str]]:
    """Audit a lock file with pip-audit, in an environment of its own."""
    with tempfile.TemporaryDirectory(prefix="atombridge-audit-") as folder:
        venv.create(folder, with_pip=True)
        python = Path(folder, "bin", "python")
        install = [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", TOOL]
        done = subprocess.run(install, capture_output=True, text=True, check=False)
        if done.returncode:
            return 3, [f"make audit: pip-audit cannot be installed: {last_line(done.stderr)}"]
        command = [python, "-m", "pip_audit", "--requirement", lock, "--require-hashes", "--disable-pip"]
        options = ["--format", "json", "--progress-spinner", "off"]
        done = subprocess.run([*command, *options], capture_output=True, text=True, check=False)
    return judged(done.stdout, done.stderr)


if __name__ == "__main__":
    status, lines = audit(ROOT / "requirements.lock")
    print("\n".join(lines))
    sys.exit(status)
