"""The API speaks JSON, whatever a client says it would like."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from rest_framework.negotiation import BaseContentNegotiation
from rest_framework.parsers import BaseParser
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request
from rest_framework.utils.mediatypes import media_type_matches


class AlwaysJSON(BaseContentNegotiation):
    """Never answers 406: an error that a client cannot read in JSON it could not read at all."""

    def select_parser(self, request: Request, parsers: Iterable[Any]) -> BaseParser | None:
        asked = request.content_type or ""
        return next((parser for parser in parsers if media_type_matches(parser.media_type, asked)), None)

    def select_renderer(
        self, request: Request, renderers: Iterable[Any], format_suffix: str | None = None
    ) -> tuple[BaseRenderer, str]:
        renderer = next(iter(renderers))
        return renderer, renderer.media_type
