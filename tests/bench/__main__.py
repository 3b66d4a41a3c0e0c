"""`python -m tests.bench`: what a film costs, against the encoder alone and against two other programs.

docs/bench.md says what the lines mean. The server that is measured has a storage of its own, removed
at the end.
"""

from __future__ import annotations

import argparse
import os
import statistics
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import django

_LENGTHS_S = (10, 20, 30, 60)
_SCENES = (2, 5, 8, 12)


def main() -> int:
    asked = _arguments()
    with TemporaryDirectory(prefix="pytoon-bench-") as folder:
        os.environ.update(
            DJANGO_SETTINGS_MODULE="pytoon.settings", PYTOON_STORAGE_ROOT=folder, PYTOON_LOG_LEVEL="WARNING"
        )
        django.setup()
        from jobs.management.stopping import stop_like_ctrl_c

        stop_like_ctrl_c()
        _bench(Path(folder), asked)
    return 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__.split("\n")[0])
    parser.add_argument("--quick", action="store_true", help="without the opponents and the table of costs")
    parser.add_argument("--runs", type=int, default=1, help="how often our film and the limit are measured")
    parser.add_argument("--seconds", type=int, help="another length of the film than 30 s")
    parser.add_argument("--preset", help="another preset than that of the standard brief")
    return parser.parse_args()


def _bench(folder: Path, asked: argparse.Namespace) -> None:
    # Django has to know the storage before its models can be imported.
    from tests.bench.briefs import STANDARD, variant
    from tests.bench.limit import decode, measure_limit
    from tests.bench.opponents import run_opponents
    from tests.bench.ours import make, ready_server

    brief = variant(asked.seconds, STANDARD["max_scenes"]) if asked.seconds else STANDARD
    brief = {**brief, "preset_id": asked.preset or brief["preset_id"]}
    films, limits, costs = [], [], []
    raw = folder / "film.yuv"
    _say(f"{os.cpu_count()} cores, load before the run {os.getloadavg()[0]:.2f}")
    with ready_server() as server:
        for _ in range(asked.runs):
            # In turns, so that both meet the machine in the same mood.
            films.append(make(server, brief))
            if not limits:
                decode(films[0].film, raw)
            limits.append(measure_limit(raw))
        raw.unlink()
        if not asked.quick:
            standard = (STANDARD["target_duration_seconds"], STANDARD["max_scenes"])
            shapes = {(seconds, standard[1]) for seconds in _LENGTHS_S} | {(standard[0], n) for n in _SCENES}
            costs = [make(server, variant(*shape)) for shape in sorted(shapes)]
    made = sorted(films, key=lambda film: film.order_to_done_s)[len(films) // 2]
    limit_s = statistics.median(limit.seconds for limit in limits)
    picture_s = statistics.median(film.picture_s for film in films)
    done_s = statistics.median(film.order_to_done_s for film in films)
    limit_processor_s = statistics.median(limit.processor_s for limit in limits)
    processor_s = statistics.median(film.workers.processor_s for film in films)

    _say(
        f"The film: {made.length_s:.1f} s, {made.job.scene_count} scenes, {limits[0].frames} frames, "
        f"{made.film.stat().st_size / 1e6:.1f} MB, {brief['preset_id']}; medians of {asked.runs}"
    )
    _row("limit: the encoder alone", limit_s, limits[0].way)
    _row("our picture", picture_s, f"{picture_s / limit_s:.2f} times the limit")
    _row("order to done", done_s, f"{done_s / made.length_s:.2f} times the film's length")
    _row("processor time: limit", limit_processor_s)
    _row(
        "processor time: render workers",
        processor_s,
        f"{processor_s / limit_processor_s:.2f} times the limit's",
    )
    _say(f"{'render worker, peak':<34}{made.workers.peak_mb:8.0f} MB with its children")
    if not asked.quick:
        for opponent in run_opponents(_located(made.job), made.length_s, folder):
            _row(opponent.name, opponent.seconds, f"{opponent.seconds / picture_s:.1f} times our picture")
    _say("\nFrom order to done")
    for name, seconds in made.phases.items():
        _row(f"  {name}", seconds, f"{100 * seconds / made.order_to_done_s:.0f} %")
    _say("Beside it")
    for name, seconds in made.beside.items():
        _row(f"  {name}", seconds)
    if costs:
        _say("\nlength s  scenes  picture s  order to done s  of the length  worker MB")
    for cost in costs:
        _say(
            f"{cost.length_s:8.1f}  {cost.job.scene_count:6d}  {cost.picture_s:9.1f}  "
            f"{cost.order_to_done_s:15.1f}  {cost.order_to_done_s / cost.length_s:13.2f}  "
            f"{cost.workers.peak_mb:9.0f}"
        )
    _say(f"\nload after the run {os.getloadavg()[0]:.2f}")


def _located(job: Any) -> dict[str, Any]:
    from jobs.files import located

    graph: dict[str, Any] = located(job.scene_graph, job.folder)
    return graph


def _row(name: str, seconds: float, remark: str = "") -> None:
    _say(f"{name:<34}{seconds:8.2f} s  {remark}")


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
