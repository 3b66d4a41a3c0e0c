"""The stored OpenAPI document is the one that the views draw, and its page needs nothing from elsewhere."""

from __future__ import annotations

import re
from io import StringIO

import pytest
from django.conf import settings
from django.core.management import call_command


def test_the_stored_document_is_up_to_date():
    drawn = StringIO()
    call_command("spectacular", "--validate", "--fail-on-warn", stdout=drawn)
    stored = (settings.BASE_DIR / "schemas" / "openapi.yaml").read_text(encoding="utf-8")
    assert drawn.getvalue().strip() == stored.strip(), (
        "run: python manage.py spectacular --file schemas/openapi.yaml"
    )


@pytest.mark.django_db
def test_the_page_of_the_documentation_loads_nothing_from_elsewhere(client):
    page = client.get("/api/docs").content.decode()
    assert "<style" not in page
    assert not re.search(r"<script(?![^>]*src=)", page)
    assert all(address.startswith("/") for address in re.findall(r'(?:src|href)="([^"]*)"', page))
    assert client.get("/api/docs?script=").status_code == 200


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/api/docs", "/api/docs/", "/api/schema", "/api/schema/"])
def test_the_documentation_answers_with_and_without_a_slash(client, address):
    answer = client.get(address)
    assert answer.status_code == 200
    if "docs" in address:
        script = re.search(r'src="([^"]*script=[^"]*)"', answer.content.decode())
        assert script and client.get(script[1]).status_code == 200
