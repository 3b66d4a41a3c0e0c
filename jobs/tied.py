"""`python -m jobs.tied PROGRAM ARGUMENTS…`: run a program that the kernel kills when its parent ends.

The parent is told by PYTOON_PARENT_PID, so that one which dies before the tie is made is noticed. The
program takes this process over and finds its own number there, for the children that it ties in turn.
"""

from __future__ import annotations

import os
import sys

from pytoon.film.ffmpeg import die_with_parent

PARENT = "PYTOON_PARENT_PID"


def command(*program: str) -> list[str]:
    """Return the command that runs `program` tied to a parent that has put its number in PARENT."""
    return [sys.executable, "-m", "jobs.tied", *program]


if __name__ == "__main__":
    die_with_parent(int(os.environ[PARENT]))
    os.environ[PARENT] = str(os.getpid())
    os.execv(sys.argv[1], sys.argv[1:])
