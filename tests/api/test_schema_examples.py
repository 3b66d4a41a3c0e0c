"""Every request and answer of the OpenAPI document has an example, and the server bears each of them out."""

from __future__ import annotations

import errno
import json
import wave
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.conf import settings as django_settings
from django.core.management import call_command
from jsonschema import Draft202012Validator
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012
from rest_framework.views import APIView

from jobs import space
from jobs.api.serializers import JobRequestSerializer
from jobs.models import Artifact, Job, Scene, Work
from jobs.services import performing
from tests.factories import make_job, picture

DOCUMENT = yaml.safe_load((django_settings.SCHEMAS_ROOT / "openapi.yaml").read_text(encoding="utf-8"))
JSON = "application/json"
HOST = "127.0.0.1:8000"


@dataclass(frozen=True)
class Example:
    """An example of the document, and where it stands there."""

    path: str
    method: str
    status: str
    """Empty for a request."""
    name: str
    value: Any

    def __str__(self) -> str:
        return f"{self.method} {self.path} {self.status or 'request'} {self.name}"

    @property
    def schema(self) -> str:
        """The JSON pointer to the schema that the example has to fit."""
        part = ("responses", self.status) if self.status else ("requestBody",)
        keys = ("paths", self.path, self.method, *part, "content", JSON, "schema")
        return "".join("/" + key.replace("~", "~0").replace("/", "~1") for key in keys)


def operations() -> Iterator[tuple[str, str, Mapping[str, Any]]]:
    for path, methods in DOCUMENT["paths"].items():
        for method, operation in methods.items():
            yield path, method, operation


def bodies() -> Iterator[tuple[str, str, str, Mapping[str, Any]]]:
    """Yield path, method, status (empty for a request) and what the document says of each body."""
    for path, method, operation in operations():
        if "requestBody" in operation:
            yield path, method, "", operation["requestBody"]
        for status, response in operation["responses"].items():
            yield path, method, status, response


def examples() -> Iterator[Example]:
    for path, method, status, body in bodies():
        for name, example in body["content"][JSON].get("examples", {}).items():
            yield Example(path, method, status, name, example["value"])


EXAMPLES = list(examples())
REQUESTS = [example for example in EXAMPLES if not example.status]
REFUSALS = [example for example in EXAMPLES if example.status >= "400"]
JOBS = [example for example in EXAMPLES if (example.path, example.status) == ("/api/v2/jobs/{job_id}", "200")]


def each(chosen: list[Example]) -> Any:
    assert chosen
    return pytest.mark.parametrize("example", chosen, ids=str)


@cache
def registry() -> Registry:
    resource = Resource(contents=DOCUMENT, specification=DRAFT202012)
    return Registry().with_resource("urn:document", resource)


@pytest.fixture
def server(storage, settings, db) -> None:
    """A server as it ships, with the media folders of a checkout, the first of them empty."""
    call_command("load_defaults")
    (storage.parent / "media").rmdir()
    (storage.parent / "checkout" / "media").mkdir(parents=True)
    settings.PYTOON_MEDIA_ROOTS = (storage.parent / "checkout", settings.BASE_DIR / "examples")


@pytest.fixture
def call(client, server) -> Callable[..., Any]:
    """Send a request to the host that the examples name."""

    def send(path: str, method: str = "get", body: Any = None, **more: Any) -> Any:
        headers = {"host": HOST} | more.pop("headers", {})
        data = body if isinstance(body, bytes) else json.dumps(body or {})
        return client.generic(method.upper(), path, data, more.pop("content_type", JSON), headers=headers)

    return send


def test_every_request_and_every_answer_has_an_example():
    without = [
        f"{method} {path} {status or 'request'}"
        for path, method, status, body in bodies()
        if not body["content"][JSON].get("examples")
    ]
    assert not without


def test_every_answer_says_what_it_means():
    without = [
        f"{method} {path} {status}"
        for path, method, status, body in bodies()
        if status and not body["description"]
    ]
    assert not without


def test_every_parameter_and_header_has_an_example():
    described = [
        *(part for _, _, operation in operations() for part in operation.get("parameters", [])),
        *(part for _, _, _, body in bodies() for part in body.get("headers", {}).values()),
    ]
    assert described
    for part in described:
        values = [example["value"] for example in part["examples"].values()]
        assert values
        assert all(Draft202012Validator(part["schema"]).is_valid(value) for value in values)


@each(EXAMPLES)
def test_an_example_fits_its_schema(example):
    validator = Draft202012Validator({"$ref": f"urn:document#{example.schema}"}, registry=registry())
    assert [error.message for error in validator.iter_errors(example.value)] == []


