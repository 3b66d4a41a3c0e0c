"""`manage.py render_brief brief.json -o film.mp4`: a film without server or queue."""

from __future__ import annotations

import os
import shutil
import sys
from argparse import ArgumentTypeError
from collections.abc import Callable, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import yaml
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from rest_framework.exceptions import APIException, ValidationError
from tqdm import tqdm

from engines.settings_file import engine_settings
from jobs.api.errors import answer
from jobs.api.parsers import shown, strict_json
from jobs.api.serializers import JobRequestSerializer, is_path
from jobs.management.stopping import stop_like_ctrl_c
from jobs.offline import make_film
from jobs.services.submission import NO_MUSIC
from presets.models import Preset
from pytoon.film.brief import Brief, Medium
from pytoon.film.errors import BriefError, MediaError, PytoonError
from pytoon.film.files import appearing, check_can_appear
from pytoon.film.media import inspect_medium
from pytoon.film.sound.inspecting import inspect_music, inspect_sound

_BAD_BRIEF = 2


class BriefFileSerializer(JobRequestSerializer):
    """The body of `POST /api/v2/jobs`, held against what ships instead of the tables."""

    def validate_preset_id(self, name: str) -> Preset:
        presets = _shipped_presets()
        if name not in presets:
            raise ValidationError(f"There is no preset {shown(name)}; choose one of {', '.join(presets)}.")
        return Preset(**presets[name])

    def validate_engine_override(self, name: str) -> str:
        engines = engine_settings()["fallback_chain"]
        if name and name not in engines:
            raise ValidationError(f"There is no engine {shown(name)}; choose one of {', '.join(engines)}.")
        return name


def _one_or_more(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise ArgumentTypeError(f"{text!r} is no number from 1 on")
    return int(text)


class Command(BaseCommand):
    help = "Make a film from a brief with the fields of POST /api/v2/jobs, without server or queue."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "brief", type=Path, help="A JSON file; media paths are relative to it or to here."
        )
        parser.add_argument(
            "-o", "--output", type=Path, required=True, help="Where the film goes: a .mp4 file."
        )
        parser.add_argument(
            "--processes",
            type=_one_or_more,
            default=os.cpu_count() or 1,
            help="One a core by default.",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        stop_like_ctrl_c()
        output: Path = options["output"].absolute()
        try:
            _check_output(output)
            brief = read_brief(options["brief"])
            notes = self._render(brief, output, options["processes"])
        except BriefError as error:
            where = f"{error.field}: " if error.field else ""
            raise CommandError(f"{where}{error}", returncode=_BAD_BRIEF) from error
        except PytoonError as error:
            raise CommandError(f"There is no film: {error}") from error
        except OSError as error:
            raise CommandError(f"There is no film: {error.filename}: {error.strerror}.") from error
        except KeyboardInterrupt:
            raise CommandError("Stopped.") from None
        for note in notes:
            self.stderr.write(f"Simplified: {note}")
        self.stdout.write(_printable(output))

    def _render(self, brief: Brief, output: Path, processes: int) -> tuple[str, ...]:
        with (
            TemporaryDirectory(prefix="pytoon-") as folder,
            tqdm(unit=" frames", desc="Shooting", file=sys.stderr, leave=False) as bar,
        ):

            def on_frames(done: int, total: int) -> None:
                bar.total = total
                bar.update(done - bar.n)

            film, notes = make_film(brief, Path(folder), processes=processes, on_frames=on_frames)
            for source, target in ((film.subtitles, output.with_suffix(".srt")), (film.file, output)):
                with appearing(target) as draft:
                    shutil.copyfile(source, draft)
        return notes


def _check_output(output: Path) -> None:
    """Raise BriefError when neither the film nor its subtitles could be written in the end."""
    if output.suffix != ".mp4":
        raise BriefError(f"{output} cannot be written: name a .mp4 file in a folder that exists.")
    for target in (output, output.with_suffix(".srt")):
        try:
            check_can_appear(target)
        except OSError as error:
            raise BriefError(
                f"{target} cannot be written ({error.strerror}): name a .mp4 file in a folder that exists "
                "and that you may write to."
            ) from error


def _printable(path: Path) -> str:
    """Return a path whose bytes need not be text."""
    return os.fsencode(path).decode(errors="backslashreplace")


def read_brief(path: Path) -> Brief:
    """Return the checked brief in the file at `path`. Raises BriefError (MediaError for a file of it)."""
    try:
        content = strict_json(path.read_bytes())
        if not isinstance(content, dict):
            raise BriefError(f'{path}: A brief is a JSON object such as {{"prompt": "..."}}.')
        request = BriefFileSerializer(data=content)
        request.is_valid(raise_exception=True)
    except OSError as error:
        raise BriefError(f"{path} cannot be read ({error.strerror}): name a JSON file.") from error
    except APIException as error:
        raise BriefError(f"{path}: {answer(error, {}).data['detail']}") from error
    asked = request.validated_data
    look = asked["preset_id"].look()
    return Brief(
        prompt=asked["prompt"],
        look=look,
        media=tuple(_medium(name, path, number) for number, name in enumerate(asked["media_files"])),
        brand_safe=asked["brand_safe"],
        voice_script=asked["voice_script"],
        music=_music(asked["music_source"], look.music, path),
        engine=asked["engine_override"] or "local",
        target_ms=asked["target_duration_seconds"] * 1000,
        max_scenes=asked["max_scenes"],
        title=asked["title"],
        voice=asked["voice"],
        language=asked["language"],
        speaking_rate=asked["speaking_rate"],
        pronunciations=asked["pronunciations"],
        voice_file=_recording(asked["voice_file"], path),
        clip_sound=asked["clip_sound"],
    )


def _medium(name: str, brief_file: Path, number: int) -> Medium:
    return inspect_medium(_find(name, brief_file, f"media_files[{number}]"))


def _music(source: str, of_preset: str, brief_file: Path) -> str | None:
    if source == NO_MUSIC:
        return None
    if not is_path(source):
        return source or of_preset
    return str(_sound(source, brief_file, inspect_music, "music_source"))


def _recording(name: str, brief_file: Path) -> Path | None:
    return _sound(name, brief_file, inspect_sound, "voice_file") if name else None


def _sound(name: str, brief_file: Path, inspect: Callable[[Path], object], field: str) -> Path:
    file = _find(name, brief_file, field)
    try:
        inspect(file)
    except MediaError as error:
        raise MediaError(str(error), field) from error
    return file


def _find(name: str, brief_file: Path, field: str) -> Path:
    """Return the file `name`, as seen from the brief's folder or from the current one. Raises MediaError."""
    why = "there is no such file"
    for path in (brief_file.parent / name, Path(name)):
        try:
            if path.is_file():
                return path.resolve()
        except OSError as error:
            why = str(error.strerror)
    raise MediaError(f"{shown(name)} cannot be read ({why}): check the path.", field)


def _shipped_presets() -> dict[str, Mapping[str, Any]]:
    document = yaml.safe_load((settings.CONFIG_ROOT / "presets.yaml").read_text(encoding="utf-8"))
    presets = document["presets"] if isinstance(document, dict) else document
    return {preset["id"]: preset for preset in presets}
