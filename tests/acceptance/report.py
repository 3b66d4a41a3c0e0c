"""What came of a run: a table in text, the failures behind it, and a page with the contact sheets."""

from __future__ import annotations

import html
from collections.abc import Iterator, Sequence
from pathlib import Path

from tests.acceptance.films import Film
from tests.acceptance.measure import Check

_COLUMNS = (
    ("film", 30),
    ("scenes", 6),
    ("length", 7),
    ("took", 7),
    ("loudness", 11),
    ("peak", 10),
    ("word errors", 11),
    ("verdict", 0),
)


def write_report(films: Sequence[Film], out: Path) -> str:
    """Write `summary.txt` and `index.html` into `out` and return the summary."""
    summary = "\n".join(summary_lines(films)) + "\n"
    (out / "summary.txt").write_text(summary, encoding="utf-8")
    (out / "index.html").write_text("\n".join(_page(films)), encoding="utf-8")
    return summary


def row(film: Film) -> str:
    """Return a film's line of the table."""
    values = (
        film.name,
        str(film.scenes),
        f"{film.length_s:.1f} s",
        f"{film.took_s:.1f} s",
        film.figure("loudness"),
        film.figure("true peak"),
        film.figure("words heard").split(" ", 1)[0],
        _verdict(film),
    )
    return "  ".join(v.ljust(width) for v, (_, width) in zip(values, _COLUMNS, strict=True)).rstrip()


def heading() -> str:
    return "  ".join(name.ljust(width) for name, width in _COLUMNS).rstrip()


def summary_lines(films: Sequence[Film]) -> Iterator[str]:
    yield heading()
    for film in films:
        yield row(film)
    for title, lines in (
        ("Failed", [f"{f.name}: {_told(c)}" for f in films for c in f.failed]),
        ("Not done", [f"{f.name}: {c.name}: {c.figure}" for f in films for c in f.not_done]),
        ("Simplified, as the jobs say", [f"{f.name}: {note}" for f in films for note in f.notes]),
    ):
        if lines:
            yield from ("", title, *(f"  {line}" for line in lines))
    passed = sum(not film.failed and not film.not_done for film in films)
    checks = sum(len(film.checks) for film in films)
    not_done = sum(len(film.not_done) for film in films)
    yield ""
    yield f"{passed} of {len(films)} films pass every check; {not_done} of {checks} checks could not be done."


def _told(check: Check) -> str:
    return f"{check.name}: {check.figure}, limit: {check.limit}"


def _verdict(film: Film) -> str:
    if film.failed:
        return f"FAIL ({len(film.failed)} of {len(film.checks)})"
    return f"pass ({len(film.checks)})" if not film.not_done else f"pass, {len(film.not_done)} not done"


def _page(films: Sequence[Film]) -> Iterator[str]:
    yield '<!doctype html><meta charset="utf-8"><title>Acceptance run</title>'
    yield "<style>body{font:15px sans-serif;margin:2em}img{max-width:100%}pre{white-space:pre-wrap}</style>"
    for film in films:
        yield f"<h2>{html.escape(film.name)}: {html.escape(_verdict(film))}</h2>"
        told = [_told(check) for check in film.failed] + [f"Simplified: {note}" for note in film.notes]
        yield f"<pre>{html.escape(chr(10).join(told))}</pre>"
        if film.folder is not None:
            yield f'<a href="films/{film.name}/output.mp4"><img src="sheets/{film.name}.jpg" alt=""></a>'
