"""How a process that works for the queue shows that it lives."""

from __future__ import annotations

import hashlib
import os
import re
import secrets
import socket
from functools import cache
from pathlib import Path

from django.utils import timezone

from jobs.models import WorkerBeat


def process_name(role: str) -> str:
    """Return a name for this process that no other ever had."""
    return f"{role}@{_place()}:{os.getpid()}:{secrets.token_hex(3)}"


def is_known_dead(name: str) -> bool:
    """Return whether the process `name` ran where this one runs, and does not any more.

    A process elsewhere cannot be seen from here, and one whose number has a new bearer seems to live:
    of both it is unknown.
    """
    ran_here = re.fullmatch(rf"\w+@{re.escape(_place())}:(\d+):\w+", name)
    return ran_here is not None and not Path("/proc", ran_here[1]).exists()


@cache
def _place() -> str:
    """Name what processes share that see each other by number: one start of a machine and a PID namespace.

    The host's name comes first for people; two containers or clones may have the same.
    """
    boot = Path("/proc/sys/kernel/random/boot_id").read_text(encoding="ascii")
    namespace = os.stat("/proc/self/ns/pid").st_ino  # noqa: PTH116
    mark = hashlib.sha256(f"{boot} {namespace}".encode()).hexdigest()[:8]
    return f"{socket.gethostname()}.{mark}"


def beat(name: str, queue: str) -> None:
    """Write that the process `name` lives."""
    WorkerBeat.objects.update_or_create(name=name, defaults={"queue": queue, "seen_at": timezone.now()})


def fall_silent(name: str) -> None:
    """Take the process `name` off the list of those that live."""
    WorkerBeat.objects.filter(name=name).delete()
