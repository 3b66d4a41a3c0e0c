"""Media as callers have them and examples do not: phone clips, broadcast clips, odd pictures, own sounds.

`make(folder)` draws all of them from the pictures in examples/media; a file that is there already is kept.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

from pytoon.film import ffmpeg
from pytoon.film.files import appearing
from pytoon.film.sound.loudness import SAMPLE_RATE
from pytoon.film.sound.music import music_for
from pytoon.film.sound.speech import find_voice, load_speaker
from pytoon.film.sound.wav import resample, write_wav

EXAMPLES = Path(__file__).parents[2] / "examples" / "media"
_X264 = ("-c:v", "libx264", "-preset", "veryfast", "-crf", "18", "-pix_fmt", "yuv420p")
_BT709 = ("-color_primaries", "bt709", "-color_trc", "bt709", "-colorspace", "bt709", "-color_range", "tv")


def make(folder: Path, recorded: str) -> None:
    """Make every file that `folder` lacks; `recorded` is what is said in the caller's own recording."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, maker in {**_MAKERS, _RECORDING: partial(_recording, recorded)}.items():
        if not (folder / name).is_file():
            with appearing(folder / name) as draft:
                maker(draft)


def names() -> frozenset[str]:
    """Return what the files are called."""
    return frozenset((*_MAKERS, _RECORDING))


@dataclass(frozen=True)
class Camera:
    """A pan over one of the examples' pictures, as some camera would have written it."""

    picture: str
    width_px: int = 1920
    height_px: int = 1080
    length_s: float = 6.0
    fps: int = 30
    look: str = "null"
    """ffmpeg filters after the pan."""
    output: Sequence[str] = (*_X264, *_BT709)
    sound: str = ""
    """An ffmpeg source of sound."""
    shown_turned: int = 0
    """Degrees by which a player is told to turn the picture."""

    def __call__(self, path: Path) -> None:
        size = f"{self.width_px}:{self.height_px}"
        wide = f"{self.width_px * 5 // 4}:{self.height_px * 5 // 4}"
        pan = (
            f"scale={wide}:force_original_aspect_ratio=increase:flags=lanczos,"
            f"crop={size}:x='(iw-ow)*t/{self.length_s}':y='(ih-oh)*(0.5+0.3*t/{self.length_s})',setsar=1"
        )
        sound = ["-f", "lavfi", "-i", self.sound] if self.sound else []
        still = ["-loop", "1", "-framerate", str(self.fps), "-t", str(self.length_s)]
        ffmpeg.run(
            [
                *still,
                *("-i", EXAMPLES / self.picture),
                *sound,
                *("-vf", f"{pan},{self.look}", "-t", str(self.length_s), *self.output),
                *(("-c:a", "aac") if self.sound else ()),
                path,
            ],
            timeout_s=300,
        )
        if self.shown_turned:
            self._turn(path)

    def _turn(self, path: Path) -> None:
        """Write the display matrix, as a phone does that is held upright."""
        lying = path.rename(path.with_stem(path.stem + "-lying"))
        turned = ffmpeg.source(lying, "-display_rotation:v:0", str(self.shown_turned))
        ffmpeg.run([*turned, "-c", "copy", path])
        lying.unlink()


def _hdr(transfer: str) -> Mapping[str, object]:
    """Return what makes a camera write BT.2020 in 10 bits with the transfer function `transfer`."""
    colours = f"colorprim=bt2020:transfer={transfer}:colormatrix=bt2020nc"
    return {
        "look": "format=gbrp,setparams=color_primaries=bt709:color_trc=bt709:colorspace=gbr:range=pc,"
        "zscale=t=linear:npl=203,format=gbrpf32le,"
        f"zscale=p=2020:t={transfer}:m=2020_ncl:r=tv,format=yuv420p10le",
        "output": (
            *("-c:v", "libx265", "-preset", "ultrafast", "-crf", "20", "-tag:v", "hvc1"),
            *("-x265-params", f"log-level=error:{colours}"),
            *("-color_primaries", "bt2020", "-color_trc", transfer, "-colorspace", "bt2020nc"),
        ),
    }


_CLIPS: dict[str, Callable[[Path], object]] = {
    "clip-desk.mp4": Camera("desk-wide.jpg"),
    "clip-room.mp4": Camera("living-room-wide.jpg", width_px=1280, height_px=720, fps=24),
    "clip-lamp.mp4": Camera("lamp-studio.jpg", width_px=1080, height_px=1920, length_s=4),
    "clip-with-sound.mp4": Camera(
        "living-room-wide.jpg", length_s=8, sound="anoisesrc=color=pink:amplitude=0.25:seed=7:r=44100"
    ),
    "clip-rotated.mp4": Camera("lamp-studio.jpg", 1080, 1920, look="transpose=clock", shown_turned=90),
    "clip-60fps.mp4": Camera("desk-wide.jpg", fps=60, length_s=5),
    "clip-hdr10.mp4": Camera("living-room-wide.jpg", length_s=5, **_hdr("smpte2084")),  # type: ignore[arg-type]
    "clip-hlg.mp4": Camera("lamp-studio.jpg", 1080, 1920, length_s=5, **_hdr("arib-std-b67")),  # type: ignore[arg-type]
    "clip-interlaced.mp4": Camera(
        "desk-wide.jpg",
        fps=50,
        length_s=5,
        look="tinterlace=interleave_top",
        output=(*_X264, *_BT709, "-flags", "+ilme+ildct", "-x264-params", "tff=1"),
    ),
    "clip-anamorphic.mp4": Camera(
        "living-room-wide.jpg",
        1024,
        576,
        fps=25,
        length_s=5,
        look="scale=720:576,setsar=64/45",
    ),
    "clip-short.mp4": Camera("living-room-wide.jpg", length_s=1.2),
}


