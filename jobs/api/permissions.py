"""Who may use the API."""

from __future__ import annotations

from django.conf import settings
from rest_framework.permissions import BasePermission
from rest_framework.request import Request
from rest_framework.views import APIView


class LocalUser(BasePermission):
    """In the embedded profile whoever reaches the server is its user; elsewhere a caller has to be known."""

    message = "This server takes orders only from known callers."

    def has_permission(self, request: Request, view: APIView) -> bool:
        return bool(settings.EMBEDDED or getattr(request.user, "is_authenticated", False))
