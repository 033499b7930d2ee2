"""One build at a time in a repository: a second one waits for the first.

The lock is on the repository's folder itself.  It leaves no file, and the system drops it when its holder ends,
however that ends.  As a script, which ``make`` uses before anything is installed, this becomes a command that holds the
lock:

    python -I src/atombridge/alone.py COMMAND [ARGUMENT ...]
"""

import os
import sys
from contextlib import contextmanager

try:
    import fcntl
except ImportError:  # Windows has no such locks
    fcntl = None

__all__ = ["alone", "begin", "end"]


def begin(folder):
    """Take the lock of a folder, waiting for as long as another process has it; return what `end` wants.

    A file system without locks lets every process pass.
    """
    if fcntl is None:
        return None
    number = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(number, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        print(f"atombridge: another build is at work in {folder}, waiting for its end", file=sys.stderr, flush=True)
        fcntl.flock(number, fcntl.LOCK_EX)
    except OSError:
        pass
    return number


def end(held):
    """Give back what `begin` returned."""
    if held is not None:
        os.close(held)


@contextmanager
def alone(folder):
    """Hold the lock of a folder within a ``with`` block."""
    held = begin(folder)
    try:
        yield
    finally:
        end(held)


if __name__ == "__main__":
    held = begin(os.getcwd())
    if held is not None:
        os.set_inheritable(held, True)
    os.execvp(sys.argv[1], sys.argv[1:])
