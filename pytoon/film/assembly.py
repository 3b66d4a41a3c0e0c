"""The film put together: scenes joined, sound beside them, the picture for the poster, the subtitles."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from PIL import Image

from pytoon.film.captions import to_srt
from pytoon.film.errors import FfmpegError, FilmError, MediaError
from pytoon.film.ffmpeg import run, source
from pytoon.film.files import appearing
from pytoon.film.joining import COPY_VIDEO, listed
from pytoon.film.mp4 import Mp4Track, read_mp4
from pytoon.film.picture.encoding import GOP_FRAMES, VIDEO_TIMESCALE
from pytoon.film.picture.layers import HEIGHT_PX, WIDTH_PX
from pytoon.film.probe import AudioStream, VideoStream, probe
from pytoon.film.shooting import Clip
from pytoon.film.timeline import Timeline
from pytoon.film.timing import FPS, frame_at, time_of

SAMPLE_RATE_HZ = 48_000
AUDIO_KBPS = 224
#: What an AAC encoder puts before the first sample (one frame of AAC-LC).
_PRIMING_SAMPLES = 1024
#: Sound may end this much before or after the picture: two AAC frames.
_SOUND_SLACK_MS = 2 * 1024 * 1000 / SAMPLE_RATE_HZ
_POSTER_QUALITY = 85
#: By then a hook's entrances have settled.
_POSTER_AT_MS = 1_800
#: Captions take at most this long to come and to go.
_CAPTION_FADE_MS = 150


@dataclass(frozen=True)
class Film:
    file: Path
    thumbnail: Path
    subtitles: Path
    duration_ms: int
    frames: int


def assemble(timeline: Timeline, clips: Sequence[Clip], soundtrack: Path, folder: Path) -> Film:
    """Make `output.mp4`, `thumbnail.jpg` and `captions.srt` in `folder`, each of which appears whole.

    `soundtrack` is a WAV of the film's length, encoded here as AAC-LC, or an `.m4a`, copied as it is. The
    clips may come in any order. Raises FilmError when scenes are missing or do not fit together, or when the
    finished file is not what the timeline says; FfmpegError.
    """
    files = _in_film_order(timeline, clips)
    film, poster, subtitles = (folder / name for name in ("output.mp4", "thumbnail.jpg", "captions.srt"))
    with appearing(film) as draft:
        with listed(files) as pictures:
            run([*pictures, *_sound_arguments(soundtrack, timeline), *_mux_arguments(draft)])
        check_film(draft, timeline)
    with appearing(poster) as draft:
        draft.write_bytes(poster_of(film, timeline))
    with appearing(subtitles) as draft:
        draft.write_text(to_srt(timeline.captions), encoding="utf-8")
    return Film(film, poster, subtitles, timeline.total_ms, frame_at(timeline.total_ms))


def _in_film_order(timeline: Timeline, clips: Sequence[Clip]) -> list[Path]:
    by_scene = {clip.scene_id: clip.file for clip in clips}
    wanted = [entry.scene_id for entry in timeline.entries]
    if sorted(by_scene) != sorted(wanted) or len(clips) != len(wanted):
        raise FilmError(f"the film has the scenes {wanted}, but clips came for {[c.scene_id for c in clips]}")
    return [by_scene[scene_id] for scene_id in wanted]


def _sound_arguments(soundtrack: Path, timeline: Timeline) -> list[str]:
    """Return the input and codec arguments for the sound.

    An AAC stream decodes to one frame of lead-in before its first sample. Players that read edit lists cut it
    off, others play it and are late, so the film has no edit list: the lead-in takes the place of the first
    21 ms of sound, and every player gives what follows exactly when the timeline says.
    """
    if soundtrack.suffix == ".m4a":
        encoded = ["-c:a", "copy", "-bsf:a", "noise=drop=lt(pts\\,0)"]
    else:
        end = frame_at(timeline.total_ms) * SAMPLE_RATE_HZ // FPS
        shape = (
            f"aresample={SAMPLE_RATE_HZ},atrim=start_sample={_PRIMING_SAMPLES}:end_sample={end},"
            "asetpts=PTS-STARTPTS,afade=t=in:d=0.005"
        )
        encoded = ["-af", shape, "-c:a", "aac", "-b:a", f"{AUDIO_KBPS}k", "-ac", "2"]
    return [*source(soundtrack), "-map", "0:v:0", "-map", "1:a:0", *encoded]


def _mux_arguments(path: Path) -> list[str]:
    """Return the output arguments: index first, no edit lists, both streams from 0.

    Without edit lists the wait for B-frames is kept out of the presentation times by negative offsets.
    """
    flags = ["-use_editlist", "0", "-movflags", "+faststart+negative_cts_offsets"]
    return [*COPY_VIDEO, *flags, "-map_metadata", "-1", "-f", "mp4", f"file:{path}"]


def poster_frame(timeline: Timeline) -> int:
    """Return a key frame of the hook after its entrances, when no caption is coming or going."""
    hook = timeline.entries[0]
    latest = timeline.entries[1].start_ms if len(timeline.entries) > 1 else hook.end_ms
    last = frame_at(latest) - 1
    first = min(frame_at(_POSTER_AT_MS), last) // GOP_FRAMES * GOP_FRAMES
    changes_ms = [time_ms for caption in timeline.captions for time_ms in (caption.start_ms, caption.end_ms)]
    settled = (
        frame
        for frame in range(first, last + 1, GOP_FRAMES)
        if all(abs(time_of(frame) - change_ms) > _CAPTION_FADE_MS for change_ms in changes_ms)
    )
    return next(settled, first)


def poster_of(film: Path, timeline: Timeline) -> bytes:
    """Return a full-size JPEG of the film's hook."""
    picture = run(
        [
            *source(film, "-ss", f"{time_of(poster_frame(timeline))}ms"),
            *("-frames:v", "1", "-sws_flags", "accurate_rnd+full_chroma_int"),
            *("-f", "rawvideo", "-pix_fmt", "rgb24", "-"),
        ]
    )
    jpeg = io.BytesIO()
    Image.frombytes("RGB", (WIDTH_PX, HEIGHT_PX), picture).save(jpeg, "JPEG", quality=_POSTER_QUALITY)
    return jpeg.getvalue()


