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
from pytoon.film.sound.speech.voices import Voice, primary, voices

_WORDS = {
    "en": "Hello, this is how your next film will sound.",
    "es": "Hola, así va a sonar tu próxima película.",
    "it": "Ciao, così suonerà il tuo prossimo film.",
    "pt": "Olá, é assim que o seu próximo filme vai soar.",
    "fr": "Bonjour, voici la voix de votre prochain film.",
}


def render(voice: Voice) -> None:
    """Speak the sample of `voice`. Raises SpeechError when it cannot be loaded."""
    language = primary(voice.language)
    graph = SceneGraph((Scene(1, "hook", "", 3000, Media(), audio=_WORDS[language]),))
    voice.sample.parent.mkdir(exist_ok=True)
    with TemporaryDirectory() as folder:
        said = narrate(graph, Path(folder), voice=voice.name, language=language)
        if said.voice != voice.name:
            raise SpeechError(said.note)
        (utterance,) = said.utterances
        with appearing(voice.sample) as draft:
            sound = ["-af", "volume=2dB", "-ac", "1", "-c:a", "libmp3lame", "-b:a", "64k", "-f", "mp3"]
            ffmpeg.run([*ffmpeg.source(utterance.file), *sound, "-map_metadata", "-1", str(draft)])


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("names", nargs="*", metavar="NAME", help="voices; all of them when none is named")
    names = asked.parse_args().names
    for voice in voices():
        if not names or voice.name in names:
            render(voice)


if __name__ == "__main__":
    main()
