"""The memory of processes while they work, with that of their children."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

_EVERY_S = 0.2
_PSS = re.compile(rb"^Pss:\s+(\d+) kB$", re.MULTILINE)


@dataclass
class Peak:
    """The most that one of the processes and its children held at once."""

    megabytes: float = 0.0


@contextmanager
def watched(processes: Iterable[int]) -> Iterator[Peak]:
    """Watch each of `processes` with all its children while the block lasts.

    Counted is the proportional set size: a page that n processes share counts for a part in n in each.
    """
    peak, ended, watching = Peak(), threading.Event(), tuple(processes)

    def watch() -> None:
        while not ended.wait(_EVERY_S):
            peak.megabytes = max(peak.megabytes, *(_family_megabytes(process) for process in watching))

    thread = threading.Thread(target=watch, daemon=True)
    thread.start()
    try:
        yield peak
    finally:
        ended.set()
        thread.join()


def _family_megabytes(process: int) -> float:
    return sum(_megabytes(member) for member in (process, *_descendants(process)))


def _megabytes(process: int) -> float:
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
