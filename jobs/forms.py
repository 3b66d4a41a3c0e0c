"""The form that orders a film: the fields of the API, for people."""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django import forms

from engines.models import EngineProfile
from jobs import uploads
from jobs.api.serializers import DEFAULT_PRESET, MAX_MEDIA_FILES, NO_MUSIC, JobRequestSerializer
from presets.models import Preset
from pytoon.film.errors import MediaError, StorageFullError
from pytoon.film.sound.music import tracks
from pytoon.film.sound.speech import is_installed, voices


class ManyFilesInput(forms.ClearableFileInput):
    allow_multiple_selected = True


@dataclass(frozen=True)
class Stored:
    """What became of the files that were sent."""

    paths: list[str]
    """Below the uploads folder."""
    problems: list[str]
    """A sentence for each file that was not taken."""


class ManyMedia(forms.FileField):
    """Any number of pictures and clips, stored as they are checked."""

    widget = ManyFilesInput

    def clean(self, data: Any, initial: Any = None) -> Stored:
        stored = Stored([], [])
        for file in data if isinstance(data, list | tuple) else [data] if data else []:
            try:
                stored.paths.append(uploads.store_medium(file))
            except (MediaError, StorageFullError) as error:
                stored.problems.append(str(error))
        return stored


class Sound(forms.FileField):
    """One sound, stored as it is checked: its path below the uploads folder, or None without one."""

    def clean(self, data: Any, initial: Any = None) -> str | None:
        if not data:
            return None
        try:
            return uploads.store_sound(data)
        except (MediaError, StorageFullError) as error:
            raise forms.ValidationError(str(error)) from error


