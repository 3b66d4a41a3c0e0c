"""Imports point down: jobs -> engines, presets -> pytoon.film; the film library stands alone."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from pytoon import bootstrap

ROOT = Path(__file__).parents[1]

#: What each part may import of the other parts, and of the web.
ALLOWED = {
    "pytoon/film": {"pytoon.film"},
    "presets": {"presets", "pytoon"},
    "engines": {"engines", "pytoon"},
    "jobs": {"jobs", "engines", "presets", "pytoon"},
}
OURS = {"pytoon", "presets", "engines", "jobs"}
WEB = {"django", "rest_framework", "rq", "django_rq", "redis", "requests", "uvicorn"}


def modules(part: str) -> Iterator[Path]:
    return (path for path in (ROOT / part).rglob("*.py") if "migrations" not in path.parts)


def imported(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path.relative_to(ROOT)} imports relatively"
            yield node.module or ""


@pytest.mark.parametrize("part", ALLOWED)
def test_a_part_imports_only_what_lies_below_it(part):
    allowed = ALLOWED[part]
    wrong = [
        f"{path.relative_to(ROOT)} imports {name}"
        for path in modules(part)
        for name in imported(path)
        if name.split(".")[0] in OURS and not any(name == a or name.startswith(f"{a}.") for a in allowed)
    ]
    assert not wrong


def test_the_film_library_knows_no_web_no_queue_and_no_database():
    wrong = [
        f"{path.relative_to(ROOT)} imports {name}"
        for path in modules("pytoon/film")
        for name in imported(path)
        if name.split(".")[0] in WEB
    ]
    assert not wrong


def test_each_outside_program_is_started_through_its_one_door():
    wrong = [
        str(path.relative_to(ROOT))
        for path in modules("pytoon/film")
        if path.name not in ("ffmpeg.py", "espeak.py") and "subprocess" in set(imported(path))
    ]
    assert not wrong


def test_requirements_name_no_index_and_pin_every_package_with_a_hash():
    for name in bootstrap.DOWNLOAD_MB:
        text = (ROOT / name).read_text(encoding="utf-8")
        assert "://" not in text, f"{name} names an address"
        packages = [line for line in text.splitlines() if line[:1].isalnum()]
        assert packages
        assert all("==" in line and line.endswith("\\") for line in packages)
