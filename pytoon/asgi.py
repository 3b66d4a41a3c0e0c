"""The web server's way in."""

import os

from django.core.asgi import get_asgi_application

from pytoon.body_limit import BodyLimit

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pytoon.settings")
application = BodyLimit(get_asgi_application())