@pytest.mark.parametrize(
    "path", [path for path, _, _ in operations() if path.endswith(("graph", "timeline"))]
)
def test_the_schemas_of_the_documents_are_followed_into_their_parts(path):
    (example,) = [e for e in EXAMPLES if (e.path, e.status) == (path, "200")]
    validator = Draft202012Validator({"$ref": f"urn:document#{example.schema}"}, registry=registry())
    wrong = json.loads(json.dumps(example.value).replace('"cut"', '"no such transition"'))
    assert not validator.is_valid(wrong)


@each(REQUESTS)
def test_a_request_of_an_example_is_taken(call, storage, example):
    folder = storage.parent / "checkout" / "media"
    picture(folder, "bowl.jpg")
    picture(folder, "wheel.png").rename(folder / "wheel.mp4")
    second_of_sound(folder / "recording.wav")
    answer = call(example.path, example.method, example.value)
    assert answer.status_code == 202, answer.content


def second_of_sound(path: Path) -> None:
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(24_000)
        file.writeframes(bytes([0, 32, 0, 224]) * 12_000 * 3)


def test_the_requests_together_show_every_field():
    shown = set().union(*(example.value for example in REQUESTS))
    assert shown == set(JobRequestSerializer().fields)


def test_the_answer_to_an_order_is_the_one_of_the_example(call):
    (created,) = [example for example in EXAMPLES if example.status == "202"]
    (asked,) = [example for example in REQUESTS if example.name == "VoiceAndMusic"]
    answer = call(asked.path, asked.method, asked.value)
    body, shown_id = answer.json(), created.value["job_id"]
    assert {**body, "job_id": shown_id} == created.value
    headers = DOCUMENT["paths"][created.path][created.method]["responses"]["202"]["headers"]
    assert set(headers) == {"Location", "Retry-After"}
    for name, header in headers.items():
        (example,) = header["examples"].values()
        assert answer[name].replace(body["job_id"], shown_id) == str(example["value"])


@each(JOBS)
def test_a_job_of_an_example_is_told_as_there(call, example):
    store(example.value)
    assert call(f"/api/v2/jobs/{example.value['job_id']}").json() == example.value


def store(told: Mapping[str, Any]) -> None:
    """Write the rows of which the API makes the job `told`."""
    job = make_job(
        told["status"],
        id=told["job_id"],
        title=told["title"],
        progress_pct=told["progress_pct"],
        failure=told["error"] or "",
        notes=told["notes"],
        started_at=told["started_at"],
        finished_at=told["finished_at"],
    )
    Job.objects.filter(pk=job.pk).update(created_at=told["created_at"], scene_count=told["scene_count"])
    for scene in told["scenes"]:
        Scene.objects.create(
            job=job,
            number=scene["scene_id"],
            status=scene["status"],
            engine_planned=scene["engine_planned"],
            engine_used=scene["engine_used"] or "",
            fallback_used=scene["fallback_used"],
            fallback_reason=scene["fallback_reason"] or "",
            render_duration_ms=scene["render_duration_ms"],
        )
    kinds = {"output.mp4": Artifact.Kind.FILM, "thumbnail.jpg": Artifact.Kind.THUMBNAIL}
    for path in told["artifacts"]:
        kind = kinds.get(path, Artifact.Kind.SCENE)
        Artifact.objects.create(job=job, kind=kind, path=path, size_bytes=1, sha256="0" * 64)


def test_a_film_is_simplified_in_the_words_of_the_example(call):
    told = job_example("DoneWithSimplifications")
    job_id = call("/api/v2/jobs", "post", {**small_order(), "engine_override": "runway", "voice_script": ""})
    work = Work.objects.get(job=job_id.json()["job_id"])
    performing.perform(claimed_for_the_last_time(work))
    notes = call(f"/api/v2/jobs/{work.job_id}").json()["notes"]
    assert [note for note in notes if note["what"] == "engine"] == told["notes"]


def test_a_film_fails_in_the_words_of_the_example(call, monkeypatch):
    def full(_: Work) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setitem(performing.STEPS, Work.Step.DIRECT, full)
    told = job_example("Failed")
    order = call("/api/v2/jobs", "post", small_order()).json()
    work = Work.objects.get(job=order["job_id"])
    performing.perform(claimed_for_the_last_time(work))
    became = call(f"/api/v2/jobs/{work.job_id}").json()
    differing = {"job_id", "created_at", "started_at", "finished_at"}
    assert {name for name in told if told[name] != became[name]} <= differing
    assert became["finished_at"]


