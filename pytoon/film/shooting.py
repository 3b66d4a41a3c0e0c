"""A scene's own stretch of the film, shot: from compositions to `scenes/scene_N.mp4`."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, replace
from itertools import chain
from pathlib import Path

from pytoon.film.errors import FfmpegError, FilmError, MediaError, SceneMediaError
from pytoon.film.footage import Footage
from pytoon.film.look import Look
from pytoon.film.picture.compositor import Compositor
from pytoon.film.picture.encoding import encode
from pytoon.film.picture.frames import Frame
from pytoon.film.picture.layers import Shot
from pytoon.film.picture.looks import compose
from pytoon.film.picture.transitions import blend
from pytoon.film.scene_graph import SceneGraph
from pytoon.film.timeline import Caption, Entry, Timeline, Word
from pytoon.film.timing import Span, time_of


@dataclass(frozen=True)
class Clip:
    """A scene's stretch of the film: the transition into it and its body, one mp4 without sound."""

    scene_id: int
    file: Path
    frames: int


class Studio:
    """Keeps what the last scene was drawn from, because the next one begins with it, in its transition."""

    def __init__(self) -> None:
        self._kept: tuple[Shot, Compositor] | None = None

    def compositor(self, shot: Shot) -> Compositor:
        """Return what draws `shot`, the one that was kept if it is of the same shot."""
        if self._kept is not None and self._kept[0] == replace(shot, captioned=True):
            return self._kept[1]
        return Compositor(compose(shot))

    def keep(self, shot: Shot, compositor: Compositor) -> None:
        self._kept = shot, compositor


def shoot(
    scene_id: int,
    graph: SceneGraph,
    timeline: Timeline,
    look: Look,
    folder: Path,
    *,
    brand_safe: bool,
    threads: int = 1,
    on_frame: Callable[[int], None] | None = None,
    studio: Studio | None = None,
) -> Clip:
    """Shoot scene `scene_id`: the transition into it and its body, as `folder/scene_N.mp4`.

    The transition is drawn from the compositions of both its scenes, so a scene can be shot without its
    neighbours' clips. `look` is the preset's own; `brand_safe` calms it. `on_frame` hears after each frame
    how many the encoder has taken. A `studio` that shot the scene before has half the transition ready.
    ffmpeg ends with the calling thread. Raises FilmError for a scene without frames, SceneMediaError for
    what one of the two shows, FfmpegError.
    """
    transition, body = timeline.pieces_of(scene_id)
    if not transition.frames and not body.frames:
        raise FilmError(f"scene {scene_id} has no frame on the timeline")
    counter = _Counter(on_frame)
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / f"scene_{scene_id}.mp4"
    studio = studio or Studio()
    shot = shot_for(scene_id, graph, timeline, look, brand_safe)
    with ExitStack() as scenes:
        scene = scenes.enter_context(closing(_on_film(shot, timeline, studio)))
        frames = _body_frames(body, scene)
        if transition.frames:
            # A transition shows the captions of the scene that comes.
            bare = shot_for(_scene_before(timeline, scene_id), graph, timeline, look, brand_safe)
            before = scenes.enter_context(closing(_on_film(replace(bare, captioned=False), timeline, studio)))
            frames = chain(_transition_frames(transition, before, scene), frames)
        encode(counter.count(frames), file, threads)
    studio.keep(shot, scene.compositor)
    return Clip(scene_id, file, counter.frames)


def shot_for(scene_id: int, graph: SceneGraph, timeline: Timeline, look: Look, brand_safe: bool) -> Shot:
    """Return all that shapes one scene's picture, with its captions on the scene's own clock."""
    index = next(i for i, scene in enumerate(graph.scenes) if scene.id == scene_id)
    entry = _entry(timeline, scene_id)
    captions = (caption for caption in timeline.captions if caption.scene_id == scene_id)
    scene = graph.scenes[index]
    return Shot(
        scene=scene,
        index=index,
        count=len(graph.scenes),
        duration_ms=entry.end_ms - entry.start_ms,
        look=look.calmed() if brand_safe else look,
        captions=tuple(_on_scene_clock(caption, entry.start_ms) for caption in captions),
        brand_safe=brand_safe,
        footage=_footage(scene_id, timeline) if scene.media.type == "video" else None,
        spoken=any(track.type == "voiceover" for track in timeline.audio),
        blend_ms=_blend_ms(index, timeline),
    )


