"""The voices: listed, heard, and good for an order."""

from __future__ import annotations

import pytest

from jobs.models import Job
from pytoon.film.probe import probe
from pytoon.film.sound.speech import voices
from pytoon.film.sound.speech.voices import ENGINE_PACKAGES

pytestmark = pytest.mark.django_db


@pytest.fixture
def without_kokoro(monkeypatch):
    monkeypatch.setitem(ENGINE_PACKAGES, "kokoro", ("no_such_package",))


def test_every_voice_is_listed_with_what_helps_to_choose(client):
    listed = client.get("/api/v2/voices").json()
    assert [voice["name"] for voice in listed] == [voice.name for voice in voices()]
    assert {"name": "bf_emma", "title": "Emma", "language": "en-GB", "gender": "female"}.items() <= next(
        voice for voice in listed if voice["name"] == "bf_emma"
    ).items()
    assert all(voice["installed"] is True for voice in listed)


def test_a_voice_that_is_not_installed_says_so_in_the_list_and_in_an_order(client, order, without_kokoro):
    installed = {voice["name"]: voice["installed"] for voice in client.get("/api/v2/voices/").json()}
    assert installed["heart"] is True
    assert installed["bf_emma"] is False
    answer = order(prompt="A serum.", voice="bf_emma")
    assert answer.status_code == 400
    assert "bf_emma is not installed" in answer.json()["detail"]
    assert "choose one of heart." in answer.json()["detail"]


def test_every_listed_voice_may_be_ordered(order):
    for voice in voices():
        assert order(prompt="A serum.", voice=voice.name).status_code == 202
    assert set(Job.objects.values_list("voice", flat=True)) == {voice.name for voice in voices()}


def test_every_sample_is_a_few_seconds_of_sound_served_in_ranges(client):
    for listed, voice in zip(client.get("/api/v2/voices").json(), voices(), strict=True):
        part = client.get(listed["sample"], headers={"Range": "bytes=4-99"})
        assert part.status_code == 206
        assert part["Content-Type"] == "audio/mpeg"
        assert part.getvalue() == voice.sample.read_bytes()[4:100]
    heard = probe(voices()[0].sample)
    assert heard.audio is not None
    assert 2000 < heard.duration_ms < 6000


@pytest.mark.parametrize("name", ["nobody", "..", "README"])
def test_what_is_no_voice_has_no_sample(client, name):
    assert client.get(f"/voices/{name}.mp3").status_code == 404


def test_the_list_is_for_known_callers_only(client, settings):
    settings.EMBEDDED = False
    assert client.get("/api/v2/voices").status_code in (401, 403)
