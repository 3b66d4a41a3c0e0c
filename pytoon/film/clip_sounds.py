"""What is heard of the caller's clips: the sound of the very stretches that are shown."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from pytoon.film.brief import Medium
from pytoon.film.footage import Footage
from pytoon.film.scheduling import DUCK_DB, DUCK_JOIN_MS, DUCK_RAMP_MS, Schedule
from pytoon.film.stretches import runs_back
from pytoon.film.timeline import AudioTrack, DuckRegion, Entry, Timeline


def hear_clips(schedule: Schedule, media: Sequence[Medium]) -> Schedule:
    """Return the film with the sound of the stretches that `show_clips` has put into its video tracks.

    What is slowed or runs to and fro stays silent, and notes say so. Where nobody speaks in the film, music
    gives way to its clips as it would to a voice.
    """
    shown = _shown(schedule.timeline, media)
    tracks = [
        AudioTrack("sfx", str(footage.path), entry.start_ms, entry.end_ms, offset_ms=footage.start_ms)
        for entry, footage in shown
        if not _is_changed(entry, footage)
    ]
    notes = [
        f"Scene {entry.scene_id} is without its clip's sound, because the clip does not run as it was taken."
        for entry, footage in shown
        if _is_changed(entry, footage)
    ]
    if not shown:
        notes = ["None of the clips in this film has a sound of its own."]
    timeline = schedule.timeline
    audio = timeline.audio if schedule.speech else _giving_way(timeline, tracks)
    return replace(
        schedule,
        timeline=replace(timeline, audio=(*audio, *tracks)),
        notes=(*schedule.notes, *notes),
    )


def _shown(timeline: Timeline, media: Sequence[Medium]) -> list[tuple[Entry, Footage]]:
    """Return the scenes that show a clip with sound, and what they show of it."""
    entries = {entry.scene_id: entry for entry in timeline.entries}
    clips = {str(medium.path): medium for medium in media if medium.has_sound}
    return [
        (entries[track.scene_id], Footage.from_transform(clips[track.asset].path, track.transform))
        for track in timeline.video
        if track.asset in clips and track.transform
    ]


def _is_changed(entry: Entry, footage: Footage) -> bool:
    return footage.speed != 1 or runs_back(footage, entry.end_ms - entry.start_ms)


def _giving_way(timeline: Timeline, heard: Sequence[AudioTrack]) -> tuple[AudioTrack, ...]:
    """Return the tracks of `timeline` with the music turned down under those that are `heard`."""
    spans: list[tuple[int, int]] = []
    for track in heard:
        if spans and track.start_ms - spans[-1][1] < DUCK_JOIN_MS:
            spans[-1] = (spans[-1][0], track.end_ms)
        else:
            spans.append((track.start_ms, track.end_ms))
    regions = tuple(_region(start_ms, end_ms, timeline.total_ms) for start_ms, end_ms in spans)
    return tuple(
        replace(track, duck_regions=regions) if track.type == "music" else track for track in timeline.audio
    )


def _region(start_ms: int, end_ms: int, total_ms: int) -> DuckRegion:
    fade_in = DUCK_RAMP_MS if start_ms > 0 else 0
    fade_out = DUCK_RAMP_MS if end_ms < total_ms else 0
    return DuckRegion(start_ms, end_ms, DUCK_DB, fade_in, fade_out)
