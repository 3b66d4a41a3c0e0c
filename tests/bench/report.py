"""One run of the bench, printed as it goes on."""

from __future__ import annotations

import os
import statistics
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from jobs.files import located
from jobs.supervision import Server
from tests.bench.briefs import STANDARD, variant
from tests.bench.limit import Limit, decode, measure_limit
from tests.bench.opponents import run_opponents
from tests.bench.ours import Made, make, ready_server

_LENGTHS_S = (10, 20, 30, 60)
_SCENES = (2, 5, 8, 12)
#: How much longer than our picture the other programs are to take.
_LEAST_RATIOS = {"plain MoviePy": 12, "ffmpeg graph": 3}


def run(folder: Path, *, brief: Mapping[str, Any], voice: str, runs: int, quick: bool) -> None:
    """Measure and print; `quick` leaves out what takes minutes. `folder` has room for a film's raw frames.

    The film is made once more with `voice`, for what another voice engine costs.
    """
    _say(f"{os.cpu_count()} cores, load before the run {os.getloadavg()[0]:.2f}")
    with ready_server() as server:
        films, limits = _films_and_limits(server, brief, runs, folder / "film.yuv")
        picture_s = statistics.median(film.picture_s for film in films)
        film = sorted(films, key=lambda film: film.order_to_done_s)[len(films) // 2]
        _print_film(film, films, limits)
        _print_phases(film)
        _print_voice(make(server, {**brief, "voice": voice}), voice)
        if not quick:
            _print_costs(server)
    if not quick:
        _print_opponents(film, picture_s, folder)
    _say(f"\nload after the run {os.getloadavg()[0]:.2f}")


def _films_and_limits(
    server: Server, brief: Mapping[str, Any], runs: int, raw: Path
) -> tuple[list[Made], list[Limit]]:
    """Make the film and measure its limit in turns, so that both meet the machine in the same mood."""
    films: list[Made] = []
    limits: list[Limit] = []
    for _ in range(runs):
        films.append(make(server, brief))
        if not limits:
            decode(films[0].film, raw)
        limits.append(measure_limit(raw))
    raw.unlink()
    return films, limits


def _print_film(film: Made, films: list[Made], limits: list[Limit]) -> None:
    picture_s = statistics.median(film.picture_s for film in films)
    done_s = statistics.median(film.order_to_done_s for film in films)
    worked_s = statistics.median(film.workers.processor_s for film in films)
    limit_s = statistics.median(limit.seconds for limit in limits)
    limit_worked_s = statistics.median(limit.processor_s for limit in limits)
    _say(
        f"The film: {film.length_s:.1f} s, {film.job.scene_count} scenes, {limits[0].frames} frames, "
        f"{film.film.stat().st_size / 1e6:.1f} MB, {film.job.preset_id}; medians of {len(films)}"
    )
    _row("limit: the encoder alone", limit_s, limits[0].way)
    _row("our picture", picture_s, f"{picture_s / limit_s:.2f} times the limit")
    _row("order to done", done_s, f"{done_s / film.length_s:.2f} times the film's length")
    _row("processor time: limit", limit_worked_s)
    _row("processor time: render workers", worked_s, f"{worked_s / limit_worked_s:.2f} times the limit's")
    _say(f"{'render worker, peak':<34}{film.workers.peak_mb:8.0f} MB with its children")


def _print_phases(film: Made) -> None:
    _say("\nFrom order to done")
    for name, seconds in film.phases.items():
        _row(f"  {name}", seconds, f"{100 * seconds / film.order_to_done_s:.0f} %")
    _say("Beside it")
    for name, seconds in film.beside.items():
        _row(f"  {name}", seconds)


def _print_voice(film: Made, voice: str) -> None:
    share = film.order_to_done_s / film.length_s
    _row(f"\norder to done, voice {voice}", film.order_to_done_s, f"{share:.2f} times the film's length")


def _print_costs(server: Server) -> None:
    standard_s, standard_scenes = STANDARD["target_duration_seconds"], STANDARD["max_scenes"]
    shapes = {(seconds, standard_scenes) for seconds in _LENGTHS_S} | {(standard_s, n) for n in _SCENES}
    _say("\nlength s  scenes  picture s  order to done s  of the length  worker MB")
    for seconds, scenes in sorted(shapes):
        film = make(server, variant(seconds, scenes))
        _say(
            f"{film.length_s:8.1f}  {film.job.scene_count:6d}  {film.picture_s:9.1f}  "
            f"{film.order_to_done_s:15.1f}  {film.order_to_done_s / film.length_s:13.2f}  "
            f"{film.workers.peak_mb:9.0f}"
        )


def _print_opponents(film: Made, picture_s: float, folder: Path) -> None:
    _say("\nThe same pictures by other programs")
    for opponent in run_opponents(located(film.job.scene_graph, film.job.folder), film.length_s, folder):
        ratio, least = opponent.seconds / picture_s, _LEAST_RATIOS[opponent.name]
        verdict = "pass" if ratio >= least else "FAIL"
        _row(opponent.name, opponent.seconds, f"{ratio:.1f} times our picture, at least {least}: {verdict}")


def _row(name: str, seconds: float, remark: str = "") -> None:
    _say(f"{name:<34}{seconds:8.2f} s  {remark}".rstrip())


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()
