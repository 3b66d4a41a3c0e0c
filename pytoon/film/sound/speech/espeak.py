"""The one door to espeak-ng, which reads the languages that have no dictionary of ours.

It is another program, at the other end of a pipe, because its licence (GPL 3) must not reach into ours. A run
takes 40 ms, so each call has a run of its own: nothing to keep alive, to share between threads or to close.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from pytoon.film.ffmpeg import child_guard
from pytoon.film.sound.speech.speaker import VoiceUnavailableError

_PROGRAM = Path(__file__).with_name("espeak_program.py")
_PACKAGE = "espeakng_loader"
_TIMEOUT_S = 20


@dataclass(frozen=True)
class Unit:
    """One sound, with its stress, or the space between two words."""

    place: int
    """Where in the text the word begins that it is heard in."""
    symbols: str
    """International Phonetic Alphabet; a diphthong or an affricate is one unit of two symbols."""


def read_aloud(texts: Sequence[str], language: str) -> list[list[Unit]]:
    """Return how espeak-ng says each of `texts` in `language` (its own name for it: `pt-br`).

    Raises VoiceUnavailableError when it is not installed, fails, or takes more than 20 s.
    """
    found = find_spec(_PACKAGE)
    if found is None or not found.submodule_search_locations:
        raise VoiceUnavailableError(f"The package {_PACKAGE} is not installed.")
    folder = Path(found.submodule_search_locations[0])
    # -I and -S keep everything but the standard library out of that process.
    command = [sys.executable, "-I", "-S", str(_PROGRAM), str(folder / "libespeak-ng.so"), str(folder)]
    request = json.dumps({"language": language, "texts": list(texts)})
    try:
        done = subprocess.run(
            command, input=request.encode(), capture_output=True, timeout=_TIMEOUT_S, preexec_fn=child_guard()
        )
    except subprocess.TimeoutExpired as error:
        raise VoiceUnavailableError(f"espeak-ng did not finish within {_TIMEOUT_S} s.") from error
    if done.returncode != 0:
        said = done.stderr.decode("utf-8", "replace").strip().splitlines()
        reason = said[-1] if said else f"it ended with code {done.returncode}"
        raise VoiceUnavailableError(f"espeak-ng could not read the text: {reason}.")
    return [[Unit(place, symbols) for place, symbols in units] for units in json.loads(done.stdout)]
