"""Examples of requests and answers for the OpenAPI document, as the server takes and gives them.

The answers are those to `SMALL_ORDER`, so that a reader can follow one film from order to end. The tests hold
every error here against what the API says when it is made to fail in that way.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiExample, OpenApiParameter, OpenApiResponse

from jobs.api.schema import ErrorSerializer
from jobs.api.serializers import JobRequestSerializer

Responses = dict[int, OpenApiResponse]

_SERVER = "http://127.0.0.1:8000"
_JOB_ID = "cw3x2sq5pfdd"

JOB_ID = OpenApiParameter(
    "job_id",
    location=OpenApiParameter.PATH,
    pattern="^[^/]+$",
    description="What the answer to the order calls the film.",
    examples=[OpenApiExample("A job", _JOB_ID)],
)
ORDER_HEADERS = [
    OpenApiParameter(
        "Location",
        OpenApiTypes.URI,
        OpenApiParameter.HEADER,
        required=True,
        description="Where to follow the film.",
        examples=[OpenApiExample("A job", f"{_SERVER}/api/v2/jobs/{_JOB_ID}")],
        response=[202],
    ),
    OpenApiParameter(
        "Retry-After",
        OpenApiTypes.INT,
        OpenApiParameter.HEADER,
        required=True,
        description="Seconds to wait before asking there.",
        examples=[OpenApiExample("A second", 1)],
        response=[202],
    ),
]

SMALL_ORDER = {
    "prompt": "Product reveal in morning light. Call to action.",
    "media_files": ["examples/media/serum-studio.jpg"],
    "preset_id": "product_hero_clean",
    "voice_script": "Good skin starts with a good morning. Order yours at aurora.example.",
    "music_source": "calm_morning",
    "target_duration_seconds": 6,
    "max_scenes": 2,
    "title": "Aurora Glow Serum",
}
_FULL_ORDER = {
    "prompt": "Product reveal in morning light. Three light drops. Call to action.",
    "media_files": ["examples/media/serum-studio.jpg"],
    "preset_id": "product_hero_clean",
    "brand_safe": True,
    "voice_script": (
        "Good skin starts with a good morning. Meet Aurora Glow Serum: vitamin C and SPF 30, "
        "in three light drops. Order yours at aurora.example."
    ),
    "music_source": "calm_morning",
    "engine_override": "local",
    "target_duration_seconds": 12,
    "max_scenes": 3,
    "title": "Aurora Glow Serum",
    "voice": "heart",
    "language": "en-US",
    "speaking_rate": 1.05,
    "pronunciations": {"SPF": "S P F"},
    "clip_sound": False,
}
_RECORDED_ORDER = {
    "prompt": "A potter at the wheel. The finished bowl. Call to action.",
    "media_files": ["media/wheel.mp4", "media/bowl.jpg"],
    "voice_script": "Every bowl begins with a slow turn. Come and see ours.",
    "voice_file": "media/recording.wav",
    "music_source": "none",
    "clip_sound": True,
}

ORDERS = [
    OpenApiExample("A prompt is enough", {"prompt": "A serum in soft light."}, request_only=True),
    OpenApiExample("Voice and music", SMALL_ORDER, request_only=True),
    OpenApiExample(
        "Every field but voice_file",
        _FULL_ORDER,
        description="A recording of your own has its own voice and pace, so it goes without these fields.",
        request_only=True,
    ),
    OpenApiExample(
        "A recording and clips of your own",
        _RECORDED_ORDER,
        description="The files lie in the folder media/ of the server.",
        request_only=True,
    ),
]


def _file(path: str) -> str:
    return f"{_SERVER}/files/jobs/{_JOB_ID}/{path}"


_WAITING_SCENE = {
    "scene_id": 1,
    "status": "PENDING",
    "engine_used": None,
    "fallback_used": False,
    "render_duration_ms": None,
    "engine_planned": "local",
    "fallback_reason": None,
    "clip_uri": None,
}
_SCENE_1 = {
    **_WAITING_SCENE,
    "status": "DONE",
    "engine_used": "local",
    "render_duration_ms": 7298,
    "clip_uri": _file("scenes/scene_1.mp4"),
}
_SCENE_2 = {
    **_SCENE_1,
    "scene_id": 2,
    "render_duration_ms": 3866,
    "clip_uri": _file("scenes/scene_2.mp4"),
}
_RUNNING = {
    "job_id": _JOB_ID,
    "status": "rendering_scenes",
    "progress_pct": 52.5,
    "output_uri": None,
    "thumbnail_uri": None,
    "scene_count": 2,
    "scenes": [_SCENE_1, {**_WAITING_SCENE, "scene_id": 2, "status": "RENDERING"}],
    "title": "Aurora Glow Serum",
    "preset_id": "product_hero_clean",
    "error": None,
    "notes": [],
    "artifacts": {path: _file(path) for path in ("scenes/scene_1.mp4", "voiceover.wav")},
    "created_at": "2026-11-25T01:59:48.384749Z",
    "started_at": "2026-11-25T01:59:48.427905Z",
    "finished_at": None,
}
_ARTIFACTS = (
    "captions.srt",
    "output.mp4",
    "scene_graph.json",
    "scenes/scene_1.mp4",
    "scenes/scene_2.mp4",
    "thumbnail.jpg",
    "timeline.json",
    "voiceover.wav",
)
_DONE = {
    **_RUNNING,
    "status": "done",
    "progress_pct": 100.0,
    "output_uri": _file("output.mp4"),
    "thumbnail_uri": _file("thumbnail.jpg"),
    "scenes": [_SCENE_1, _SCENE_2],
    "artifacts": {path: _file(path) for path in _ARTIFACTS},
    "finished_at": "2026-11-25T02:00:01.768306Z",
}
_NO_KEY = "No key for runway is set on this server, so the scene was shot by local."
_SIMPLIFIED = {
    **_DONE,
    "scenes": [
        {**scene, "engine_planned": "runway", "fallback_used": True, "fallback_reason": _NO_KEY}
        for scene in (_SCENE_1, _SCENE_2)
    ],
    "notes": [{"scene_id": number, "what": "engine", "why": _NO_KEY} for number in (1, 2)],
}
_FAILED = {
    **_RUNNING,
    "status": "failed",
    "progress_pct": 0.0,
    "scenes": [{**_WAITING_SCENE, "scene_id": number, "status": "FAILED"} for number in (1, 2)],
    "error": "The disk of this server is full; make room on it and try again.",
    "artifacts": {},
    "finished_at": "2026-11-25T02:00:14.102331Z",
}

CREATED = [
    OpenApiExample("Taken", {"job_id": _JOB_ID, "status": "planning_scenes", "scene_count": 2}),
]
JOBS = [
    OpenApiExample("Under way", _RUNNING),
    OpenApiExample("Done", _DONE),
    OpenApiExample(
        "Done with simplifications",
        _SIMPLIFIED,
        description="The order asked for the engine runway, for which this server has no key.",
    ),
    OpenApiExample("Failed", _FAILED),
]


def _text(text: str, position: str) -> dict[str, Any]:
    return {
        "type": "text",
        "asset": None,
        "text": text,
        "position": position,
        "scale": 1.0,
        "opacity": 1.0,
    }


_STYLE = {"mood": "", "camera_motion": "", "lighting": "morning light"}
SCENE_GRAPHS = [
    OpenApiExample(
        "Two scenes",
        {
            "version": "2.0",
            "scenes": [
                {
                    "id": 1,
                    "role": "hook",
                    "description": "Product reveal in morning light.",
                    "duration": 3000,
                    "media": {
                        "type": "image",
                        "asset": "media/01-serum-studio.jpg",
                        "engine": "local",
                        "prompt": "Product reveal in morning light",
                        "effect": "push_in",
                    },
                    "caption": "Good skin starts with a good morning.",
                    "audio": "Good skin starts with a good morning.",
                    "style": _STYLE,
                    "overlays": [_text("Aurora Glow Serum", "claim")],
                    "transition": "cut",
                },
                {
                    "id": 2,
                    "role": "call_to_action",
                    "description": "Call to action.",
                    "duration": 3000,
                    "media": {
                        "type": "image",
                        "asset": "media/01-serum-studio.jpg",
                        "engine": "local",
                        "prompt": "Call to action, morning light",
                        "effect": "pull_out",
                    },
                    "caption": "Order yours at aurora.example.",
                    "audio": "Order yours at aurora.example.",
                    "style": _STYLE,
                    "overlays": [
                        _text("Aurora Glow Serum", "wordmark"),
                        _text("Order yours", "button"),
                        _text("aurora.example", "address"),
                    ],
                    "transition": "cut",
                },
            ],
            "globalAudio": {
                "voiceScript": "Good skin starts with a good morning. Order yours at aurora.example.",
                "voiceFile": "voiceover.wav",
                "backgroundMusic": "calm_morning",
            },
        },
    )
]


def _ducking(start: int, end: int) -> dict[str, Any]:
    return {"start": start, "end": end, "duckAmount": 12.0, "fadeIn": 200, "fadeOut": 200}


def _word(text: str, start: int, end: int) -> dict[str, Any]:
    return {"text": text, "start": start, "end": end}


def _picture(scene_id: int, effect: str) -> dict[str, Any]:
    asset = "media/01-serum-studio.jpg"
    return {"sceneId": scene_id, "asset": asset, "effect": effect, "layer": 0, "transform": {}}


_CUT = {"type": "cut", "duration": 0}
TIMELINES = [
    OpenApiExample(
        "Two scenes",
        {
            "version": "2.0",
            "totalDuration": 6000,
            "timeline": [
                {"sceneId": 1, "start": 0, "end": 3000, "transition": _CUT},
                {"sceneId": 2, "start": 3000, "end": 6000, "transition": _CUT},
            ],
            "tracks": {
                "video": [_picture(1, "push_in"), _picture(2, "pull_out")],
                "audio": [
                    {
                        "type": "voiceover",
                        "file": "voiceover.wav",
                        "start": 0,
                        "end": 6000,
                        "volume": 1.0,
                        "duckRegions": [],
                    },
                    {
                        "type": "music",
                        "file": "calm_morning",
                        "start": 0,
                        "end": 6000,
                        "volume": 1.0,
                        "duckRegions": [_ducking(50, 2250), _ducking(3007, 5377)],
                    },
                ],
                "captions": [
                    {
                        "text": "Good skin starts with a good morning.",
                        "start": 233,
                        "end": 2450,
                        "sceneId": 1,
                        "style": "caption",
                        "words": [
                            _word("Good", 250, 430),
                            _word("skin", 480, 730),
                            _word("starts", 780, 1105),
                            _word("with", 1130, 1230),
                            _word("a", 1255, 1280),
                            _word("good", 1330, 1505),
                            _word("morning.", 1555, 2050),
                        ],
                    },
                    {
                        "text": "Order yours at aurora.example.",
                        "start": 3200,
                        "end": 5577,
                        "sceneId": 2,
                        "style": "caption",
                        "words": [
                            _word("Order", 3207, 3492),
                            _word("yours", 3542, 3842),
                            _word("at", 3892, 3942),
                            _word("aurora.example.", 3992, 5177),
                        ],
                    },
                ],
            },
        },
    )
]

# Of a list, one entry: the document shows it as a list of one.
TRACKS = [
    OpenApiExample(
        "One of the tracks",
        {
            "name": "afterglow",
            "title": "Afterglow",
            "mood": "glowing",
            "tempo_bpm": 94.0,
            "key": "A major",
            "duration_ms": 66276,
            "sample": f"{_SERVER}/music/afterglow.opus",
        },
    )
]
VOICES = [
    OpenApiExample(
        "One of the voices",
        {
            "name": "heart",
            "title": "Heart",
            "language": "en-US",
            "gender": "female",
            "installed": True,
            "sample": f"{_SERVER}/voices/heart.mp3",
        },
    )
]


@dataclass(frozen=True)
class _Refusal:
    """A way to be refused: `wrong` is its fields (empty for the whole request) with code and sentence."""

    status: int
    cause: str
    wrong: tuple[tuple[str, str, str], ...]

    def example(self) -> OpenApiExample:
        errors = [{"path": path, "code": code, "message": words} for path, code, words in self.wrong]
        detail = " ".join(f"{path}: {words}" if path else words for path, _, words in self.wrong)
        return OpenApiExample(self.cause, {"detail": detail, "errors": errors})


def _refusal(status: int, cause: str, code: str, words: str, path: str = "") -> _Refusal:
    return _Refusal(status, cause, ((path, code, words),))


_MEANINGS: Mapping[int, str] = {
    400: "The request cannot be taken as it is; `detail` says what to change.",
    403: "Outside the embedded profile, a caller has to be known.",
    404: "It is not there; `detail` says whether it can still come.",
    405: "The address takes another method; the header `Allow` names it.",
    413: "The body is too large.",
    415: "The body is something else than JSON.",
    500: "A fault of the server, which is in its log.",
    507: "The server has no room for another film; trying again helps once somebody has made some.",
}


def _errors(*refusals: _Refusal) -> Responses:
    """Return one response a status, with an example for each of its causes."""
    by_status = groupby(sorted(refusals, key=lambda refusal: refusal.status), lambda refusal: refusal.status)
    return {
        status: OpenApiResponse(
            ErrorSerializer,
            description=_MEANINGS[status],
            examples=[refusal.example() for refusal in group],
        )
        for status, group in by_status
    }


_EVERYWHERE = (
    _refusal(
        400,
        "Another host",
        "unknown_host",
        "The host 'films.example' is not one of this server; use 127.0.0.1 or use localhost or use [::1].",
    ),
    _refusal(
        403,
        "An unknown caller",
        "permission_denied",
        "This server takes orders only from known callers.",
    ),
    _refusal(
        500,
        "A fault of the server",
        "error",
        "Something went wrong on our side; the log of the server says what.",
    ),
)
_READING = (
    *_EVERYWHERE,
    _refusal(405, "Another method", "method_not_allowed", 'Method "POST" not allowed.'),
)
_NO_JOB = _refusal(404, "No such job", "not_found", "There is no such job.")

ORDER_ERRORS = _errors(
    _refusal(400, "No prompt", "required", "This field is required: say what the film shows.", path="prompt"),
    _refusal(
        400,
        "A field that does not exist",
        "invalid",
        f"There is no such field; the fields are {', '.join(JobRequestSerializer().fields)}.",
        path="colour",
    ),
    _refusal(
        400,
        "A preset that does not exist",
        "invalid",
        "There is no preset 'product_hero'; choose one of product_hero_clean, product_hero_punchy, "
        "overlay_classic, overlay_glow, overlay_bold, meme_fast, meme_smooth, brand_safe_minimal, "
        "cinematic_story, stylized_promo.",
        path="preset_id",
    ),
    _Refusal(
        400,
        "Two fields out of range",
        (
            ("target_duration_seconds", "max_value", "Ensure this value is less than or equal to 60."),
            ("max_scenes", "min_value", "Ensure this value is greater than or equal to 1."),
        ),
    ),
    _refusal(
        400,
        "A file outside the media folders",
        "invalid",
        "'/etc/hostname' is outside the folders that media may come from; put it under media or examples, "
        "or upload it on the page /new/.",
        path="media_files[0]",
    ),
    _refusal(
        400,
        "A file that is not there",
        "invalid",
        "There is no file 'examples/media/serum.jpg'; put it under media or examples, or upload it on the "
        "page /new/.",
        path="media_files[0]",
    ),
    _refusal(
        400,
        "A recording without its words",
        "invalid",
        "Send the words of the recording as well, as the voice's script: captions and scenes follow them.",
        path="voice_file",
    ),
    _refusal(
        400,
        "Words that a rule refuses",
        "invalid",
        "Instructions for making weapons are refused.",
        path="prompt",
    ),
    _refusal(
        400,
        "A body that is not JSON",
        "parse_error",
        "The body is not JSON: Expecting ',' delimiter at line 1, column 22.",
    ),
    *_EVERYWHERE,
    _refusal(405, "Another method", "method_not_allowed", 'Method "GET" not allowed.'),
    _refusal(413, "A body that is too large", "too_large", "The body is larger than 2048 kB."),
    _refusal(
        415,
        "A form instead of JSON",
        "unsupported_media_type",
        "Send JSON, with the header Content-Type: application/json.",
    ),
    _refusal(
        507,
        "A full disk",
        "storage_full",
        "The disk of this server is full; make room on it and try again.",
    ),
)
LIST_ERRORS = _errors(*_READING)
JOB_ERRORS = _errors(_NO_JOB, *_READING)


def document_errors(name: str) -> Responses:
    """Return the errors of a job's document, which people call `name`."""
    return _errors(
        _NO_JOB,
        _refusal(
            404,
            "Too early",
            "not_found",
            f"The job is planning_scenes and has none yet; ask again in a moment: no {name}.",
        ),
        _refusal(
            404,
            "Too late",
            "not_found",
            f"The job is failed and will never have one: no {name}.",
        ),
        *_READING,
    )
