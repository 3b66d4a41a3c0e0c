"""A whole film in one call, without server, queue or database: the same steps as the workers take."""

from __future__ import annotations

import multiprocessing
import os
import signal
from collections.abc import Callable
from concurrent.futures import Future, ProcessPoolExecutor, wait
from dataclasses import dataclass, replace
from multiprocessing.sharedctypes import Synchronized
from pathlib import Path

import cv2

from jobs import directing
from pytoon.film.assembly import Film, assemble
from pytoon.film.brief import Brief
from pytoon.film.ffmpeg import die_with_parent
from pytoon.film.indexing import indexed
from pytoon.film.look import Look
from pytoon.film.planning import plan_scenes
from pytoon.film.scene_graph import SceneGraph
from pytoon.film.shooting import Clip, shoot
from pytoon.film.sound.mixing import mix
from pytoon.film.timeline import Timeline
from pytoon.film.timing import frame_at

_LOOK_EVERY_S = 0.2
#: The frames that all processes of a film have encoded; set in each of them when it starts.
_frames_shot: Synchronized[int]


@dataclass(frozen=True)
class _Order:
    """One scene to shoot, as it travels to another process."""

    scene_id: int
    graph: SceneGraph
    timeline: Timeline
    look: Look
    brand_safe: bool
    folder: Path


def make_film(
    brief: Brief, folder: Path, *, processes: int, on_frames: Callable[[int, int], None]
) -> tuple[Film, tuple[str, ...]]:
    """Make the film of `brief` in `folder`; return it and what was simplified, in sentences.

    Scenes are shot by `processes` processes. `on_frames` hears now and then how many frames are encoded,
    and of how many. Raises PytoonError.
    """
    media = (indexed(medium, folder / f"clip_{n}.mkv") for n, medium in enumerate(brief.media))
    brief = replace(brief, media=tuple(media))
    graph = plan_scenes(brief)
    narration = directing.speak(brief, graph, folder / "speech", threads=processes)
    schedule = directing.schedule(brief, graph, narration)
    soundtrack = mix(schedule.timeline, schedule.speech, directing.music_of(brief), folder)
    orders = [
        _Order(scene.id, schedule.graph, schedule.timeline, brief.look, brief.brand_safe, folder)
        for scene in schedule.graph.scenes
    ]
    clips = _shoot_all(orders, processes, on_frames)
    film = assemble(schedule.timeline, clips, soundtrack.file, folder)
    return film, (*directing.notes(brief.look, narration, schedule), *soundtrack.notes)


def _shoot_all(orders: list[_Order], processes: int, on_frames: Callable[[int, int], None]) -> list[Clip]:
    # A forked process would share the voice model's threads, which a fork does not copy.
    context = multiprocessing.get_context("spawn")
    counter = context.Value("Q", 0)
    total = frame_at(orders[0].timeline.total_ms)
    with ProcessPoolExecutor(
        min(processes, len(orders)), context, initializer=_begin, initargs=(os.getpid(), counter)
    ) as pool:
        try:
            pending: set[Future[Clip]] = set()
            shots = [pool.submit(_shoot, order) for order in orders]
            pending.update(shots)
            while pending:
                done, pending = wait(pending, timeout=_LOOK_EVERY_S)
                on_frames(counter.value, total)
                for shot in done:
                    shot.result()
        except BaseException:
            for process in multiprocessing.active_children():
                process.kill()
            raise
    return [shot.result() for shot in shots]


def _begin(parent_pid: int, counter: Synchronized[int]) -> None:
    """Prepare a process that shoots: it ends with its parent, and Ctrl-C ends it without a word."""
    global _frames_shot
    die_with_parent(parent_pid)
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    cv2.setNumThreads(1)
    _frames_shot = counter


def _shoot(order: _Order) -> Clip:
    return shoot(
        order.scene_id,
        order.graph,
        order.timeline,
        order.look,
        order.folder,
        brand_safe=order.brand_safe,
        on_frame=_count,
    )


def _count(_frames_of_scene: int) -> None:
    with _frames_shot.get_lock():
        _frames_shot.value += 1
