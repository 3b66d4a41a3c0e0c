"""Whatever is posted, the answer is JSON with one sentence, and never a 500."""

from __future__ import annotations

import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from jobs.api.serializers import JobRequestSerializer

pytestmark = pytest.mark.django_db

SCALARS = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20)
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
)
FIELDS = st.sampled_from(sorted(JobRequestSerializer().fields)) | st.text(max_size=8)
#: Orders that are nearly right, anything else in JSON, and raw bytes.
BODIES = (
    st.dictionaries(FIELDS, VALUES, max_size=4).map(
        lambda fields: json.dumps({"media_files": [""]} | fields).encode()
    )
    | VALUES.map(lambda value: json.dumps(value).encode())
    | st.binary(max_size=200)
)
quickly = settings(
    max_examples=120,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


@quickly
@given(body=BODIES)
def test_no_body_breaks_the_door(order, body):
    answer = order(body)
    assert answer.status_code in (202, 400)
    if answer.status_code == 400:
        assert isinstance(answer.json()["detail"], str)
        assert answer.json()["detail"]


@quickly
@given(path=st.text(max_size=40), method=st.sampled_from(["get", "post", "put", "head"]))
def test_no_address_breaks_it_either(client, shipped, path, method):
    for prefix in ("/api/v2/jobs/", "/api/", "/files/jobs/", "/jobs/", "/uploads/"):
        address = prefix + path.encode("utf-8", "replace").decode()
        answer = client.generic(method.upper(), address.replace("?", "").replace("#", ""))
        assert answer.status_code < 500
        if prefix.startswith("/api/") and method != "head" and answer.status_code >= 400:
            assert isinstance(answer.json()["detail"], str)
