"""`manage.py load_defaults`: what ships in `config/` into the tables that staff edit."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from engines.models import EngineProfile, ModerationRule
from engines.settings_file import SettingsFileError, engine_settings, moderation_rules, read_yaml
from presets.models import Preset
from pytoon.shipped import ShippedRow

_PRESETS_SCHEMA: Mapping[str, Any] = {
    "type": ["array", "object"],
    "items": {"type": "object", "required": ["id", "name", "archetype", "layout"]},
    "required": ["presets"],
    "properties": {"presets": {"$ref": "#/$defs/list"}},
    "$defs": {"list": {"type": "array", "items": {"type": "object", "required": ["id", "name"]}}},
}

Row = tuple[type[ShippedRow], dict[str, Any], dict[str, Any]]


class Command(BaseCommand):
    help = "Load presets, engines and moderation rules from config/. What staff have edited stays."

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            rows = [*_presets(), *_engines(), *_rules()]
        except SettingsFileError as error:
            raise CommandError(str(error)) from error
        with transaction.atomic():
            for model, key, values in rows:
                _check(model, key, values)
                model.load(key, values)
        if options["verbosity"]:
            self.stdout.write(f"Loaded {len(rows)} presets, engines and rules.")


def _presets() -> Iterator[Row]:
    document = read_yaml(settings.CONFIG_ROOT / "presets.yaml", _PRESETS_SCHEMA)
    shipped = document["presets"] if isinstance(document, dict) else document
    for order, preset in enumerate(shipped):
        values = {"order": order, **preset}
        yield Preset, {"id": values.pop("id")}, values


def _engines() -> Iterator[Row]:
    section = engine_settings()
    chain = section["fallback_chain"]
    preferences = section.get("preset_preferences", {})
    for name, engine in section["engines"].items():
        values = {
            **engine,
            "order": chain.index(name) if name in chain else len(chain),
            "enabled": name in chain,
            "preferred_for": [preset for preset, names in preferences.items() if name in names],
        }
        yield EngineProfile, {"name": name}, values


def _rules() -> Iterator[Row]:
    for rule in moderation_rules():
        values = dict(rule)
        yield ModerationRule, {"name": values.pop("name")}, values


def _check(model: type[ShippedRow], key: Mapping[str, Any], values: Mapping[str, Any]) -> None:
    """Hold shipped values against the rules that hold in the admin. Raises CommandError."""
    name = "".join(str(part) for part in key.values())
    known = {field.name for field in model._meta.concrete_fields} - {"shipped"}
    if unknown := sorted(set(values) - known):
        raise CommandError(
            f"{name}: there is no field {unknown[0]!r}; the fields are {', '.join(sorted(known))}."
        )
    try:
        model(**key, **values).full_clean(validate_unique=False, validate_constraints=False)
    except ValidationError as error:
        problems = (f"{field}: {' '.join(words)}" for field, words in error.message_dict.items())
        raise CommandError(f"{name}: {' '.join(problems)}") from None
