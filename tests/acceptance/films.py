"""Films ordered from a server and kept with what was measured on them."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError
from django.db import connections

from jobs.management.commands.demo import order
from jobs.models import Job, JobStatus, Work
from jobs.supervision import Server
from tests.acceptance.briefs import Expectation, expectation, request
from tests.acceptance.measure import Check, measure
from tests.acceptance.sheets import draw_sheet
from tests.bench.ours import ready_server, wait_until

__all__ = ["Film", "make_film", "ready_server"]


@dataclass(frozen=True)
class Film:
    """One row of the report."""

    name: str
    checks: tuple[Check, ...]
    scenes: int = 0
    length_s: float = 0.0
    took_s: float = 0.0
    """From the order to the end, with what other films took of the machine meanwhile."""
    notes: tuple[str, ...] = ()
    folder: Path | None = None
    """The job's folder, or None when there is no film."""

    @property
    def failed(self) -> tuple[Check, ...]:
        return tuple(check for check in self.checks if check.passed is False)

    @property
    def not_done(self) -> tuple[Check, ...]:
        return tuple(check for check in self.checks if check.passed is None)

    def figure(self, name: str) -> str:
        """Return what the check called `name` measured, or a dash when the film has no such check."""
        return next((check.figure for check in self.checks if check.name == name), "-")


def make_film(server: Server, name: str, out: Path) -> Film:
    """Order the film of the brief `name`, measure it, and keep its folder and its contact sheet in `out`."""
    with _connections_closed():
        try:
            job_id = order(server, request(name, out / "media"))
            wait_until(lambda: Job.objects.get(pk=job_id).ended)
        except (CommandError, TimeoutError) as error:
            return Film(name, (Check("there is a film", str(error), "done", False),))
        return _account(name, Job.objects.get(pk=job_id), out)


@contextmanager
def _connections_closed() -> Iterator[None]:
    """Leave no connection of this thread's open behind the block."""
    try:
        yield
    finally:
        connections.close_all()


def _account(name: str, job: Job, out: Path) -> Film:
    took_s = (job.finished_at - job.created_at).total_seconds()
    notes = tuple(dict.fromkeys(note["why"] for note in job.notes))
    if job.status != JobStatus.DONE:
        failed = Check("there is a film", job.failure or job.status, "done", False)
        return Film(name, (failed,), job.scene_count, 0, took_s, notes)
    folder = _keep(job.folder, out / "films" / name)
    language = _language_of(job)
    checks = (
        *_as_ordered(expectation(name), job, language, notes, folder),
        *_measured(folder, language, out / "sheets" / f"{name}.jpg"),
    )
    length_s = job.timeline["totalDuration"] / 1000
    return Film(name, checks, job.scene_count, length_s, took_s, notes, folder)


def _measured(folder: Path, language: str, sheet: Path) -> Iterator[Check]:
    """Draw the contact sheet and yield the checks; what cannot be done to its end is one that failed."""
    try:
        draw_sheet(folder, sheet)
        yield from measure(folder, language)
    except Exception as error:  # noqa: BLE001 - the other films are still to be made
        said = f"{type(error).__name__}: {error}"
        yield Check("measured to the end", said, "no error", False)


def _keep(folder: Path, kept: Path) -> Path:
    """Move the job's folder in place of that of an earlier run."""
    shutil.rmtree(kept, ignore_errors=True)
    kept.parent.mkdir(parents=True, exist_ok=True)
    return Path(shutil.move(folder, kept))


def _language_of(job: Job) -> str:
    narration: dict[str, Any] = job.works.get(step=Work.Step.DIRECT).found["narration"]
    return str(narration["language"])


def _as_ordered(
    wanted: Expectation, job: Job, language: str, notes: tuple[str, ...], folder: Path
) -> Iterator[Check]:
    """Compare the film with what its brief asks for."""
    speaks = (folder / "voiceover.wav").is_file()
    yield Check("somebody speaks", _yes(speaks), _yes(wanted.voice), speaks == wanted.voice)
    plays = any(track["type"] == "music" for track in job.timeline["tracks"]["audio"])
    yield Check("music plays", _yes(plays), _yes(wanted.music), plays == wanted.music)
    if wanted.length_s:
        length_s = job.timeline["totalDuration"] / 1000
        asked = f"{wanted.length_s} s +-1"
        yield Check("length as asked", f"{length_s:.1f} s", asked, abs(length_s - wanted.length_s) <= 1)
    if wanted.scenes:
        yield Check("scenes", str(job.scene_count), str(wanted.scenes), job.scene_count == wanted.scenes)
    if wanted.language:
        same = language.split("-")[0] == wanted.language.split("-")[0]
        yield Check("language", language or "none", wanted.language, same)
    if wanted.note:
        said = [note for note in notes if wanted.note in note]
        yield Check("says what is simplified", f"{len(said)} notes", wanted.note, bool(said))


def _yes(true: bool) -> str:
    return "yes" if true else "no"
