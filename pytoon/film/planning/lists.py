"""Lists in a prompt or script: bulleted lines, and sentences that are numbered in a row.

A list is one passage of several lines, an entry each, so that it stays together on its way to a scene.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import groupby

from pytoon.film.words import clean, columns, split_sentences

MOST_ENTRIES = 6
_ENTRY_COLUMNS, _LIST_COLUMNS = 60, 220
_BULLET = re.compile(r"^\s*[*+•‣▪◦–-]\s+(?=\S)")
_NUMBER = re.compile(r"^(\d{1,2})\s*[.)、．]\s*(?=\S)")
_LEADS = (":", "：")


def split_passages(text: str, language: str = "") -> tuple[str, ...]:
    """Split `text` into its sentences, but keep the entries of a list together, as lines of one passage.

    A sentence that ends with a colon leads to the list after it and is the first of its lines.
    """
    passages: list[str] = []
    for bulleted, lines in groupby(_lines(text), lambda line: bool(_BULLET.match(line))):
        written = [_BULLET.sub("", line) if bulleted else line for line in lines]
        if bulleted and _is_list(entries := [" ".join(clean(line).split("\n")) for line in written]):
            _append_list(passages, entries)
        else:
            for run in _numbered_runs(split_sentences("\n".join(written), language)):
                if _is_list(run):
                    _append_list(passages, run)
                else:
                    passages += run
    return tuple(passages)


def entries_of(passage: str) -> tuple[str, tuple[str, ...]]:
    """Return what leads to the list in `passage`, and its entries; none of one that is a single sentence."""
    lines = tuple(passage.split("\n"))
    if len(lines) > 1 and lines[0].endswith(_LEADS):
        return lines[0], lines[1:]
    return "", lines if len(lines) > 1 else ()


def _lines(text: str) -> Iterator[str]:
    return (line for line in text.splitlines() if line.strip())


def _is_list(entries: Sequence[str]) -> bool:
    widths = [columns(entry) for entry in entries]
    return (
        2 <= len(entries) <= MOST_ENTRIES
        and min(widths) > 0
        and max(widths) <= _ENTRY_COLUMNS
        and sum(widths) <= _LIST_COLUMNS
    )


def _append_list(passages: list[str], entries: Sequence[str]) -> None:
    lead = [passages.pop()] if passages and passages[-1].endswith(_LEADS) else []
    passages.append("\n".join([*lead, *entries]))


def _numbered_runs(sentences: Sequence[str]) -> Iterator[list[str]]:
    """Yield sentences one by one, and those that count on from one another together."""
    run: list[str] = []
    last = 0
    for sentence in sentences:
        match = _NUMBER.match(sentence)
        number = int(match[1]) if match else 0
        if run and not (number and number == last + 1):
            yield run
            run = []
        run.append(sentence)
        last = number if match else -1
    if run:
        yield run
