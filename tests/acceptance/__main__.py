"""`python -m tests.acceptance [NAME ...]`: make the films of briefs.yaml and measure them.

The server and its storage are the run's own. It ends with 0 when every check of every film passes, with 1
when one fails, and with 2 when none fails but some could not be done here.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import django

from tests.acceptance.briefs import TABLE

_BUILD = Path(__file__).parents[2] / "build" / "acceptance"


def main() -> int:
    asked = _arguments()
    out: Path = asked.out.resolve()
    out.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(prefix="storage-", dir=out) as storage:
        os.environ.update(
            DJANGO_SETTINGS_MODULE="pytoon.settings",
            PYTOON_STORAGE_ROOT=storage,
            PYTOON_MEDIA_ROOTS=f"{Path(__file__).parents[2] / 'examples'}:{out / 'media'}",
            PYTOON_LOG_LEVEL="WARNING",
        )
        django.setup()
        # Models can be imported once the storage is known.
        from jobs.management.stopping import stop_like_ctrl_c

        stop_like_ctrl_c()
        return _run(asked.names or list(TABLE), out, asked.at_once)


def _run(names: Sequence[str], out: Path, at_once: int) -> int:
    from tests.acceptance import odd_media, report
    from tests.acceptance.films import make_film, ready_server

    _say("Making the media that the examples lack …")
    odd_media.make(out / "media", TABLE["own-recording"]["voice_script"])
    films = []
    with ready_server() as server, _cancelling(ThreadPoolExecutor(at_once)) as pool:
        _say(report.heading())
        for film in pool.map(lambda name: make_film(server, name, out), names):
            _say(report.row(film))
            films.append(film)
    summary = report.write_report(films, out)
    _say(summary.split("\n", len(films) + 1)[-1])
    _say(f"Contact sheets: {out / 'index.html'}")
    if any(film.failed for film in films):
        return 1
    return 2 if any(film.not_done for film in films) else 0


@contextmanager
def _cancelling(pool: ThreadPoolExecutor) -> Iterator[ThreadPoolExecutor]:
    """Order no further films once the block is left, by Ctrl-C too."""
    try:
        yield pool
    finally:
        pool.shutdown(cancel_futures=True)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.acceptance", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", choices=[*TABLE, []], help="films; without, all")
    parser.add_argument("--out", type=Path, default=_BUILD, help="where films, sheets and summary are put")
    parser.add_argument("--at-once", type=int, default=2, choices=range(1, 9), help="films under way at once")
    return parser.parse_args()


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
