"""What processes and their children take: memory while they work, and processor time."""

from __future__ import annotations

import os
import re
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

_EVERY_S = 0.2
_PSS = re.compile(rb"^Pss:\s+(\d+) kB$", re.MULTILINE)


@dataclass
class Taken:
    peak_mb: float = 0.0
    """The most that one of the processes and its children held at once."""
    processor_s: float = 0.0
    """The processor time of all of them, known when they have been watched to the end."""


@contextmanager
def watched(processes: Iterable[int]) -> Iterator[Taken]:
    """Watch each of `processes` with all its children while the block lasts.

    Counted is the proportional set size: a page that n processes share counts for a part in n in each.
    """
    taken, ended, watching = Taken(), threading.Event(), tuple(processes)
    before_s = sum(map(_processor_s, watching))

    def watch() -> None:
        while not ended.wait(_EVERY_S):
            taken.peak_mb = max(taken.peak_mb, *(_family_mb(process) for process in watching))

    thread = threading.Thread(target=watch, daemon=True)
    thread.start()
    try:
        yield taken
    finally:
        ended.set()
        thread.join()
        taken.processor_s = sum(map(_processor_s, watching)) - before_s


def _processor_s(process: int) -> float:
    """Return the time of the process and of all children that it has seen end."""
    fields = Path(f"/proc/{process}/stat").read_text().rsplit(")", 1)[1].split()
    return sum(map(int, fields[11:15])) / os.sysconf("SC_CLK_TCK")


def _family_mb(process: int) -> float:
    return sum(_mb(member) for member in (process, *_descendants(process)))


def _mb(process: int) -> float:
    try:
        found = _PSS.search(Path(f"/proc/{process}/smaps_rollup").read_bytes())
    except (FileNotFoundError, ProcessLookupError):
        return 0.0  # it has ended between two looks
    return int(found[1]) * 1024 / 1e6 if found else 0.0


def _descendants(process: int) -> Iterator[int]:
    for children in Path(f"/proc/{process}/task").glob("*/children"):
        try:
            below = children.read_text().split()
        except (FileNotFoundError, ProcessLookupError):
            continue
        for child in map(int, below):
            yield child
            yield from _descendants(child)
