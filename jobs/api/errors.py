"""How an error looks on the wire: `detail` is one sentence a person can act on, `errors` says it by field."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Mapping
from functools import wraps
from http import HTTPStatus
from typing import Any

from django.core.exceptions import PermissionDenied, RequestDataTooBig
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.csrf import csrf_exempt
from rest_framework import exceptions
from rest_framework.response import Response

from jobs.api.parsers import BodyTooLargeError
from pytoon.film.errors import BriefError, StorageFullError

logger = logging.getLogger(__name__)

UNEXPECTED = "Something went wrong on our side; the log of the server says what."


class NoSpaceError(exceptions.APIException):
    status_code = HTTPStatus.INSUFFICIENT_STORAGE
    default_code = "storage_full"


def answer(error: Exception, context: Mapping[str, Any]) -> Response:
    """Turn any exception of an API view into a response. Only a bug gives a 500, and it is logged."""
    known = _as_api_error(error)
    if known is None:
        logger.error("api request failed: %s", type(context.get("view")).__name__, exc_info=error)
        return Response(_body(UNEXPECTED), status=HTTPStatus.INTERNAL_SERVER_ERROR)
    headers = {}
    if wait := getattr(known, "wait", None):
        headers["Retry-After"] = str(int(wait))
    items = list(_flatten(known.get_full_details()))
    detail = " ".join(f"{i['path']}: {i['message']}" if i["path"] else i["message"] for i in items)
    return Response(_body(detail, items), status=known.status_code, headers=headers)


def refuse(status: HTTPStatus, detail: str, code: str) -> JsonResponse:
    """Return an error in the shape of the API, for what goes wrong before or beside its views."""
    return JsonResponse(_body(detail, [{"path": "", "code": code, "message": detail}]), status=status)


def for_programs(view: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Let a view that only programs ask answer GET and HEAD, and any other method with 405 in JSON."""

    @csrf_exempt
    @wraps(view)
    def answered(request: HttpRequest) -> HttpResponse:
        if request.method in ("GET", "HEAD"):
            return view(request)
        words = f"The method {request.method} is not allowed here; send a GET."
        refusal = refuse(HTTPStatus.METHOD_NOT_ALLOWED, words, "method_not_allowed")
        refusal["Allow"] = "GET, HEAD"
        return refusal

    return answered


def speaks_json(request: HttpRequest) -> bool:
    """Return whether errors of this request are answered as JSON, whatever the client accepts."""
    return request.path_info.split("/")[1:2] in (["api"], ["metrics"], ["health"])


def _body(detail: str, items: list[dict[str, str]] | None = None) -> dict[str, Any]:
    return {"detail": detail, "errors": items or [{"path": "", "code": "error", "message": detail}]}


def _as_api_error(error: Exception) -> exceptions.APIException | None:
    if isinstance(error, exceptions.UnsupportedMediaType):
        return exceptions.UnsupportedMediaType(
            "", "Send JSON, with the header Content-Type: application/json."
        )
    if isinstance(error, exceptions.APIException):
        return error
    if isinstance(error, BriefError):
        return exceptions.ValidationError({error.field: [str(error)]} if error.field else [str(error)])
    if isinstance(error, StorageFullError):
        return NoSpaceError(str(error))
    if isinstance(error, Http404):
        return exceptions.NotFound(str(error) or "There is nothing at this address.")
    if isinstance(error, RequestDataTooBig):
        return BodyTooLargeError()
    if isinstance(error, PermissionDenied):
        return exceptions.PermissionDenied()
    return None


def _flatten(details: Any, path: str = "") -> Iterator[dict[str, str]]:
    """Yield the leaves of DRF's nested error details with the path of the field they belong to."""
    if isinstance(details, Mapping) and set(details) == {"message", "code"}:
        yield {"path": path, "code": str(details["code"]), "message": str(details["message"])}
    elif isinstance(details, Mapping):
        for key, value in details.items():
            if key == "non_field_errors":
                yield from _flatten(value, path)
            elif isinstance(key, int):
                yield from _flatten(value, f"{path}[{key}]")
            else:
                yield from _flatten(value, f"{path}.{key}" if path else str(key))
    else:
        for item in details:
            yield from _flatten(item, path)
