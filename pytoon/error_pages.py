"""What is answered when no view could: JSON to programs, a page of our own everywhere else."""

from __future__ import annotations

from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from jobs.api.errors import UNEXPECTED, refuse, speaks_json


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
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
    return _answer(request, HTTPStatus.INTERNAL_SERVER_ERROR, "error", UNEXPECTED)


def _answer(request: HttpRequest, status: HTTPStatus, code: str, words: str) -> HttpResponse:
    if speaks_json(request):
        return refuse(status, words, code)
    return render(request, "error.html", {"status": status.value, "words": words}, status=status)
