"""Make the samples that voices are chosen by.

`python -m pytoon.film.sound.speech.render_samples [NAME ...]`
"""

from __future__ import annotations

import argparse
from pathlib import Path
from tempfile import TemporaryDirectory

from pytoon.film import ffmpeg
from pytoon.film.errors import SpeechError
from pytoon.film.files import appearing
from pytoon.film.narration import narrate
from pytoon.film.scene_graph import Media, Scene, SceneGraph
from pytoon.film.sound.speech.voices import Voice, voices

_WORDS = "Hello! This is how your next film will sound."


def render(voice: Voice) -> None:
    """Speak the sample of `voice`. Raises SpeechError when it cannot be loaded."""
    graph = SceneGraph((Scene(1, "hook", "", 3000, Media(), audio=_WORDS),))
    voice.sample.parent.mkdir(exist_ok=True)
    with TemporaryDirectory() as folder:
        said = narrate(graph, Path(folder), voice=voice.name, language="en")
        if said.voice != voice.name:
            raise SpeechError(said.note)
        inputs = [part for utterance in said.utterances for part in ffmpeg.source(utterance.file)]
        joined = "".join(f"[{n}]" for n in range(len(said.utterances))) + (
            f"concat=n={len(said.utterances)}:v=0:a=1,volume=4dB"
        )
        with appearing(voice.sample) as draft:
            sound = ["-filter_complex", joined, "-ac", "1", "-c:a", "libmp3lame", "-b:a", "64k"]
            ffmpeg.run([*inputs, *sound, "-f", "mp3", "-bitexact", "-map_metadata", "-1", str(draft)])


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("names", nargs="*", metavar="NAME", help="voices; all of them when none is named")
    names = asked.parse_args().names
    for voice in voices():
        if not names or voice.name in names:
            render(voice)


if __name__ == "__main__":
    main()