def _picture(name: str) -> Image.Image:
    with Image.open(EXAMPLES / name) as picture:
        picture.load()
    return picture


def _crop(name: str, width_px: int, height_px: int) -> Image.Image:
    """Return the middle of a picture, enlarged as far as it has to be."""
    picture = _picture(name).convert("RGB")
    factor = max(width_px / picture.width, height_px / picture.height)
    large = picture.resize((round(picture.width * factor), round(picture.height * factor)))
    left, top = (large.width - width_px) // 2, (large.height - height_px) // 2
    return large.crop((left, top, left + width_px, top + height_px))


def _panorama(path: Path) -> None:
    """Put four rooms side by side, each mirrored against the one before, so that no seam shows."""
    room = _crop("living-room-wide.jpg", 1500, 800)
    wide = Image.new("RGB", (6000, 800))
    for number in range(4):
        wide.paste(
            room.transpose(Image.Transpose.FLIP_LEFT_RIGHT) if number % 2 else room, (number * 1500, 0)
        )
    wide.save(path, "JPEG", quality=90)


def _sixteen_bit(path: Path) -> None:
    ffmpeg.run(
        [
            *("-i", EXAMPLES / "serum-studio.jpg"),
            "-pix_fmt",
            "rgb48be",
            "-f",
            "image2",
            "-c:v",
            "png",
            path,
        ]
    )


def _animated(path: Path) -> None:
    lamp = _crop("lamp-studio.jpg", 480, 600)
    frames = [lamp.point(lambda level, share=share: level * share) for share in (1.0, 0.8, 0.6, 0.8)]
    frames[0].save(path, "GIF", save_all=True, append_images=frames[1:], duration=200, loop=0)


def _on_its_side(path: Path) -> None:
    """Save a picture lying, with the EXIF mark that says so."""
    exif = Image.Exif()
    exif[0x0112] = 6
    lying = _picture("serum-studio.jpg").convert("RGB").transpose(Image.Transpose.ROTATE_90)
    lying.save(path, "JPEG", quality=90, exif=exif)


def _serum_cutout(path: Path) -> None:
    """Cut the middle out with a soft edge: what a hurried designer hands in."""
    picture = _crop("serum-studio.jpg", 900, 1200)
    mask = Image.new("L", picture.size, 0)
    ImageDraw.Draw(mask).rounded_rectangle((250, 120, 650, 1080), radius=90, fill=255)
    picture.putalpha(mask.filter(ImageFilter.GaussianBlur(2)))
    picture.save(path, "PNG")


def _palette_cutout(path: Path) -> None:
    """Save a cut-out with 255 colours and one that is transparent."""
    cutout = _picture("headphones-cutout.png").convert("RGBA")
    cutout.thumbnail((900, 900))
    clear = cutout.getchannel("A").point(lambda alpha: 255 if alpha < 128 else 0)
    paletted = cutout.convert("RGB").quantize(255)
    paletted.putpalette([*(paletted.getpalette() or []), 0, 0, 0])
    paletted.paste(255, mask=clear)
    paletted.save(path, "PNG", transparency=255)


_PICTURES: dict[str, Callable[[Path], object]] = {
    "panorama.jpg": _panorama,
    "tall.jpg": lambda path: _crop("lamp-studio.jpg", 600, 3000).save(path, "JPEG", quality=90),
    "sixteen-bit.png": _sixteen_bit,
    "cmyk.jpg": lambda path: _picture("headphones-studio.jpg").convert("CMYK").save(path, "JPEG", quality=90),
    "palette.gif": lambda path: _crop("desk-wide.jpg", 800, 1000).quantize(256).save(path, "GIF"),
    "animated.gif": _animated,
    "grey.png": lambda path: _crop("living-room-wide.jpg", 1000, 1000).convert("L").save(path, "PNG"),
    "on-its-side.jpg": _on_its_side,
    "tiny.png": lambda path: _crop("headphones-studio.jpg", 64, 80).save(path, "PNG"),
    "serum-cutout.png": _serum_cutout,
    "palette-cutout.png": _palette_cutout,
}


def _music(track: str, length_ms: int, *encoding: str) -> Callable[[Path], object]:
    """Return what writes the beginning of one of our tracks as a file of the caller's."""

    def write(path: Path) -> None:
        pcm = np.ascontiguousarray(music_for(track, length_ms).T, "<f4").tobytes()
        ffmpeg.run(
            ["-f", "f32le", "-ar", str(SAMPLE_RATE), "-ac", "2", "-i", "pipe:0", *encoding, path], stdin=pcm
        )

    return write


def _recording(said: str, path: Path) -> None:
    """Record a person in a room: quiet hiss, a second of nothing at both ends, not loud."""
    voice = find_voice("bm_george")
    assert voice is not None
    spoken = load_speaker(voice, 2).speak(said)
    sound = resample(spoken.samples[np.newaxis], spoken.sample_rate) * 0.3
    sound = np.pad(sound, ((0, 0), (SAMPLE_RATE, SAMPLE_RATE)))
    hiss = np.random.default_rng(5).normal(0, 3e-4, sound.shape)
    write_wav(path, (sound + hiss).astype(np.float32))


_SOUNDS: dict[str, Callable[[Path], object]] = {
    "own-music.mp3": _music("afterglow", 25_000, "-ar", "44100", "-b:a", "192k"),
    "own-music-short.wav": _music("paper_funk", 5_000),
}

_RECORDING = "own-recording.wav"
_MAKERS = {**_PICTURES, **_CLIPS, **_SOUNDS}
