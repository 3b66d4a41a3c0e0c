"""`manage.py queue_server`: the queue's own Valkey, on a unix socket that this user alone can open."""

from __future__ import annotations

import os
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from jobs.valkey import has_own_queue_server, queue_server_command


class Command(BaseCommand):
    help = "Run the queue server of the embedded profile in place of this process."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        if not has_own_queue_server():
            raise CommandError(
                "REDIS_URL names a queue server that others run; there is nothing to run here."
            )
        command = queue_server_command()
        # In place of this process, so that a signal to it reaches Valkey.
        os.execv(command[0], command)
