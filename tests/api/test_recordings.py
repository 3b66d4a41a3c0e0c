"""Orders with sounds of the caller's: a recording of the script, music, and the sound of clips."""

from __future__ import annotations

import numpy as np
import pytest

from jobs.models import Job
from pytoon.film.sound.wav import write_wav

pytestmark = pytest.mark.django_db

SCRIPT = "Three drops are all I need."


@pytest.fixture
def sounds(media):
    """The media folder with a second of tone, a second of silence and a text that calls itself a sound."""
    tone = np.sin(np.arange(48_000) * 0.05).astype(np.float32)[None]
    write_wav(media / "tone.wav", 0.3 * tone)
    write_wav(media / "silence.wav", 0 * tone)
    (media / "notes.wav").write_text("not a sound")
    return media


def test_a_recording_is_copied_and_goes_into_the_film(order, sounds):
    answer = order(prompt="A serum.", voice_script=SCRIPT, voice_file="tone.wav")
    assert answer.status_code == 202, answer.json()
    job = Job.objects.get()
    assert job.voice_file == "tone.wav"
    (sounds / "tone.wav").unlink()
    recording = job.brief().voice_file
    assert recording is not None
    assert recording.is_file()
    assert recording.is_relative_to(job.folder)


def test_the_same_file_can_be_recording_and_music_of_a_film(order, sounds):
    asked = {"voice_script": SCRIPT, "voice_file": "tone.wav", "music_source": "tone.wav"}
    assert order(prompt="A serum.", media_files=["serum.png"], **asked).status_code == 202
    brief = Job.objects.get().brief()
    assert len({str(brief.voice_file), brief.music, str(brief.media[0].path)}) == 3


@pytest.mark.parametrize("empty", [{}, {"voice_file": ""}, {"voice_file": None}, {"clip_sound": None}])
def test_a_film_has_no_recording_and_mute_clips_unless_asked(order, empty):
    assert order(prompt="A serum.", **empty).status_code == 202
    brief = Job.objects.get().brief()
    assert brief.voice_file is None
    assert brief.clip_sound is False


def test_the_sound_of_clips_is_heard_when_asked_for(order):
    assert order(prompt="A serum.", clip_sound=True).status_code == 202
    assert Job.objects.get().brief().clip_sound is True


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"voice_script": ""}, "Send the words"),
        ({"voice_script": " … "}, "Send the words"),
        ({"voice": "heart"}, "either the recording or a voice"),
        ({"speaking_rate": 1.1}, "leave out the speaking rate"),
        ({"voice_file": 7}, "string"),
        ({"voice_file": " "}, "empty"),
        ({"voice_file": "missing.wav"}, "There is no file"),
        ({"voice_file": "/etc/passwd"}, "outside"),
        ({"voice_file": "../media/tone.wav"}, "'..'"),
        ({"voice_file": "http://example.com/tone.wav"}, "address"),
        ({"voice_file": "silence.wav"}, "silence.wav is silent"),
        ({"voice_file": "notes.wav"}, "notes.wav"),
        ({"voice_file": "serum.png"}, "serum.png"),
    ],
)
def test_a_recording_that_cannot_be_used_is_refused_at_its_field(order, sounds, storage, fields, words):
    answer = order(**{"prompt": "A serum.", "voice_script": SCRIPT, "voice_file": "tone.wav", **fields})
    assert answer.status_code == 400
    body = answer.json()
    assert [error["path"] for error in body["errors"]] == ["voice_file"]
    assert words in body["detail"]
    assert "voice-" not in body["detail"]
    assert not Job.objects.exists()
    assert not list((storage / "jobs").glob("*"))


@pytest.mark.parametrize("value", ["yes", 1, []])
def test_whether_clips_are_heard_is_true_or_false(order, value):
    answer = order(prompt="A serum.", clip_sound=value)
    assert answer.status_code == 400
    assert "true or false" in answer.json()["detail"]


@pytest.mark.parametrize(("name", "words"), [("silence.wav", "silent"), ("notes.wav", "notes.wav")])
def test_music_that_cannot_be_heard_is_refused(order, sounds, name, words):
    answer = order(prompt="A serum.", music_source=name)
    assert answer.status_code == 400
    assert answer.json()["errors"][0]["path"] == "music_source"
    assert words in answer.json()["detail"]
