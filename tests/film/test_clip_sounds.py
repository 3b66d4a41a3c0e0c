"""What is heard of a clip is what is seen of it, at the pace it was taken."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from pytoon.film.brief import Medium
from pytoon.film.clip_sounds import hear_clips
from pytoon.film.footage import Footage
from pytoon.film.narration import Narration
from pytoon.film.scene_graph import Media, Scene, SceneGraph
from pytoon.film.scheduling import Schedule, build_timeline
from pytoon.film.schemas import check_timeline
from pytoon.film.timeline import Timeline
from tests.film.stories import look, narrate

CLIP = Medium(Path("/clips/shoe.mp4"), "video", 720, 1280, duration_ms=20_000, has_sound=True)
MUTE = replace(CLIP, path=Path("/clips/mute.mp4"), has_sound=False)


def film(*footages: Footage, voice: bool = False) -> Schedule:
    """A film of 3 s scenes that show these."""
    graph = SceneGraph(
        tuple(
            Scene(n, "feature", "", 3000, Media("video", str(footage.path)), audio="Hello there." * voice)
            for n, footage in enumerate(footages, start=1)
        )
    )
    said = narrate(graph) if voice else Narration()
    timed = build_timeline(graph, said, look(), target_ms=3000 * len(footages), music_file="calm")
    video = tuple(
        replace(track, transform=footage.to_transform())
        for track, footage in zip(timed.timeline.video, footages, strict=True)
    )
    return replace(timed, timeline=replace(timed.timeline, video=video))


def shown(start_ms: int = 5000, *, length_ms: int = 4000, speed: float = 1.0, clip: Medium = CLIP) -> Footage:
    return Footage(clip.path, start_ms, start_ms + length_ms, speed, 720, 1280)


def test_a_scene_is_heard_from_where_its_clip_is_shown():
    schedule = hear_clips(film(shown(5000), shown(11_000)), [CLIP])
    heard = [track for track in schedule.timeline.audio if track.type == "sfx"]
    assert [(track.file, track.offset_ms) for track in heard] == [
        (str(CLIP.path), 5000),
        (str(CLIP.path), 11_000),
    ]
    assert [(t.start_ms, t.end_ms) for t in heard] == [
        (entry.start_ms, entry.end_ms) for entry in schedule.timeline.entries
    ]
    assert schedule.notes == ()
    document = schedule.timeline.to_json()
    check_timeline(document)
    assert Timeline.from_json(document) == schedule.timeline


def test_what_is_slowed_or_runs_to_and_fro_is_silent_and_told():
    schedule = hear_clips(film(shown(speed=0.8), shown(length_ms=2000), shown()), [CLIP])
    assert [track.start_ms for track in schedule.timeline.audio if track.type == "sfx"] == [6000]
    assert [note[:31] for note in schedule.notes] == [
        "Scene 1 is without its clip's s",
        "Scene 2 is without its clip's s",
    ]


def test_music_gives_way_to_clips_only_where_nobody_speaks():
    [music] = [t for t in hear_clips(film(shown(), shown()), [CLIP]).timeline.audio if t.type == "music"]
    assert [(region.start_ms, region.end_ms, region.fade_in_ms) for region in music.duck_regions] == [
        (0, 6000, 0)
    ]
    spoken = film(shown(), voice=True)
    [music] = [track for track in hear_clips(spoken, [CLIP]).timeline.audio if track.type == "music"]
    assert music in spoken.timeline.audio


def test_clips_without_sound_are_told():
    schedule = hear_clips(film(shown(clip=MUTE)), [MUTE])
    assert {track.type for track in schedule.timeline.audio} == {"music"}
    assert schedule.notes == ("None of the clips in this film has a sound of its own.",)
