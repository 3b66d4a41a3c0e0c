"""The music that ships: listed, heard, and good for an order."""

from __future__ import annotations

import pytest

from pytoon.film.sound.music import tracks

pytestmark = pytest.mark.django_db


def test_every_track_is_listed_with_what_helps_to_choose(client):
    answer = client.get("/api/v2/music")
    assert answer.status_code == 200
    assert [track["name"] for track in answer.json()] == [track.name for track in tracks()]
    for listed, track in zip(answer.json(), tracks(), strict=True):
        assert listed == {
            "name": track.name,
            "title": track.title,
            "mood": track.mood,
            "tempo_bpm": track.tempo_bpm,
            "key": track.key,
            "duration_ms": track.duration_ms,
            "sample": f"http://testserver/music/{track.name}.opus",
        }


def test_a_sample_can_be_played_from_any_place_in_it(client):
    listed = client.get("/api/v2/music/").json()[0]
    track = tracks()[0]
    whole = client.get(listed["sample"])
    assert whole["Content-Type"] == "audio/ogg"
    assert whole.getvalue() == track.file.read_bytes()
    part = client.get(listed["sample"], headers={"Range": "bytes=4-99"})
    assert part.status_code == 206
    assert part.getvalue() == track.file.read_bytes()[4:100]


@pytest.mark.parametrize("name", ["polka", "..", "calm_morning.json", "../calm_morning"])
def test_what_is_no_track_has_no_sample(client, name):
    assert client.get(f"/music/{name}.opus").status_code == 404


def test_the_list_is_for_known_callers_only(client, settings):
    settings.EMBEDDED = False
    assert client.get("/api/v2/music").status_code in (401, 403)
