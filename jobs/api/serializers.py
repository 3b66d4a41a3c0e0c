"""What a client may send, checked, and what it gets to see."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.urls import reverse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from engines.models import EngineProfile
from jobs.api.parsers import shown, unfit_text
from jobs.models import Artifact, Job, JobStatus, Scene
from presets.models import Preset
from pytoon.film.brief import FASTEST_RATE, SLOWEST_RATE
from pytoon.film.sound.music import Track, tracks
from pytoon.film.sound.speech import Voice, is_installed, voices

DEFAULT_PRESET = "product_hero_clean"
NO_MUSIC = "none"
MAX_MEDIA_FILES = 20
MAX_PRONUNCIATIONS = 50
MAX_WORD_LENGTH = 60


class Text(serializers.CharField):
    """A JSON string: a number is not taken for its digits, and nothing a database would choke on."""

    def to_internal_value(self, data: Any) -> str:
        if not isinstance(data, str):
            raise serializers.ValidationError(f"Write a string, not {_kind(data)}.")
        if problem := unfit_text(data):
            raise serializers.ValidationError(problem)
        return super().to_internal_value(data)


class Flag(serializers.BooleanField):
    """A JSON boolean: "yes" and 1 are neither true nor false."""

    def to_internal_value(self, data: Any) -> bool:
        if not isinstance(data, bool):
            raise serializers.ValidationError(f"Write true or false, not {_kind(data)}.")
        return data


class Whole(serializers.IntegerField):
    """A JSON integer: true, 3.0 and "3" are not."""

    def to_internal_value(self, data: Any) -> int:
        if isinstance(data, bool) or not isinstance(data, int):
            raise serializers.ValidationError(f"Write a whole number, not {_kind(data)}.")
        return data


class Rate(serializers.FloatField):
    """A JSON number: "1.1" and true are none."""

    def to_internal_value(self, data: Any) -> float:
        if isinstance(data, bool) or not isinstance(data, int | float):
            raise serializers.ValidationError(f"Write a number, not {_kind(data)}.")
        return super().to_internal_value(data)


class Pronunciations(serializers.DictField):
    """A JSON object: words as the script has them, and what is said for each."""

    child = Text(max_length=200)

    def to_internal_value(self, data: Any) -> dict[str, str]:
        if not isinstance(data, dict):
            raise serializers.ValidationError(
                f'Write an object such as {{"SPF": "S P F"}}, not {_kind(data)}.'
            )
        if len(data) > MAX_PRONUNCIATIONS:
            raise serializers.ValidationError(f"Write at most {MAX_PRONUNCIATIONS} words.")
        seen: set[str] = set()
        for word in data:
            if len(word) > MAX_WORD_LENGTH or len(word.split()) != 1 or not _has_letters(word):
                raise serializers.ValidationError(
                    f"{shown(word)} is not one word; write a word of the script without spaces."
                )
            if word.lower() in seen:
                raise serializers.ValidationError(
                    f"{shown(word)} stands twice, in capitals and small letters."
                )
            seen.add(word.lower())
        said: dict[str, str] = super().to_internal_value(data)
        for word, words in said.items():
            if not _has_letters(words):
                raise serializers.ValidationError(f"Say with letters how {shown(word)} is spoken.")
        return {word.strip(): words for word, words in said.items()}


class Paths(serializers.ListField):
    """A JSON list of strings."""

    child = Text(max_length=1000, trim_whitespace=False)

    def to_internal_value(self, data: Any) -> list[str]:
        if not isinstance(data, list):
            raise serializers.ValidationError(f"Write a list of paths, not {_kind(data)}.")
        return super().to_internal_value(data)


class JobRequestSerializer(serializers.Serializer[Any]):
    """The body of `POST /api/v2/jobs`. For an optional field, null means the same as leaving it out."""

    prompt = Text(
        max_length=20_000,
        help_text="What the film shows: sentences, or `<SHOT n>` blocks.",
        error_messages={
            "required": "This field is required: say what the film shows.",
            "null": "This may not be null: say what the film shows.",
            "blank": "This may not be blank: say what the film shows.",
        },
    )
    media_files = Paths(
        default=list,
        max_length=MAX_MEDIA_FILES,
        help_text=(
            "Paths of pictures (JPEG, PNG, WebP, GIF) and clips (MP4, MOV, WebM, MKV, AVI, TS), "
            "in the order of use."
        ),
    )
    preset_id = Text(default=DEFAULT_PRESET, max_length=64, help_text="The look.")
    brand_safe = Flag(default=True, help_text="Calm transitions, cleaned prompts, untouched products.")
    voice_script = Text(default="", allow_blank=True, max_length=5_000, help_text="What the voice says.")
    music_source = Text(
        default="",
        allow_blank=True,
        max_length=1000,
        help_text="A track's name, the path of a sound file, or `none`. Left out: the preset's own track.",
    )
    engine_override = Text(default="", max_length=40, help_text="The engine that shoots every scene.")
    target_duration_seconds = Whole(default=15, min_value=1, max_value=60)
    max_scenes = Whole(default=None, min_value=1, max_value=12)
    title = Text(default="", allow_blank=True, max_length=200, help_text="What galleries call the film.")
    voice = Text(default="", max_length=80, help_text="Who speaks. Left out: the language's best voice.")
    language = Text(
        default="", max_length=35, help_text="BCP 47, such as `en` or `pt-BR`. Left out: told from the words."
    )
    speaking_rate = Rate(
        default=1.0,
        min_value=SLOWEST_RATE,
        max_value=FASTEST_RATE,
        help_text="How fast the voice speaks; 1 is its own pace.",
    )
    pronunciations = Pronunciations(
        default=dict,
        help_text='What is said for words of the script, such as {"SPF": "S P F"}; captions keep the words.',
    )
    voice_file = Text(
        default="",
        allow_blank=True,
        max_length=1000,
        trim_whitespace=False,
        help_text=(
            "Path of your own recording of `voice_script` (WAV, MP3, M4A, OGG or FLAC, at most 5 minutes), "
            "heard instead of a voice of ours."
        ),
    )
    clip_sound = Flag(
        default=False, help_text="Whether the clips' own sound is heard, low, under voice and music."
    )

    def to_internal_value(self, data: Mapping[str, Any]) -> Any:
        unknown = [str(name) for name in data if name not in self.fields]
        if unknown:
            known = ", ".join(self.fields)
            raise serializers.ValidationError(
                {_field_name(n): [f"There is no such field; the fields are {known}."] for n in unknown[:5]}
            )
        given = {name: value for name, value in data.items() if value is not None or name == "prompt"}
        return super().to_internal_value(given)

    def validate(self, asked: dict[str, Any]) -> dict[str, Any]:
        if asked["voice_file"] and (problem := _unfit_for_recording(asked)):
            raise serializers.ValidationError({"voice_file": [problem]})
        return asked

    def validate_prompt(self, prompt: str) -> str:
        if not any(character.isprintable() and not character.isspace() for character in prompt):
            raise serializers.ValidationError("Say what the film shows; the prompt has no visible character.")
        return prompt

    def validate_preset_id(self, name: str) -> Preset:
        offered = {preset.id: preset for preset in Preset.objects.offered()}
        if name not in offered:
            raise serializers.ValidationError(_unknown("preset", name, offered))
        return offered[name]

    def validate_engine_override(self, name: str) -> str:
        names = list(EngineProfile.objects.chain().values_list("name", flat=True))
        if name and name not in names:
            raise serializers.ValidationError(_unknown("engine", name, names))
        return name

    def validate_voice(self, name: str) -> str:
        known = {voice.name: voice for voice in voices()}
        installed = [voice.name for voice in voices() if is_installed(voice)]
        voice = known.get(name.lower())
        if name and voice is None:
            raise serializers.ValidationError(_unknown("voice", name, installed))
        if voice is not None and voice.name not in installed:
            raise serializers.ValidationError(
                f"The voice {voice.name} is not installed on this server; "
                f"choose one of {', '.join(installed)}."
            )
        return name.lower()

    def validate_music_source(self, source: str) -> str:
        names = [*track_names(), NO_MUSIC]
        if source and source not in names and not is_path(source):
            raise serializers.ValidationError(_unknown("track", source, names))
        return source

    def validate_language(self, tag: str) -> str:
        parts = tag.replace("_", "-").split("-")
        fits = parts[0].isalpha() and 2 <= len(parts[0]) <= 3
        if tag and not (tag.isascii() and fits and all(p.isalnum() and len(p) <= 8 for p in parts)):
            raise serializers.ValidationError(
                f"{shown(tag)} is no language tag; write one such as en, de or pt-BR."
            )
        return "-".join(parts)


def track_names() -> list[str]:
    """Return the names of the shipped tracks."""
    return [track.name for track in tracks()]


def is_path(source: str) -> bool:
    """Return whether `music_source` names a file rather than a track."""
    return "/" in source or "." in source or ":" in source


def _unfit_for_recording(asked: Mapping[str, Any]) -> str:
    if not _has_letters(asked["voice_script"]):
        return (
            "Send the words of the recording as well, as the voice's script: captions and scenes follow them."
        )
    if asked["voice"]:
        return "A recording has a voice of its own: choose either the recording or a voice."
    if asked["speaking_rate"] != 1:
        return "A recording is heard at its own pace: leave out the speaking rate, or the recording."
    return ""


def _unknown(what: str, name: str, known: Iterable[str]) -> str:
    return f"There is no {what} {shown(name)}; choose one of {', '.join(known)}."


def _kind(value: Any) -> str:
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    names = {str: "a string", int: "a number", float: "a fraction", list: "a list", dict: "an object"}
    return names.get(type(value), "this")


def _has_letters(text: str) -> bool:
    return any(character.isalnum() for character in text)


def _field_name(name: str) -> str:
    return name if name.isidentifier() and len(name) <= 60 else shown(name)


class JobCreatedSerializer(serializers.ModelSerializer[Job]):
    job_id = serializers.CharField(source="id")

    class Meta:
        model = Job
        fields = ["job_id", "status", "scene_count"]


_ADDRESS_OR_NULL = serializers.URLField(allow_null=True)


class SceneSerializer(serializers.ModelSerializer[Scene]):
    scene_id = serializers.IntegerField(source="number")
    engine_used = serializers.SerializerMethodField()
    fallback_reason = serializers.SerializerMethodField()
    clip_uri = serializers.SerializerMethodField()

    class Meta:
        model = Scene
        fields = [
            "scene_id",
            "status",
            "engine_used",
            "fallback_used",
            "render_duration_ms",
            "engine_planned",
            "fallback_reason",
            "clip_uri",
        ]

    def get_engine_used(self, scene: Scene) -> str | None:
        return scene.engine_used or None

    def get_fallback_reason(self, scene: Scene) -> str | None:
        return scene.fallback_reason or None

    @extend_schema_field(_ADDRESS_OR_NULL)
    def get_clip_uri(self, scene: Scene) -> str | None:
        return self.context["addresses"].get(f"scenes/scene_{scene.number}.mp4")


class NoteSerializer(serializers.Serializer[Any]):
    """What was made simpler than it was ordered."""

    scene_id = serializers.IntegerField(allow_null=True, help_text="Null for what concerns the whole film.")
    what = serializers.CharField(help_text="What it is about, such as `engine`, `film` or `moderation`.")
    why = serializers.CharField(help_text="A sentence for the person who ordered.")


class JobSerializer(serializers.ModelSerializer[Job]):
    """A job as its caller follows it. Fields that are not in the contract stand after those that are."""

    job_id = serializers.CharField(source="id")
    output_uri = serializers.SerializerMethodField()
    thumbnail_uri = serializers.SerializerMethodField()
    scenes = serializers.SerializerMethodField()
    error = serializers.SerializerMethodField()
    artifacts = serializers.SerializerMethodField()
    notes = serializers.SerializerMethodField()

    class Meta:
        model = Job
        fields = [
            "job_id",
            "status",
            "progress_pct",
            "output_uri",
            "thumbnail_uri",
            "scene_count",
            "scenes",
            "title",
            "preset_id",
            "error",
            "notes",
            "artifacts",
            "created_at",
            "started_at",
            "finished_at",
        ]

    @extend_schema_field(_ADDRESS_OR_NULL)
    def get_output_uri(self, job: Job) -> str | None:
        return self._address(job, Artifact.Kind.FILM)

    @extend_schema_field(_ADDRESS_OR_NULL)
    def get_thumbnail_uri(self, job: Job) -> str | None:
        return self._address(job, Artifact.Kind.THUMBNAIL)

    @extend_schema_field(SceneSerializer(many=True))
    def get_scenes(self, job: Job) -> list[dict[str, Any]]:
        context = {"addresses": self.get_artifacts(job)}
        return list(SceneSerializer(job.scenes.all(), many=True, context=context).data)

    def get_error(self, job: Job) -> str | None:
        return job.failure or None

    @extend_schema_field(NoteSerializer(many=True))
    def get_notes(self, job: Job) -> list[dict[str, Any]]:
        return list(job.notes)

    @extend_schema_field({"type": "object", "additionalProperties": {"type": "string", "format": "uri"}})
    def get_artifacts(self, job: Job) -> dict[str, str]:
        return {artifact.path: self._uri(artifact) for artifact in job.artifacts.all()}

    def _address(self, job: Job, kind: str) -> str | None:
        if job.status != JobStatus.DONE:
            return None
        return next((self._uri(a) for a in job.artifacts.all() if a.kind == kind), None)

    def _uri(self, artifact: Artifact) -> str:
        address = reverse("job-file", args=[artifact.job_id, artifact.path])
        uri: str = self.context["request"].build_absolute_uri(address)
        return uri


class TrackSerializer(serializers.Serializer[Any]):
    """One of our own pieces of music."""

    name = serializers.CharField(help_text="What `music_source` calls it.")
    title = serializers.CharField()
    mood = serializers.CharField()
    tempo_bpm = serializers.FloatField()
    key = serializers.CharField()
    duration_ms = serializers.IntegerField(help_text="Its whole length; a film gets as much as it needs.")
    sample = serializers.SerializerMethodField(help_text="Where the whole piece can be heard, in ranges.")

    @extend_schema_field(OpenApiTypes.URI)
    def get_sample(self, track: Track) -> str:
        uri: str = self.context["request"].build_absolute_uri(reverse("music-sample", args=[track.name]))
        return uri


class VoiceSerializer(serializers.Serializer[Any]):
    """One of the voices that can speak a script."""

    name = serializers.CharField(help_text="What `voice` calls it.")
    title = serializers.CharField()
    language = serializers.CharField(help_text="BCP 47, with the region.")
    gender = serializers.ChoiceField(choices=["female", "male"])
    installed = serializers.SerializerMethodField(help_text="Whether this server can speak with it.")
    sample = serializers.SerializerMethodField(help_text="Where it can be heard, in ranges.")

    def get_installed(self, voice: Voice) -> bool:
        return is_installed(voice)

    @extend_schema_field(OpenApiTypes.URI)
    def get_sample(self, voice: Voice) -> str:
        uri: str = self.context["request"].build_absolute_uri(reverse("voice-sample", args=[voice.name]))
        return uri
