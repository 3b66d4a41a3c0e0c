"""Which stretch of its clip a scene shows: sharp, well lit, moving, steady, and not what was just seen."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import reduce

import numpy as np
from numpy.typing import NDArray

from pytoon.film.brief import Medium
from pytoon.film.errors import MediaError
from pytoon.film.footage import Footage
from pytoon.film.planning.without_media import draw_as_type
from pytoon.film.scheduling import Schedule
from pytoon.film.screening import SAMPLE_MS, Take, screen
from pytoon.film.timing import frame_at

SLOWEST = 0.7
"""Slower than this, movement looks underwater and mixed frames like ghosts."""

#: Nobody sees that a clip is slowed to this, so a take that is a little short counts as long enough.
_HARDLY_SLOWED = 0.9
#: What a stretch costs, in units of its quality, which is 0 to 1: to be slowed from 1 to 0, to show again
#: all that the scene before has shown, to come before it in the clip, and to run back instead of on.
_SLOWING, _REPEATING, _RETURNING, _REVERSING = 2.0, 2.0, 3.0, 1.0
#: Starts are tried this far apart; a long clip's further.
_STEP_MS = SAMPLE_MS
_MOST_CANDIDATES = 500


@dataclass(frozen=True)
class Stretch:
    """A part of a clip and how fast it runs; a scene that is longer shows it to and fro."""

    start_ms: int
    end_ms: int
    speed: float = 1.0

    def of(self, clip: Medium) -> Footage:
        return Footage(clip.path, self.start_ms, self.end_ms, self.speed, clip.width_px, clip.height_px)


def choose_stretches(takes: Sequence[Take], lengths_ms: Sequence[int]) -> list[Stretch]:
    """Return a stretch for each of the scenes that show a clip with these takes (at least one), in order.

    A stretch lies in one take. It is slowed, to 0.7 at most, where no take is as long as its scene, and to
    0.9 where that saves showing the same again. The cheapest sequence is found scene by scene: what one
    shows is held against what the one before it shows.
    """
    each = [_candidates(takes, length_ms) for length_ms in lengths_ms]
    total = _costs(takes, each[0], lengths_ms[0])
    came_from = []
    for before, after, length_ms in zip(each, each[1:], lengths_ms[1:], strict=False):
        reached = total[:, np.newaxis] + _following(before, after)
        came_from.append(reached.argmin(axis=0))
        total = reached.min(axis=0) + _costs(takes, after, length_ms)
    chosen = [int(total.argmin())]
    for origins in reversed(came_from):
        chosen.append(int(origins[chosen[-1]]))
    return [stretches[k] for stretches, k in zip(each, reversed(chosen), strict=True)]


def _candidates(takes: Sequence[Take], length_ms: int) -> list[Stretch]:
    speeds = [min(max(take.duration_ms / length_ms, SLOWEST), 1.0) for take in takes]
    step_ms = max(_STEP_MS, sum(take.duration_ms for take in takes) // _MOST_CANDIDATES)
    found = []
    for take, speed in zip(takes, speeds, strict=True):
        if speed < _HARDLY_SLOWED and max(speeds) == 1:
            continue
        needed_ms = min(round(length_ms * speed), take.duration_ms)
        latest_ms = take.end_ms - needed_ms
        starts = [*range(take.start_ms, latest_ms, step_ms), latest_ms]
        found += [Stretch(start, start + needed_ms, round(speed, 3)) for start in starts]
    return found


def _costs(takes: Sequence[Take], stretches: Sequence[Stretch], length_ms: int) -> NDArray[np.float64]:
    def cost(stretch: Stretch) -> float:
        take = next(take for take in takes if take.start_ms <= stretch.start_ms < take.end_ms)
        first = (stretch.start_ms - take.start_ms) // SAMPLE_MS
        last = -(-(stretch.end_ms - take.start_ms) // SAMPLE_MS)
        badness = 1 - float(np.mean(take.qualities[first:last]))
        shown_ms = (stretch.end_ms - stretch.start_ms) / stretch.speed
        reversed_share = max(1 - shown_ms / length_ms, 0)
        return badness + _SLOWING * (1 - stretch.speed) + _REVERSING * reversed_share

    return np.array([cost(stretch) for stretch in stretches])


def _following(before: Sequence[Stretch], after: Sequence[Stretch]) -> NDArray[np.float64]:
    """Return what it costs that each of `after` (columns) follows each of `before` (rows)."""
    old, new = (np.array([(s.start_ms, s.end_ms) for s in each], float) for each in (before, after))
    shared_ms = np.minimum.outer(old[:, 1], new[:, 1]) - np.maximum.outer(old[:, 0], new[:, 0])
    share = np.clip(shared_ms / (new[:, 1] - new[:, 0]), 0, 1)
    returns = np.less.outer(new[:, 0], old[:, 0]).T
    # More than its share, so that what must be repeated is spread over the scenes.
    return _REPEATING * (share + share**2) / 2 + _RETURNING * returns


def show_clips(schedule: Schedule, media: Sequence[Medium]) -> Schedule:
    """Return the film with the stretches of clips that its scenes show, in its video tracks.

    `media` are the caller's. Notes say what was slowed or runs to and fro. A clip that turns out to be
    broken is left out of its scenes, which are then made of type alone, and a note says so.
    """
    clips = {str(medium.path): medium for medium in media if medium.kind == "video"}
    scenes_of: dict[str, list[int]] = defaultdict(list)
    for scene in schedule.graph.scenes:
        if scene.media.type == "video" and scene.media.asset is not None:
            scenes_of[scene.media.asset].append(scene.id)
    for asset, scene_ids in scenes_of.items():
        schedule = _show(schedule, clips[asset], scene_ids, clips=len(scenes_of))
    return schedule


def _show(schedule: Schedule, clip: Medium, scene_ids: Sequence[int], *, clips: int) -> Schedule:
    lengths = {entry.scene_id: entry.end_ms - entry.start_ms for entry in schedule.timeline.entries}
    lengths_ms = [lengths[scene_id] for scene_id in scene_ids]
    try:
        takes = screen(clip, longest_ms=max(lengths_ms), clips=clips)
    except MediaError as error:
        return _without_clip(schedule, scene_ids, str(error))
    notes = list(schedule.notes)
    transforms: dict[int, dict[str, float]] = {}
    stretches = choose_stretches(takes, lengths_ms)
    for scene_id, stretch, length_ms in zip(scene_ids, stretches, lengths_ms, strict=True):
        footage = stretch.of(clip)
        transforms[scene_id] = footage.to_transform()
        notes += _note(scene_id, footage, length_ms)
    video = tuple(
        replace(track, transform=transforms.get(track.scene_id, track.transform))
        for track in schedule.timeline.video
    )
    return replace(schedule, timeline=replace(schedule.timeline, video=video), notes=tuple(notes))


def _note(scene_id: int, footage: Footage, length_ms: int) -> list[str]:
    slowed = f"is slowed down to {footage.speed * 100:.0f} %" if footage.speed < 1 else ""
    done = " and ".join(filter(None, (slowed, "runs to and fro" if runs_back(footage, length_ms) else "")))
    if not done:
        return []
    return [f"Scene {scene_id} lasts longer than its clip runs without a cut, so the clip {done}."]


def runs_back(footage: Footage, length_ms: int) -> bool:
    """Tell whether a scene of that length sees the clip backwards, by more than rounding."""
    return footage.frames + 1 < frame_at(length_ms)


def _without_clip(schedule: Schedule, scene_ids: Sequence[int], why: str) -> Schedule:
    graph = reduce(draw_as_type, scene_ids, schedule.graph)
    video = tuple(
        replace(track, asset=None) if track.scene_id in scene_ids else track
        for track in schedule.timeline.video
    )
    notes = (f"Scene {scene_id} is made without its clip: {why}." for scene_id in scene_ids)
    timeline = replace(schedule.timeline, video=video)
    return replace(schedule, graph=graph, timeline=timeline, notes=(*schedule.notes, *notes))
