"""What a director does between the plan and the timeline; alike for a worker and for a film made offline."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from pytoon.film.brief import Brief
from pytoon.film.clip_sounds import hear_clips
from pytoon.film.look import Look
from pytoon.film.narration import Narration, hasten, narrate
from pytoon.film.scene_graph import SceneGraph
from pytoon.film.scheduling import Schedule, build_timeline, speed_needed
from pytoon.film.stretches import show_clips


def speak(brief: Brief, graph: SceneGraph, folder: Path, *, threads: int) -> Narration:
    """Speak the script into `folder`, a little faster than asked when it fits no film otherwise.

    Raises SpeechError for a voice that does not exist, and MediaError for a recording that cannot be heard.
    """
    speak_at = partial(
        narrate,
        graph,
        folder,
        voice=brief.voice,
        language=brief.language,
        pronunciations=brief.pronunciations,
        voice_file=brief.voice_file,
        threads=threads,
    )
    narration = speak_at(rate=brief.speaking_rate)
    faster = speed_needed(narration, brief.target_ms)
    if faster == 1:
        return narration
    if brief.voice_file is not None:
        return hasten(narration, faster)
    return speak_at(rate=brief.speaking_rate * faster)


def schedule(brief: Brief, graph: SceneGraph, narration: Narration) -> Schedule:
    """Put the film on its clock, with the look that it is made with, and choose stretches of its clips."""
    look = brief.look.calmed() if brief.brand_safe else brief.look
    timed = build_timeline(graph, narration, look, target_ms=brief.target_ms, music_file=brief.music)
    shown = show_clips(timed, brief.media)
    return hear_clips(shown, brief.media) if brief.clip_sound else shown


def notes(look: Look, narration: Narration, schedule: Schedule) -> tuple[str, ...]:
    """Return what was simplified, in sentences for the caller."""
    return tuple(note for note in (_stand_in_note(look), narration.note, *schedule.notes) if note)


def _stand_in_note(look: Look) -> str:
    if not look.stand_in:
        return ""
    return f"{look.name} is drawn with the layout of {look.layout} for now: its own is not built yet."


def music_of(brief: Brief) -> str | Path | None:
    """Return what plays: a track's name, a file, or None."""
    return Path(brief.music) if brief.music and "/" in brief.music else brief.music
