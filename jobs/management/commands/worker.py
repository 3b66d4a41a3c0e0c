"""`manage.py worker QUEUE`: one worker process."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from jobs.queueing import QUEUES


class Command(BaseCommand):
    help = "Do the work of one queue until stopped."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("queue", choices=QUEUES)

    def handle(self, *args: Any, **options: Any) -> None:
        from jobs.workers import work_on

        work_on(options["queue"])
