"""`manage.py reconcile`: one round of the ticker, by hand."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from redis.exceptions import RedisError

from jobs import ticker


class Command(BaseCommand):
    help = "Do one round of the ticker's repairs and say what was done."

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            found = ticker.tick()
        except RedisError as error:
            raise CommandError(f"The queue server does not answer: {error}") from error
        ticker.sweep()
        for name, count in asdict(found).items():
            self.stdout.write(f"{name.replace('_', ' ')}: {count}")
