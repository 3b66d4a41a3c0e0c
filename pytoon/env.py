"""Typed readers of the environment. A value that makes no sense stops the program with its name."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured


def text(name: str, default: str = "") -> str:
    return os.environ.get(name, "").strip() or default


def choice(name: str, allowed: Sequence[str], default: str) -> str:
    value = text(name, default)
    if value not in allowed:
        raise ImproperlyConfigured(f"{name} is {value!r}; it must be one of {', '.join(allowed)}.")
    return value


def integer(name: str, default: int, *, least: int, most: int) -> int:
    value = text(name, str(default))
    try:
        number = int(value)
    except ValueError:
        raise ImproperlyConfigured(f"{name} is {value!r}; it must be a whole number.") from None
    if not least <= number <= most:
        raise ImproperlyConfigured(f"{name} is {number}; it must be from {least} to {most}.")
    return number


def path(name: str, default: Path) -> Path:
    return Path(text(name, str(default))).expanduser().resolve()


def paths(name: str, default: Sequence[Path]) -> tuple[Path, ...]:
    """Read folders separated by colons."""
    value = text(name)
    folders = [Path(part) for part in value.split(":") if part] if value else list(default)
    return tuple(folder.expanduser().resolve() for folder in folders)