def check_film(path: Path, timeline: Timeline, *, decode: bool = False) -> None:
    """Raise FilmError with the cause unless the film at `path` is in shape and fits `timeline`.

    With `decode` every picture and sound is decoded as well, which takes about a sixth of the film's length.
    """
    try:
        info = probe(path)
    except MediaError as error:
        raise FilmError(f"{path.name} cannot be read") from error
    if info.video is None or info.audio is None:
        raise FilmError(f"{path.name} lacks {'picture' if info.video is None else 'sound'}")
    container = read_mp4(path)
    if not container.faststart:
        raise FilmError(f"{path.name} has its index at the end, so it cannot play while it loads")
    _check_picture(info.video)
    _check_sound(info.audio)
    _check_lengths(container.tracks, timeline)
    _check_times(path)
    if decode:
        _check_decoding(path)


def _check_picture(video: VideoStream) -> None:
    wanted = {
        "width": (video.width_px, WIDTH_PX),
        "height": (video.height_px, HEIGHT_PX),
        "codec": (video.codec, "h264"),
        "profile": (video.profile, "High"),
        "pixel format": (video.pix_fmt, "yuv420p"),
        "colour": (video.colour_space, "bt709"),
        "colour range": (video.colour_range, "tv"),
        "frame rate": (video.fps, FPS),
        "rotation": (video.rotation_deg, 0),
    }
    _check_facts("picture", wanted)


def _check_sound(audio: AudioStream) -> None:
    wanted = {
        "codec": (audio.codec, "aac"),
        "sample rate": (audio.sample_rate_hz, SAMPLE_RATE_HZ),
        "channels": (audio.channels, "stereo"),
    }
    _check_facts("sound", wanted)


def _check_facts(stream: str, facts: dict[str, tuple[object, object]]) -> None:
    for name, (found, wanted) in facts.items():
        if found != wanted:
            raise FilmError(f"the film's {stream} has the {name} {found}, not {wanted}")


def _check_lengths(tracks: Sequence[Mp4Track], timeline: Timeline) -> None:
    by_kind = {track.kind: track for track in tracks}
    video, audio = by_kind["vide"], by_kind["soun"]
    wanted = frame_at(timeline.total_ms)
    if abs(video.samples - wanted) > 1:
        raise FilmError(f"the film has {video.samples} frames, the timeline {wanted}")
    if abs(audio.duration_ms - video.duration_ms) > _SOUND_SLACK_MS:
        raise FilmError(
            f"the film's sound lasts {audio.duration_ms:.0f} ms and its picture {video.duration_ms:.0f} ms"
        )
    if video.edited or audio.edited:
        raise FilmError("the film has an edit list, with which players disagree on when its sound begins")


def _check_times(path: Path) -> None:
    """Check that both streams start at 0 and the pictures follow each other by one frame each."""
    copied = run([*source(path), "-c", "copy", "-copyts", "-f", "framecrc", "-"]).decode()
    rows = [line.split(",") for line in copied.splitlines() if not line.startswith("#")]
    video = sorted(int(row[2]) for row in rows if row[0] == "0")
    audio = [int(row[2]) for row in rows if row[0] == "1"]
    frame_ticks = VIDEO_TIMESCALE // FPS
    if video != list(range(0, len(video) * frame_ticks, frame_ticks)):
        raise FilmError("the film's pictures are not evenly spaced from its beginning")
    if not audio or audio[0] != 0:
        raise FilmError("the film's sound does not begin with its picture")


def _check_decoding(path: Path) -> None:
    try:
        run([*source(path), "-xerror", "-f", "null", "-"])
    except FfmpegError as error:
        raise FilmError(f"{path.name} does not decode without errors: {error}") from error
