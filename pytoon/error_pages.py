"""What is answered when no view could: JSON to programs, a page of our own everywhere else."""

from __future__ import annotations

import sys
from http import HTTPStatus

from django.conf import settings
from django.core.exceptions import DisallowedHost
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.log import log_response

from jobs.api.errors import UNEXPECTED, refuse, speaks_json
from jobs.api.parsers import shown
from pytoon.film.errors import StorageFullError, means_full_disk


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    if isinstance(exception, DisallowedHost):
        return _unknown_host(request)
    return _answer(request, HTTPStatus.BAD_REQUEST, "bad_request", "The request could not be understood.")


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _answer(request, HTTPStatus.FORBIDDEN, "forbidden", "You may not do this here.")


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    words = "This form was open too long or came from elsewhere; load the page again and send it once more."
    return _answer(request, HTTPStatus.FORBIDDEN, "csrf", words)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    words = "There is nothing at this address."
    return _answer(request, HTTPStatus.NOT_FOUND, "not_found", words)


def server_error(request: HttpRequest) -> HttpResponse:
    error = sys.exc_info()[1]
    if error is not None and means_full_disk(error):
        return _answer(request, HTTPStatus.INSUFFICIENT_STORAGE, "storage_full", str(StorageFullError()))
    return _answer(request, HTTPStatus.INTERNAL_SERVER_ERROR, "error", UNEXPECTED)


def _unknown_host(request: HttpRequest) -> HttpResponse:
    host = shown(request.META.get("HTTP_HOST", ""))
    ways = [f"use {name}" for name in settings.ALLOWED_HOSTS]
    if not settings.EMBEDDED:
        ways.append("add it to PYTOON_ALLOWED_HOSTS")
    words = f"The host {host} is not one of this server; {' or '.join(ways)}."
    response = _answer(request, HTTPStatus.BAD_REQUEST, "unknown_host", words)
    # Django logs what has not been logged yet: an error with a traceback, and the header in full.
    log_response("refused the host %s", host, response=response, request=request, level="warning")
    return response


def _answer(request: HttpRequest, status: HTTPStatus, code: str, words: str) -> HttpResponse:
    if speaks_json(request):
        return refuse(status, words, code)
    return render(request, "error.html", {"status": status.value, "words": words}, status=status)
