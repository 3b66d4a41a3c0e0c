"""How a process that works for the queue shows that it lives."""

from __future__ import annotations

import os
import secrets
import socket

from django.utils import timezone

from jobs.models import WorkerBeat


def process_name(role: str) -> str:
    """Return a name for this process that no other ever had."""
    return f"{role}@{socket.gethostname()}:{os.getpid()}:{secrets.token_hex(3)}"


def beat(name: str, queue: str) -> None:
    """Write that the process `name` lives."""
    WorkerBeat.objects.update_or_create(name=name, defaults={"queue": queue, "seen_at": timezone.now()})


def fall_silent(name: str) -> None:
    """Take the process `name` off the list of those that live."""
    WorkerBeat.objects.filter(name=name).delete()