def _blend_ms(index: int, timeline: Timeline) -> int:
    following = timeline.entries[index + 1 : index + 2]
    return next((entry.transition_ms for entry in following if entry.transition in ("fade", "fade_black")), 0)


def _footage(scene_id: int, timeline: Timeline) -> Footage:
    """Return what a scene shows of its clip. Raises FilmError when the timeline does not say so."""
    track = next((track for track in timeline.video if track.scene_id == scene_id), None)
    if track is None or track.asset is None or not track.transform:
        raise FilmError(f"scene {scene_id} has a clip, but the timeline does not say what it shows of it")
    return Footage.from_transform(Path(track.asset), track.transform)


def _entry(timeline: Timeline, scene_id: int) -> Entry:
    return next(entry for entry in timeline.entries if entry.scene_id == scene_id)


def _scene_before(timeline: Timeline, scene_id: int) -> int:
    ids = [entry.scene_id for entry in timeline.entries]
    return ids[ids.index(scene_id) - 1]


def _on_scene_clock(caption: Caption, scene_start_ms: int) -> Caption:
    def moved(word: Word) -> Word:
        return replace(word, start_ms=word.start_ms - scene_start_ms, end_ms=word.end_ms - scene_start_ms)

    return replace(
        caption,
        start_ms=caption.start_ms - scene_start_ms,
        end_ms=caption.end_ms - scene_start_ms,
        words=tuple(moved(word) for word in caption.words),
    )


@dataclass(frozen=True)
class _SceneOnFilm:
    """A scene that can be drawn at times of the film."""

    compositor: Compositor
    entry: Entry

    def close(self) -> None:
        self.compositor.close()

    def draw(self, film_ms: int, into: Frame) -> None:
        with _blaming(self.entry.scene_id):
            self.compositor.draw(film_ms - self.entry.start_ms, into)

    def draw_captions(self, film_ms: int, into: Frame) -> None:
        self.compositor.draw_captions(film_ms - self.entry.start_ms, into)


@contextmanager
def _blaming(scene_id: int) -> Iterator[None]:
    """Say which of the scenes of a shot it is whose picture or clip cannot be read."""
    try:
        yield
    except (MediaError, FfmpegError) as error:
        raise SceneMediaError(scene_id, error) from error


def _on_film(shot: Shot, timeline: Timeline, studio: Studio) -> _SceneOnFilm:
    with _blaming(shot.scene.id):
        return _SceneOnFilm(studio.compositor(shot), _entry(timeline, shot.scene.id))


def _body_frames(body: Span, scene: _SceneOnFilm) -> Iterator[Frame]:
    frame = Frame()
    for number in body.frames:
        film_ms = time_of(number)
        scene.draw(film_ms, frame)
        scene.draw_captions(film_ms, frame)
        yield frame


def _transition_frames(span: Span, before: _SceneOnFilm, after: _SceneOnFilm) -> Iterator[Frame]:
    """Draw both scenes moving on, blended, and the captions of the scene that comes."""
    old, new, frame = Frame(), Frame(), Frame()
    for number in span.frames:
        film_ms = time_of(number)
        before.draw(film_ms, old)
        after.draw(film_ms, new)
        # Half a frame in, so that the first and the last picture are equally far from the scenes' own.
        share = (number - span.frames.start + 0.5) / len(span.frames)
        blend(after.entry.transition, old, new, share, frame)
        after.draw_captions(film_ms, frame)
        yield frame


class _Counter:
    """Counts the frames that have been handed on."""

    def __init__(self, on_frame: Callable[[int], None] | None) -> None:
        self.frames = 0
        self._on_frame = on_frame

    def count(self, frames: Iterator[Frame]) -> Iterator[Frame]:
        for frame in frames:
            yield frame
            self.frames += 1
            if self._on_frame is not None:
                self._on_frame(self.frames)
