"""The web server's way in."""

import os
from importlib import import_module
from threading import Thread

from django.core.asgi import get_asgi_application

from pytoon.body_limit import BodyLimit
from pytoon.film.sound.speech import language

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pytoon.settings")
application = BodyLimit(get_asgi_application())


def _warm_up() -> None:
    """Read what every order needs, which takes a second, so that the first one does not wait for it."""
    import_module("pytoon.urls")
    language.prepare()


Thread(target=_warm_up, name="warm-up", daemon=True).start()