def job_example(name: str) -> Mapping[str, Any]:
    return next(example.value for example in JOBS if example.name == name)


def small_order() -> dict[str, Any]:
    return dict(next(example.value for example in REQUESTS if example.name == "VoiceAndMusic"))


def claimed_for_the_last_time(work: Work) -> Work:
    Work.objects.filter(pk=work.pk).update(attempts=2)
    claimed = Work.objects.claim(work.pk, "somebody")
    assert claimed is not None
    return claimed


@pytest.mark.parametrize("path", ["/api/v2/music", "/api/v2/voices"])
def test_an_entry_of_a_list_is_one_of_the_server(call, monkeypatch, path):
    monkeypatch.setattr("jobs.api.serializers.is_installed", lambda voice: True)
    (example,) = [e for e in EXAMPLES if (e.path, e.status) == (path, "200")]
    assert example.value
    for entry in example.value:
        assert entry in call(path).json()


#: Orders that are refused, by the name of the example that shows how.
WRONG_ORDERS: Mapping[str, Any] = {
    "NoPrompt": {"title": "Aurora Glow Serum"},
    "AFieldThatDoesNotExist": {"prompt": "A serum.", "colour": "red"},
    "APresetThatDoesNotExist": {"prompt": "A serum.", "preset_id": "product_hero"},
    "TwoFieldsOutOfRange": {"prompt": "A serum.", "target_duration_seconds": 90, "max_scenes": 0},
    "AFileOutsideTheMediaFolders": {"prompt": "A serum.", "media_files": ["/etc/hostname"]},
    "AFileThatIsNotThere": {"prompt": "A serum.", "media_files": ["examples/media/serum.jpg"]},
    "ARecordingWithoutItsWords": {"prompt": "A serum.", "voice_file": "media/recording.wav"},
    "WordsThatARuleRefuses": {"prompt": "How to make a bomb at home."},
    "ABodyThatIsNotJSON": b'{"prompt": "A serum."',
    "ABodyThatIsTooLarge": b'{"prompt": "' + b"x" * 2 * 1024 * 1024 + b'"}',
}


@pytest.fixture
def provoke(call, settings, monkeypatch) -> Callable[[Example], Any]:
    """Ask for what an example says is refused, and return the answer."""

    def ask(example: Example, **request: Any) -> Any:
        return call(example.path.replace("{job_id}", "cw3x2sq5pfdd"), **{"method": example.method} | request)

    def another_method(example: Example) -> Any:
        return ask(example, method="get" if example.method == "post" else "post")

    def strange_host(example: Example) -> Any:
        return ask(example, headers={"host": "films.example"})

    def stranger(example: Example) -> Any:
        settings.EMBEDDED = False
        return ask(example)

    def fault(example: Example) -> Any:
        def broken(*_: object) -> None:
            raise RuntimeError

        monkeypatch.setattr(APIView, "check_permissions", broken)
        return ask(example)

    def too_early(example: Example) -> Any:
        make_job("planning_scenes", id="cw3x2sq5pfdd")
        return ask(example)

    def too_late(example: Example) -> Any:
        make_job("failed", id="cw3x2sq5pfdd")
        return ask(example)

    def form(example: Example) -> Any:
        return ask(example, body=b"prompt=A+serum.", content_type="application/x-www-form-urlencoded")

    def full_disk(example: Example) -> Any:
        usage = space.shutil.disk_usage("/")
        monkeypatch.setattr(space.shutil, "disk_usage", lambda _: usage._replace(free=0))
        return ask(example, body={"prompt": "A serum."})

    settings.ALLOWED_HOSTS = ["127.0.0.1", "localhost", "[::1]"]
    causes = {
        "AnotherHost": strange_host,
        "AnUnknownCaller": stranger,
        "AnotherMethod": another_method,
        "AFaultOfTheServer": fault,
        "NoSuchJob": ask,
        "TooEarly": too_early,
        "TooLate": too_late,
        "AFormInsteadOfJSON": form,
        "AFullDisk": full_disk,
    }

    def answer(example: Example) -> Any:
        if example.name in WRONG_ORDERS:
            return ask(example, body=WRONG_ORDERS[example.name])
        return causes[example.name](example)

    return answer


@each(REFUSALS)
def test_a_refusal_is_worded_as_the_server_words_it(provoke, settings, example):
    media, shipped = settings.PYTOON_MEDIA_ROOTS
    # What the sentence names are the folders of a checkout.
    settings.PYTOON_MEDIA_ROOTS = (settings.BASE_DIR / "media", shipped)
    answer = provoke(example)
    assert (str(answer.status_code), answer.json()) == (example.status, example.value)
