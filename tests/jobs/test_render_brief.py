"""`render_brief` needs a brief and nothing else, and says in one line what is wrong with it."""

from __future__ import annotations

import errno
import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from django.core.management import CommandError, call_command

from jobs.management.commands import render_brief
from pytoon.film.probe import probe
from pytoon.film.sound.wav import write_wav
from tests.factories import picture
from tests.jobs.server import ROOT, children_of, lives, wait_until

BRIEF = {
    "prompt": "The serum in soft light. Order it now.",
    "media_files": ["serum.png"],
    "music_source": "none",
    "target_duration_seconds": 2,
    "max_scenes": 2,
}


@pytest.fixture
def brief_file(tmp_path):
    picture(tmp_path)

    def write(brief=BRIEF, **changes):
        path = tmp_path / "brief.json"
        path.write_text(brief if isinstance(brief, str) else json.dumps({**brief, **changes}))
        return str(path)

    return write


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"brief": "{"}, "not JSON"),
        ({"brief": "[]"}, "JSON object"),
        ({"prompt": ""}, "prompt"),
        ({"colour": "red"}, "There is no such field"),
        ({"target_duration_seconds": 61}, "target_duration_seconds"),
        ({"preset_id": "nope"}, "product_hero_clean"),
        ({"engine_override": "nope"}, "runway"),
        ({"music_source": "nope"}, "upbeat_corporate"),
        ({"media_files": ["missing.png"]}, "missing.png"),
        ({"media_files": ["brief.json"]}, "brief.json"),
        ({"media_files": ["a" * 300 + ".png"]}, "media_files[0]: "),
        ({"media_files": ["a\0.png"]}, "NUL"),
        ({"media_files": ["a\ud800.png"]}, "surrogate"),
        ({"music_source": f"/{'a' * 300}.mp3"}, "music_source: "),
        ({"music_source": "./missing.mp3"}, "missing.mp3"),
        ({"music_source": "./serum.png"}, "serum.png"),
        ({"voice_file": "./serum.png"}, "voice_file"),
        ({"voice_file": "./serum.png", "voice_script": "Hello."}, "voice_file: serum.png"),
    ],
)
def test_a_brief_that_cannot_be_made_is_told_in_one_line(brief_file, tmp_path, changes, said):
    with pytest.raises(CommandError) as caught:
        call_command("render_brief", brief_file(**changes), output=tmp_path / "film.mp4")
    assert said in str(caught.value)
    assert "\n" not in str(caught.value)
    assert caught.value.returncode == 2


def test_a_brief_with_a_recording_and_clips_that_are_heard_is_read(brief_file, tmp_path):
    write_wav(tmp_path / "voice.wav", np.full((1, 48_000), 0.3, np.float32))
    path = brief_file(voice_script="Hello.", voice_file="voice.wav", clip_sound=True)
    brief = render_brief.read_brief(Path(path))
    assert brief.voice_file == tmp_path / "voice.wav"
    assert brief.clip_sound is True


@pytest.mark.parametrize(
    "name", ["nowhere/film.mp4", "film.avi", "folder.mp4", "taken.mp4", f"{'a' * 250}.mp4"]
)
def test_an_output_that_cannot_be_written_is_told_before_the_brief_is_read(tmp_path, name):
    (tmp_path / "folder.mp4").mkdir()
    (tmp_path / "taken.srt").mkdir()
    before = sorted(tmp_path.iterdir())
    with pytest.raises(CommandError) as caught:
        call_command("render_brief", str(tmp_path / "missing.json"), output=tmp_path / name)
    assert "a .mp4 file in a folder that exists" in str(caught.value)
    assert "\n" not in str(caught.value)
    assert caught.value.returncode == 2
    assert sorted(tmp_path.iterdir()) == before


def test_an_output_in_a_folder_that_takes_no_files_is_told_before_the_brief_is_read(tmp_path):
    with pytest.raises(CommandError, match="you may write to") as caught:
        call_command("render_brief", str(tmp_path / "missing.json"), output=Path("/proc/film.mp4"))
    assert caught.value.returncode == 2


def test_a_disk_that_is_full_is_told_in_one_line(brief_file, tmp_path, monkeypatch):
    def full(*args, **options):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), "film.wav")

    monkeypatch.setattr(render_brief, "make_film", full)
    with pytest.raises(CommandError, match="no film: film.wav: No space left") as caught:
        call_command("render_brief", brief_file(), output=tmp_path / "film.mp4")
    assert caught.value.returncode == 1


@pytest.mark.media
def test_a_film_and_its_subtitles_are_made_without_server_queue_or_database(brief_file, tmp_path):
    film = tmp_path / "film.mp4"
    environment = {
        **os.environ,
        "DATABASE_URL": "sqlite:////nowhere/there.sqlite3",
        "REDIS_URL": "unix:///nowhere",
    }
    done = _render(brief_file(), film, env=environment)
    said, progress = done.communicate(timeout=120)
    assert (done.returncode, said) == (0, f"{film}\n"), progress
    frames = probe(film).video.frames
    assert frames >= 60
    assert f"/{frames} " in progress
    assert film.with_suffix(".srt").is_file()
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "brief.json",
        "film.mp4",
        "film.srt",
        "serum.png",
    ]


@pytest.mark.media
def test_a_render_that_is_stopped_leaves_no_process_and_no_file(brief_file, tmp_path):
    process = _render(brief_file(target_duration_seconds=20), tmp_path / "film.mp4")
    wait_until(lambda: len(children_of(process.pid)) >= 3, "scenes are being shot")
    family = children_of(process.pid)
    process.send_signal(signal.SIGTERM)
    assert process.wait(30) == 1
    wait_until(lambda: not any(map(lives, family)), "its children are gone", 5)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["brief.json", "serum.png"]


def _render(brief: str, film, **options) -> subprocess.Popen:
    return subprocess.Popen(
        [sys.executable, "manage.py", "render_brief", brief, "-o", str(film)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        **options,
    )
