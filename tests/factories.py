"""Rows and files for tests, with as little in them as the test does not care about."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

from django.utils import timezone
from PIL import Image, ImageDraw

from jobs.files import OpenedMedium
from jobs.models import Job, JobStatus, Scene, Work
from presets.models import Archetype, Layout, Preset


def make_preset(name: str = "product_hero_clean", **fields: Any) -> Preset:
    values = {
        "name": "Product hero, clean",
        "archetype": Archetype.PRODUCT_HERO,
        "layout": Layout.PRODUCT_HERO_CLEAN,
        "transitions": ["cut", "fade"],
        **fields,
    }
    return Preset.objects.get_or_create(id=name, defaults=values)[0]


def make_job(status: str = JobStatus.PLANNING_SCENES, *, scenes: int = 0, **fields: Any) -> Job:
    """Create a job with rows for `scenes` scenes of 30 frames and no work."""
    preset = make_preset()
    job = Job.objects.create(
        prompt="The serum in soft light.",
        preset=preset,
        look=preset.look().to_json(),
        status=status,
        scene_count=scenes,
        **fields,
    )
    Scene.objects.bulk_create(
        Scene(job=job, number=number, frames_total=30) for number in range(1, scenes + 1)
    )
    return job


def make_work(job: Job | None = None, step: str = Work.Step.DIRECT, **fields: Any) -> Work:
    return Work.objects.create(job=job or make_job(), step=step, **fields)


def claimed(work: Work, owner: str = "somebody") -> Work:
    won = Work.objects.claim(work.pk, owner)
    assert won is not None
    return won


def end_lease(work: Work) -> None:
    """Make it look as if the work's owner has been silent for too long."""
    Work.objects.filter(pk=work.pk).update(lease_until=timezone.now())


def picture(folder: Path, name: str = "serum.png", size: tuple[int, int] = (320, 480)) -> Path:
    """Draw a bottle before a plain wall."""
    width, height = size
    canvas = Image.new("RGB", size, (236, 232, 226))
    bottle = (width * 0.3, height * 0.25, width * 0.7, height * 0.85)
    ImageDraw.Draw(canvas).rounded_rectangle(bottle, radius=width * 0.08, fill=(200, 120, 60))
    path = folder / name
    canvas.save(path)
    return path


def opened(path: Path) -> OpenedMedium:
    return OpenedMedium(path.name, io.BytesIO(path.read_bytes()))
