"""`manage.py serve`: the whole server in one terminal."""

from __future__ import annotations

import secrets
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError

from jobs.management.stopping import stop_like_ctrl_c
from jobs.supervision import Server, ServerError, log_folder, running_server

STAFF_NAME = "admin"


class Command(BaseCommand):
    help = "Prepare the database and run queue, web server, ticker and workers until Ctrl-C."

    def handle(self, *args: Any, **options: Any) -> None:
        stop_like_ctrl_c()
        try:
            with running_server(settings.PYTOON_PORT) as server:
                self._welcome(server)
                self._wait(server)
        except ServerError as error:
            raise CommandError(str(error)) from error
        except KeyboardInterrupt:
            self.stdout.write("Stopped.")

    def _welcome(self, server: Server) -> None:
        self.stdout.write(f"Pytoon is ready at {server.address}/  (Ctrl-C stops it)")
        if password := create_first_staff_user():
            self.stdout.write(
                f"Staff sign in at {server.address}/admin/ as {STAFF_NAME} with the password {password}\n"
                "It is shown this once; change it there."
            )
        self.stdout.write(f"Logs are in {log_folder()}")

    def _wait(self, server: Server) -> None:
        assert server.supervisor is not None
        server.supervisor.wait()
        raise CommandError(f"The server ended by itself; {log_folder()} says why.")


def create_first_staff_user() -> str:
    """Create the first member of staff and return the password, or an empty string when there is one."""
    users = get_user_model().objects
    if users.filter(is_staff=True).exists():
        return ""
    password = secrets.token_urlsafe(12)
    users.create_superuser(STAFF_NAME, password=password)
    return password
