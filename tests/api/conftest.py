"""A storage and a media folder of its own for every test, the shipped rows, and a queue that is away."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from engines.models import EngineProfile
from tests.factories import make_preset, picture


@pytest.fixture(autouse=True)
def storage(settings, tmp_path) -> Path:
    settings.PYTOON_STORAGE_ROOT = tmp_path / "storage"
    settings.JOBS_ROOT = tmp_path / "storage" / "jobs"
    settings.UPLOADS_ROOT = tmp_path / "storage" / "uploads"
    settings.PYTOON_MEDIA_ROOTS = (tmp_path / "media",)
    (tmp_path / "media").mkdir()
    settings.REDIS_URL = f"unix://{tmp_path}/nobody.sock"
    settings.RQ_QUEUES = {
        name: {**options, "URL": settings.REDIS_URL} for name, options in settings.RQ_QUEUES.items()
    }
    return tmp_path / "storage"


@pytest.fixture
def media(storage) -> Path:
    """The folder that media may come from, with one picture in it."""
    folder = storage.parent / "media"
    picture(folder, "serum.png", (64, 96))
    return folder


@pytest.fixture
def shipped(db) -> None:
    """What a server has after `load_defaults`, as far as orders need it."""
    make_preset()
    make_preset("overlay_classic", archetype="OVERLAY", layout="overlay_classic")
    for order, name in enumerate(("runway", "luma", "pika", "local")):
        EngineProfile.objects.create(name=name, label=name.title(), order=order)


@pytest.fixture
def order(client, shipped) -> Callable[..., Any]:
    """Post an order: fields as keywords, or a body as it is."""

    def post(body: bytes | str | None = None, content_type: str = "application/json", **fields: Any) -> Any:
        data = fields if body is None else body
        return client.post("/api/v2/jobs", data, content_type=content_type)

    return post
