"""How the OpenAPI document is drawn from the views."""

from __future__ import annotations

import json
from typing import Any

from django.conf import settings
from rest_framework import serializers

Endpoint = tuple[str, str, str, Any]

SCENE_GRAPH = {"$ref": "#/components/schemas/SceneGraph"}
TIMELINE = {"$ref": "#/components/schemas/Timeline"}

_DOCUMENTS = {"SceneGraph": "scene_graph_v2.json", "Timeline": "timeline_v2.json"}


class ErrorItemSerializer(serializers.Serializer[Any]):
    """One thing that is wrong."""

    path = serializers.CharField(
        help_text="The field, such as `media_files[0]`; empty for what concerns the whole request."
    )
    code = serializers.CharField(help_text="The kind of error, for programs.")
    message = serializers.CharField(help_text="A sentence for people.")


class ErrorSerializer(serializers.Serializer[Any]):
    """Every error looks like this, whatever the client accepts."""

    detail = serializers.CharField(help_text="All of `errors` in one line that a person can act on.")
    # The name is the one on the wire; this serializer only describes, so it shadows nothing that is used.
    errors = ErrorItemSerializer(many=True)  # type: ignore[assignment]


def without_slash(endpoints: list[Endpoint]) -> list[Endpoint]:
    """Name each address as the contract does; the slash that is accepted behind it goes unmentioned."""
    return [(path.rstrip("/"), regex, method, view) for path, regex, method, view in endpoints]


def with_documents(result: dict[str, Any], **_: Any) -> dict[str, Any]:
    """Add the published schemas of the scene graph and the timeline to the components."""
    for name, file in _DOCUMENTS.items():
        document = json.loads((settings.SCHEMAS_ROOT / file).read_text(encoding="utf-8"))
        # Inside another document, its own address and dialect would only lead readers astray.
        del document["$id"], document["$schema"]
        result["components"]["schemas"][name] = _moved(document, f"#/components/schemas/{name}/$defs/")
    return result


def _moved(schema: Any, definitions: str) -> Any:
    """Return `schema` with its references to `#/$defs/` leading to `definitions` instead."""
    if isinstance(schema, list):
        return [_moved(item, definitions) for item in schema]
    if not isinstance(schema, dict):
        return schema
    return {
        key: value.replace("#/$defs/", definitions) if key == "$ref" else _moved(value, definitions)
        for key, value in schema.items()
    }
