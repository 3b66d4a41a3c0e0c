"""`python -m tests.bench`: what a film costs, against the encoder alone and against two other programs.

docs/bench.md says what the lines mean. The server that is measured has a storage of its own, removed
at the end.
"""

from __future__ import annotations

import argparse
import os
from pathlib import Path
from tempfile import TemporaryDirectory

import django

from tests.bench.briefs import STANDARD, variant


def main() -> None:
    asked = _arguments()
    brief = variant(asked.seconds, STANDARD["max_scenes"]) if asked.seconds else STANDARD
    with TemporaryDirectory(prefix="pytoon-bench-") as folder:
        os.environ.update(
            DJANGO_SETTINGS_MODULE="pytoon.settings", PYTOON_STORAGE_ROOT=folder, PYTOON_LOG_LEVEL="WARNING"
        )
        django.setup()
        # Models can be imported once the storage is known.
        from jobs.management.stopping import stop_like_ctrl_c
        from tests.bench.report import run

        stop_like_ctrl_c()
        run(
            Path(folder),
            brief={**brief, "preset_id": asked.preset or brief["preset_id"]},
            voice=asked.voice,
            runs=asked.runs,
            quick=asked.quick,
        )


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__.split("\n")[0])
    parser.add_argument("--quick", action="store_true", help="without the opponents and the table of costs")
    parser.add_argument("--runs", type=int, default=1, help="how often our film and the limit are measured")
    parser.add_argument("--seconds", type=int, help="another length of the film than 30 s")
    parser.add_argument("--preset", help="another preset than that of the standard brief")
    parser.add_argument("--voice", default="af_heart", help="the voice of another engine to compare with")
    return parser.parse_args()


if __name__ == "__main__":
    main()
