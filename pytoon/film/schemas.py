"""The documents on the wire, checked against their published schemas."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator

from pytoon.film.errors import BriefError

SCHEMAS = Path(__file__).parents[2] / "schemas"


def check_scene_graph(document: Mapping[str, Any]) -> None:
    """Raise BriefError, naming the place, unless `document` fits `schemas/scene_graph_v2.json`."""
    _check(document, "scene_graph_v2", "scene graph")


def check_timeline(document: Mapping[str, Any]) -> None:
    """Raise BriefError, naming the place, unless `document` fits `schemas/timeline_v2.json`."""
    _check(document, "timeline_v2", "timeline")


def _check(document: Mapping[str, Any], schema: str, name: str) -> None:
    error = next(
        iter(sorted(_validator(schema).iter_errors(document), key=lambda e: list(map(str, e.path)))), None
    )
    if error is not None:
        place = error.json_path.removeprefix("$").removeprefix(".") or "its top level"
        raise BriefError(f"The {name} does not fit its schema at {place}: {error.message[:300]}.", place)


@cache
def _validator(schema: str) -> Draft202012Validator:
    document = json.loads((SCHEMAS / f"{schema}.json").read_text(encoding="utf-8"))
    Draft202012Validator.check_schema(document)
    return Draft202012Validator(document)
