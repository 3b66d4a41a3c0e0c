"""The same pictures at the same times by the two ways that most programs of this kind take."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pytoon.film import ffmpeg
from tests.bench import ffmpeg_graph, plain_moviepy

FONT = Path(__file__).parents[2] / "pytoon" / "film" / "picture" / "fonts" / "Inter_700Bold.ttf"
#: What stands on one line at the size in which the opponents write.
_CAPTION_CHARACTERS = 24
_SPENT = re.compile(r"(\d+) frames ([\d.]+) s")


@dataclass(frozen=True)
class Opponent:
    name: str
    seconds: float
    frames: int


def run_opponents(scene_graph: dict[str, Any], length_s: float, folder: Path) -> Iterator[Opponent]:
    """Let both make a film of `length_s` from the pictures of a film of ours, one after the other."""
    scenes = scene_graph["scenes"]
    scene_s = (length_s + (len(scenes) - 1) * plain_moviepy.FADE) / len(scenes)
    pairs = [word for scene in scenes for word in (scene["media"]["asset"], _caption(scene))]
    yield _run("plain MoviePy", plain_moviepy, str(folder / "moviepy.mp4"), str(FONT), str(scene_s), *pairs)
    yield _run(
        *("ffmpeg graph", ffmpeg_graph, ffmpeg.executable()),
        *(str(folder / "graph.mp4"), str(FONT), str(scene_s), *pairs),
    )


def _caption(scene: dict[str, Any]) -> str:
    words = str(scene.get("audio") or scene["description"]).split()
    while len(" ".join(words)) > _CAPTION_CHARACTERS and len(words) > 1:
        words.pop()
    return " ".join(words)


def _run(name: str, program: Any, *arguments: str) -> Opponent:
    done = subprocess.run([sys.executable, program.__file__, *arguments], capture_output=True, text=True)
    found = _SPENT.search(done.stdout)
    if done.returncode != 0 or found is None:
        raise RuntimeError(f"{name} made no film: {done.stderr[-1000:]}")
    return Opponent(name, float(found[2]), int(found[1]))
