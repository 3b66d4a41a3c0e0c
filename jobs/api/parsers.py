"""The way JSON comes in."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Mapping
from typing import Any, NoReturn

from django.conf import settings
from rest_framework import status
from rest_framework.exceptions import APIException, ParseError
from rest_framework.parsers import JSONParser

MAX_DEPTH = 32
MAX_INTEGER_DIGITS = 18

# The closing quote may be missing: then the string runs to the end, and one pass stays one pass.
_STRING = re.compile(r'"(?:[^"\\]|\\.)*+"?', re.DOTALL)


class BodyTooLargeError(APIException):
    status_code = status.HTTP_413_REQUEST_ENTITY_TOO_LARGE
    default_code = "too_large"

    def __init__(self) -> None:
        super().__init__(f"The body is larger than {settings.DATA_UPLOAD_MAX_MEMORY_SIZE // 1024} kB.")


class StrictJSONParser(JSONParser):
    """JSON as RFC 8259 has it, in UTF-8, within limits, with nothing that a database would choke on.

    Python's own reader lets NaN, duplicate keys, NUL and lone surrogates through and ends a deeply nested
    document with a RecursionError; each of these is a ParseError here.
    """

    def parse(
        self,
        stream: Any,
        media_type: str | None = None,
        parser_context: Mapping[str, Any] | None = None,
    ) -> Any:
        value = strict_json(_read(stream, settings.DATA_UPLOAD_MAX_MEMORY_SIZE))
        if not isinstance(value, dict):
            raise ParseError('The body has to be a JSON object such as {"prompt": "..."}.')
        return value


def strict_json(body: bytes) -> Any:
    """Return the value of a JSON document. Raises ParseError with a sentence on what is wrong."""
    try:
        text = body.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise ParseError(f"The body is not UTF-8: byte {error.start} cannot be read.") from None
    if not text.strip():
        raise ParseError('The body is empty; send a JSON object such as {"prompt": "..."}.')
    _check_depth(text)
    try:
        value = json.loads(
            text,
            object_pairs_hook=_object,
            parse_constant=_no_constant,
            parse_float=_finite,
            parse_int=_integer,
        )
    except json.JSONDecodeError as error:
        raise ParseError(
            f"The body is not JSON: {error.msg} at line {error.lineno}, column {error.colno}."
        ) from None
    _check_text(value, "the body")
    return value


def _read(stream: Any, limit: int) -> bytes:
    try:
        body: bytes = stream.read(limit + 1)
    except OSError as error:
        raise ParseError("The body ended before it was complete.") from error
    if len(body) > limit:
        raise BodyTooLargeError
    return body


def _check_depth(text: str) -> None:
    depth = 0
    for mark in re.findall(r"[\[{\]}]", _STRING.sub("", text)):
        depth += 1 if mark in "[{" else -1
        if depth > MAX_DEPTH:
            raise ParseError(f"The body is nested more than {MAX_DEPTH} levels deep.")


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in pairs:
        if key in found:
            raise ParseError(f"The key {shown(key)} stands twice in one object.")
        found[key] = value
    return found


def _no_constant(name: str) -> NoReturn:
    raise ParseError(f"{name} is not JSON; write a number or null.")


def _finite(digits: str) -> float:
    value = float(digits)
    if not math.isfinite(value):
        raise ParseError(f"The number {shown(digits)} is too large.")
    return value


def _integer(digits: str) -> int:
    if len(digits) > MAX_INTEGER_DIGITS:
        raise ParseError(f"The number {shown(digits)} is too large.")
    return int(digits)


def _check_text(value: Any, place: str) -> None:
    if isinstance(value, str):
        if problem := unfit_text(value):
            raise ParseError(f"{place}: {problem}")
    elif isinstance(value, dict):
        for key, item in value.items():
            _check_text(key, "a key")
            _check_text(item, key)
    elif isinstance(value, list):
        for index, item in enumerate(value):
            _check_text(item, f"{place}[{index}]")


def unfit_text(text: str) -> str:
    """Say why `text` cannot be stored, or return an empty string."""
    if "\0" in text:
        return "A NUL character cannot be used; remove it."
    if any("\ud800" <= character <= "\udfff" for character in text):
        return "A lone surrogate such as \\ud800 is no character; remove it."
    return ""


def shown(text: str) -> str:
    """Return `text` in quotes, short and printable, for a message that may be logged or shown."""
    return ascii(text if len(text) <= 60 else text[:57] + "...")
