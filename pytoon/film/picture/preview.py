"""Look at a scene without making a film.

`python -m pytoon.film.picture.preview overlay_classic hook lamp.jpg --text claim="Evenings, in colour." \
--caption "Every night." --at 0 300 1500 -o frames.png` draws the moments side by side, in full size.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import cv2
import numpy as np

from pytoon.film.footage import Footage
from pytoon.film.look import Look
from pytoon.film.picture.colour import rgb_pixels
from pytoon.film.picture.compositor import Compositor
from pytoon.film.picture.frames import Frame
from pytoon.film.picture.layers import Pixels, Shot
from pytoon.film.picture.looks import LAYOUTS, compose
from pytoon.film.probe import probe
from pytoon.film.scene_graph import Media, Overlay, Scene
from pytoon.film.timeline import Caption, Word

_CLIP_ENDINGS = (".mp4", ".mov", ".webm", ".mkv", ".m4v")


def main() -> None:
    parser = argparse.ArgumentParser(description="Draw moments of one scene into a PNG.")
    parser.add_argument("layout", choices=sorted(LAYOUTS))
    parser.add_argument("role", choices=["hook", "feature", "proof", "call_to_action"])
    parser.add_argument("picture", nargs="?", help="a picture or a clip; without one it is type")
    parser.add_argument("--text", action="append", default=[], metavar="SLOT=TEXT", help="claim=Hello.")
    parser.add_argument("--caption", default="", help="spoken words, dealt evenly over the scene")
    parser.add_argument("--at", type=int, nargs="+", default=[0, 300, 1500], metavar="MS")
    parser.add_argument("--index", type=int, default=0, help="which scene of the film it is, from 0")
    parser.add_argument("--length", type=int, default=3000, metavar="MS")
    parser.add_argument("-o", "--output", type=Path, default=Path("preview.png"))
    wanted = parser.parse_args()
    overlays = tuple(
        Overlay("text", text=text, position=slot)
        for slot, _, text in (pair.partition("=") for pair in wanted.text)
    )
    footage = _footage(Path(wanted.picture)) if wanted.picture else None
    scene = Scene(
        1,
        wanted.role,
        "",
        wanted.length,
        Media("video" if footage else "image", asset=wanted.picture),
        caption=wanted.caption,
        overlays=overlays,
    )
    look = Look("preview", "PRODUCT_HERO", wanted.layout)
    captions = (_evenly_spoken(wanted.caption, wanted.length),) if wanted.caption.split() else ()
    shot = Shot(scene, wanted.index, wanted.index + 1, wanted.length, look, captions, footage=footage)
    frames = np.hstack(moments(shot, wanted.at))
    cv2.imwrite(str(wanted.output), cv2.cvtColor(frames, cv2.COLOR_RGB2BGR))


def moments(shot: Shot, times_ms: list[int]) -> list[Pixels]:
    """Return the scene at these times as RGB, through the very compositor that makes the film."""
    drawn = []
    with Compositor(compose(shot)) as compositor:
        for t_ms in times_ms:
            frame = Frame()
            compositor.draw(t_ms, frame)
            compositor.draw_captions(t_ms, frame)
            drawn.append(rgb_pixels(*frame.planes))
    return drawn


def _footage(path: Path) -> Footage | None:
    """Return all of a clip, as fast as it is; None for a picture."""
    info = probe(path) if path.suffix.lower() in _CLIP_ENDINGS else None
    if info is None or info.video is None:
        return None
    return Footage(path, 0, info.duration_ms, 1.0, info.video.width_px, info.video.height_px)


def _evenly_spoken(text: str, length_ms: int) -> Caption:
    words = text.split()
    step = length_ms // len(words)
    times = tuple(Word(word, i * step, (i + 1) * step) for i, word in enumerate(words))
    return Caption(text, 0, length_ms, 1, times)


if __name__ == "__main__":
    main()
