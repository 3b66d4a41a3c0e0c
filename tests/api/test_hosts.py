"""A request for a host that this server is not is refused in words, and logged in one short line."""

from __future__ import annotations

import logging

import pytest


@pytest.fixture
def ask(client, settings):
    settings.ALLOWED_HOSTS = ["localhost", "films.example"]
    return lambda address, host: client.get(address, headers={"host": host})


@pytest.mark.parametrize("address", ["/api/v2/jobs/abc", "/health"])
def test_the_answer_names_the_hosts_that_would_do(ask, address):
    answer = ask(address, "evil.example")
    assert answer.status_code == 400
    detail = answer.json()["detail"]
    assert "evil.example" in detail
    assert "use localhost or use films.example" in detail


def test_where_the_hosts_are_a_setting_the_setting_is_named(ask, settings):
    settings.EMBEDDED = False
    assert "PYTOON_ALLOWED_HOSTS" in ask("/api/v2/jobs/abc", "evil.example").json()["detail"]


def test_a_server_without_any_host_says_where_to_name_one(ask, settings):
    settings.EMBEDDED, settings.ALLOWED_HOSTS = False, []
    detail = ask("/api/v2/jobs/abc", "films.example").json()["detail"]
    assert detail.endswith("not one of this server; add it to PYTOON_ALLOWED_HOSTS.")


def test_people_get_a_page(ask):
    answer = ask("/", "evil.example")
    assert answer.status_code == 400
    assert "films.example" in answer.content.decode()


def test_the_log_has_one_short_line(ask, caplog):
    ask("/api/v2/jobs/abc", "evil" * 500 + ".example")
    (record,) = caplog.records
    assert record.levelno == logging.WARNING
    assert record.exc_info is None
    assert len(record.getMessage()) < 200