class OrderForm(forms.Form):
    """What a person fills in. The API's own serializer judges it, so that both doors have one rule."""

    title = forms.CharField(required=False, label="Title", help_text="What the gallery calls the film.")
    prompt = forms.CharField(
        required=False,
        label="What should it show?",
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="A few sentences; each becomes a scene. Camera, mood and light words steer the picture.",
    )
    voice_script = forms.CharField(
        required=False,
        label="What should the voice say?",
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Leave it empty for a film without a voice: then the sentences above stand on screen.",
    )
    voice_file = Sound(
        required=False,
        label="Or your own recording of these words",
        widget=forms.FileInput(attrs={"accept": uploads.ACCEPTED_SOUNDS}),
        help_text=(
            "WAV, MP3, M4A, OGG or FLAC, at most 5 minutes. It is heard instead of a voice of ours, and "
            "the captions follow it."
        ),
    )
    media_files = ManyMedia(
        required=False,
        label="Files in the order in which they appear",
        widget=ManyFilesInput(attrs={"accept": uploads.ACCEPTED_MEDIA}),
        help_text=(
            f"Up to {MAX_MEDIA_FILES} pictures (JPEG, PNG, WebP, GIF) and clips (MP4, MOV, WebM, MKV, AVI, "
            "TS), 200 MB each."
        ),
    )
    clip_sound = forms.BooleanField(
        required=False,
        label="Let the clips' own sound be heard",
        help_text="Low, under the voice and the music.",
    )
    preset_id = forms.ChoiceField(label="Look", widget=forms.RadioSelect)
    music_source = forms.ChoiceField(required=False, label="Music")
    voice = forms.ChoiceField(required=False, label="Voice")
    language = forms.CharField(
        required=False, label="Language", help_text="Such as en or pt-BR; empty: told from the words."
    )
    target_duration_seconds = forms.IntegerField(
        label="Length in seconds", initial=15, widget=forms.NumberInput(attrs={"min": 1, "max": 60})
    )
    max_scenes = forms.IntegerField(
        required=False,
        label="At most this many scenes",
        widget=forms.NumberInput(attrs={"min": 1, "max": 12}),
    )
    engine_override = forms.ChoiceField(required=False, label="Engine")
    brand_safe = forms.BooleanField(
        required=False,
        initial=True,
        label="Brand-safe",
        help_text="Only cuts and calm fades, cleaned prompts, products never altered.",
    )

    once = forms.CharField(
        required=False,
        initial=secrets.token_urlsafe,
        # A browser that restores a page must not bring back the words of a form that was sent.
        widget=forms.HiddenInput(attrs={"autocomplete": "off"}),
    )
    """Random words that tell this form from any other that is filled in alike."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.presets = list(Preset.objects.offered())
        self._choose("preset_id", [(preset.id, preset.name) for preset in self.presets])
        if any(preset.id == DEFAULT_PRESET for preset in self.presets):
            self.initial.setdefault("preset_id", DEFAULT_PRESET)
        music = [(track.name, f"{track.title} ({track.mood})") for track in tracks()]
        self._choose("music_source", [("", "The look's own track"), *music, (NO_MUSIC, "No music")])
        speaking = [
            (voice.name, f"{voice.title}, {voice.gender} ({voice.language})")
            for voice in voices()
            if is_installed(voice)
        ]
        self._choose("voice", [("", "The language's best voice"), *speaking])
        engines = [(engine.name, engine.label) for engine in EngineProfile.objects.chain()]
        self._choose("engine_override", [("", "Whichever suits"), *engines])
        self.kept: list[str] = []
        """Pictures and clips of this and of earlier tries, as paths below the uploads folder."""
        self.recording: str | None = None
        """The recording of this or else of an earlier try, in the same way."""
        if self.is_bound:
            references = self.data.getlist("kept")  # type: ignore[attr-defined]
            self.kept = [path for words in references if (path := uploads.resolve(words))]
            self.recording = uploads.resolve(self.data.get("kept_recording", ""))

    def key_for(self, user: Any) -> str | None:
        """Return what the form is told by as `user` filled it in, or None for one without `once`.

        A form that was changed since it was sent is another one.
        """
        if not self.data.get("once"):
            return None
        fields = sorted(item for item in self.data.lists() if item[0] != "csrfmiddlewaretoken")  # type: ignore[attr-defined]
        files = [(name, file.name, file.size) for name, sent in self.files.lists() for file in sent]
        return hashlib.sha256(json.dumps([user.pk, fields, files]).encode()).hexdigest()

    def _choose(self, field: str, choices: list[tuple[str, str]]) -> None:
        self.fields[field].choices = choices  # type: ignore[attr-defined]

    @property
    def stored(self) -> list[str]:
        """All files that are already here."""
        return [*self.kept, self.recording] if self.recording else self.kept

    @property
    def kept_uploads(self) -> list[dict[str, str]]:
        """The pictures and clips that are already here, for the page."""
        return [_described(path) for path in self.kept]

    @property
    def kept_recording(self) -> dict[str, str] | None:
        """The recording that is already here, for the page."""
        return _described(self.recording) if self.recording else None

    def clean_voice_file(self) -> str | None:
        self.recording = self.cleaned_data["voice_file"] or self.recording
        return self.recording

    def clean_media_files(self) -> Stored:
        stored: Stored = self.cleaned_data["media_files"]
        self.kept += stored.paths
        if stored.problems:
            raise forms.ValidationError(stored.problems)
        return stored

    def clean(self) -> dict[str, Any]:
        """Hand the fields to the API's serializer and put what it says at the fields."""
        fields = self.cleaned_data
        shared = set(JobRequestSerializer().fields) & set(self.fields)
        # What a person leaves empty is what a client leaves out; a box that is not ticked says no.
        asked = {name: fields.get(name) or None for name in shared} | {
            "prompt": fields.get("prompt", ""),
            "brand_safe": bool(fields.get("brand_safe")),
            "media_files": self.kept,
        }
        self.order = JobRequestSerializer(data=asked)
        if not self.order.is_valid():
            for name, problems in self.order.errors.items():
                self.blame(name, " ".join(_sentences(problems)))
        return fields

    def blame(self, field: str, problem: str) -> None:
        """Put `problem` at the field of the form that stands for `field` of the API."""
        name = field.split("[")[0]
        if name not in self.fields:
            self.add_error(None, problem)
        elif name not in self.errors:
            self.add_error(name, problem)


def _described(path: str) -> dict[str, str]:
    return {
        "reference": uploads.reference(path),
        "name": path.split("/")[-1],
        "kind": uploads.content_type(path).split("/")[0],
    }


def _sentences(problems: Any) -> Iterable[str]:
    if isinstance(problems, dict):
        for inner in problems.values():
            yield from _sentences(inner)
    elif isinstance(problems, list):
        for inner in problems:
            yield from _sentences(inner)
    else:
        yield str(problems)
