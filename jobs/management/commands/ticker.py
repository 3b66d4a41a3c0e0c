"""`manage.py ticker`: the process that keeps the promises of the database."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

from django.core.management.base import BaseCommand

from jobs import ticker
from jobs.management.stopping import stop_like_ctrl_c


class Command(BaseCommand):
    help = "Every few seconds, ring due work, free what dead workers held and clean up. Several are harmless."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        stop_like_ctrl_c()
        with suppress(KeyboardInterrupt):
            ticker.run()
