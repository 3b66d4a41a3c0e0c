"""How the OpenAPI document is drawn from the views."""

from __future__ import annotations

from typing import Any

Endpoint = tuple[str, str, str, Any]


def without_slash(endpoints: list[Endpoint]) -> list[Endpoint]:
    """Name each address as the contract does; the slash that is accepted behind it goes unmentioned."""
    return [(path.rstrip("/"), regex, method, view) for path, regex, method, view in endpoints]
