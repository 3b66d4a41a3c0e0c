"""`config/engine.yaml` and `config/moderation.yaml`, read and checked: what ships, before staff edit it."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from django.conf import settings
from jsonschema import Draft202012Validator

_NAME = {"type": "string", "pattern": "^[a-z][a-z0-9_-]*$", "maxLength": 50}
_STRICTNESS = {"enum": ["standard", "strict"]}
_RULE = {
    "type": "object",
    "required": ["name", "expression", "public_reason"],
    "additionalProperties": False,
    "properties": {
        "name": _NAME,
        "kind": {"enum": ["term", "pattern"]},
        "expression": {"type": "string", "minLength": 1, "maxLength": 500},
        "action": {"enum": ["block", "replace", "warn"]},
        "replacement": {"type": "string", "maxLength": 200},
        "scope": {"enum": ["prompt", "script", "everything"]},
        "brand_safe_only": {"type": "boolean"},
        "public_reason": {"type": "string", "minLength": 1, "maxLength": 200},
    },
}
_ENGINE = {
    "type": "object",
    "required": ["label", "timeout_s", "max_duration_s", "capabilities"],
    "additionalProperties": False,
    "properties": {
        "label": {"type": "string", "minLength": 1, "maxLength": 80},
        "timeout_s": {"type": "integer", "minimum": 10, "maximum": 3600},
        "max_duration_s": {"type": "integer", "minimum": 1, "maximum": 60},
        "capabilities": {"type": "array", "items": {"type": "string"}, "uniqueItems": True},
    },
}
_NAMES = {"type": "array", "items": _NAME, "uniqueItems": True}

ENGINE_SCHEMA: Mapping[str, Any] = {
    "type": "object",
    "required": ["v2"],
    "properties": {
        "v2": {
            "type": "object",
            "required": ["engines", "fallback_chain", "moderation"],
            "additionalProperties": False,
            "properties": {
                "engines": {
                    "type": "object",
                    "required": ["local"],
                    "propertyNames": _NAME,
                    "additionalProperties": _ENGINE,
                },
                "fallback_chain": {**_NAMES, "minItems": 1},
                "preset_preferences": {"type": "object", "additionalProperties": _NAMES},
                "prompt_sanitization": {"type": "array", "items": _RULE},
                "moderation": {
                    "type": "object",
                    "required": ["strictness", "brand_safe_strictness"],
                    "additionalProperties": False,
                    "properties": {"strictness": _STRICTNESS, "brand_safe_strictness": _STRICTNESS},
                },
            },
        }
    },
}
MODERATION_SCHEMA: Mapping[str, Any] = {
    "type": "object",
    "required": ["rules"],
    "additionalProperties": False,
    "properties": {"rules": {"type": "array", "items": _RULE}},
}


class SettingsFileError(ValueError):
    """A file under `config/` cannot be used; the message names the file and the place in it."""


def read_yaml(file: Path, schema: Mapping[str, Any]) -> Any:
    """Return the document in `file`, which fits `schema`. Raises SettingsFileError."""
    try:
        document = yaml.safe_load(file.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise SettingsFileError(f"{file.name} cannot be read: {error}") from error
    problem = next(iter(Draft202012Validator(schema).iter_errors(document)), None)
    if problem is not None:
        place = ".".join(str(part) for part in problem.absolute_path) or "the top"
        raise SettingsFileError(f"{file.name}: {place}: {problem.message}")
    return document


def engine_settings() -> dict[str, Any]:
    """Return the `v2` section of `config/engine.yaml`. Raises SettingsFileError."""
    section: dict[str, Any] = read_yaml(settings.CONFIG_ROOT / "engine.yaml", ENGINE_SCHEMA)["v2"]
    known = section["engines"]
    if section["fallback_chain"][-1] != "local":
        raise SettingsFileError("engine.yaml: v2.fallback_chain: local has to come last, it never fails.")
    named = {
        "v2.fallback_chain": section["fallback_chain"],
        **{f"v2.preset_preferences.{p}": e for p, e in section.get("preset_preferences", {}).items()},
    }
    for place, names in named.items():
        if unknown := [name for name in names if name not in known]:
            raise SettingsFileError(
                f"engine.yaml: {place}: there is no engine {unknown[0]!r}; choose from {', '.join(known)}."
            )
    return section


def moderation_rules() -> list[dict[str, Any]]:
    """Return the shipped moderation rules, then the shipped sanitisation. Raises SettingsFileError."""
    rules: list[dict[str, Any]] = read_yaml(settings.CONFIG_ROOT / "moderation.yaml", MODERATION_SCHEMA)[
        "rules"
    ]
    cleaning = [
        {"action": "replace", "scope": "prompt", **rule}
        for rule in engine_settings().get("prompt_sanitization", [])
    ]
    return [*rules, *cleaning]


@cache
def strictness(brand_safe: bool) -> str:
    """Return how moderation rules are taken: `standard`, or `strict`, where a warning refuses."""
    section = engine_settings()["moderation"]
    return str(section["brand_safe_strictness" if brand_safe else "strictness"])
