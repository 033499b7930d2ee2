"""Write a file whole or not at all."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

__all__ = ["write_bytes", "write_text"]


def write_bytes(content: bytes, path: Path) -> bool:
    """Write a file whole or not at all; return whether it changed.

    Raises
    ------
    OSError
        Naming `path`, if it cannot be written; it is then as it was.
    """
    try:
        if path.is_file() and path.read_bytes() == content:
            return False
        handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.stem[:40]}-", suffix=".tmp")
        try:
            with open(handle, "wb") as file:
                file.write(content)
            os.chmod(temporary, 0o644)
            os.replace(temporary, path)
        except BaseException:
            os.unlink(temporary)
            raise
    except OSError as error:
        raise OSError(error.errno, error.strerror, str(path)) from None
    return True


def write_text(text: str, path: Path) -> bool:
    """Write a text file whole or not at all; return whether it changed."""
    return write_bytes(text.encode("utf-8"), path)
