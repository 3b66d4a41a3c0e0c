"""`POST /api/v2/jobs`: the contract, and every way to get it wrong."""

from __future__ import annotations

import pytest

from engines.models import ModerationRule
from jobs.models import Job

pytestmark = pytest.mark.django_db


def test_an_order_is_answered_with_its_number_its_state_and_its_scenes(order, media):
    answer = order(
        prompt="Product reveal. Key features. Call to action.",
        media_files=[str(media / "serum.png")],
        preset_id="product_hero_clean",
        brand_safe=True,
        voice_script="Introducing our amazing product. It works.",
        music_source="none",
        engine_override=None,
        target_duration_seconds=12,
        max_scenes=3,
    )
    assert answer.status_code == 202
    body = answer.json()
    job = Job.objects.get()
    assert body == {"job_id": job.pk, "status": "planning_scenes", "scene_count": job.scenes.count()}
    assert 1 <= body["scene_count"] <= 3
    assert answer["Location"] == f"http://testserver/api/v2/jobs/{job.pk}"
    assert answer.client.get(answer["Location"]).json()["job_id"] == job.pk


def test_a_prompt_is_enough(order):
    assert order(prompt="A serum in soft light.").status_code == 202
    job = Job.objects.get()
    assert (job.preset_id, job.brand_safe, job.target_duration_seconds) == ("product_hero_clean", True, 15)
    assert job.owner is None


def test_null_is_the_same_as_leaving_a_field_out(order):
    fields = ["media_files", "preset_id", "brand_safe", "voice_script", "music_source", "engine_override"]
    fields += [
        "target_duration_seconds",
        "max_scenes",
        "title",
        "voice",
        "language",
        "speaking_rate",
        "pronunciations",
    ]
    assert order(prompt="A serum.", **dict.fromkeys(fields)).status_code == 202
    assert Job.objects.get().brand_safe is True


def test_the_slash_at_the_end_does_not_matter(client, shipped):
    answer = client.post("/api/v2/jobs/", {"prompt": "A serum."}, content_type="application/json")
    assert answer.status_code == 202


def test_our_own_fields_are_kept(order):
    assert order(prompt="A serum.", title="Aurora", voice="heart", language="en").status_code == 202
    job = Job.objects.get()
    assert (job.title, job.voice, job.language) == ("Aurora", "heart", "en")


def test_how_the_voice_speaks_is_kept_for_the_film(order):
    said = {"SPF": "S P F", "Lumo": "loo mo"}
    assert order(prompt="A serum.", speaking_rate=1.1, pronunciations=said).status_code == 202
    brief = Job.objects.get().brief()
    assert (brief.speaking_rate, brief.pronunciations) == (1.1, said)


def test_a_film_is_spoken_at_the_voices_own_pace_unless_asked(order):
    assert order(prompt="A serum.").status_code == 202
    brief = Job.objects.get().brief()
    assert (brief.speaking_rate, brief.pronunciations) == (1.0, {})


@pytest.mark.parametrize(
    ("fields", "path", "words"),
    [
        ({}, "prompt", "required"),
        ({"prompt": None}, "prompt", "null"),
        ({"prompt": ""}, "prompt", "blank"),
        ({"prompt": " \n\t "}, "prompt", "blank"),
        ({"prompt": "\u200b\u200d"}, "prompt", "visible"),
        ({"prompt": 7}, "prompt", "string"),
        ({"prompt": True}, "prompt", "string"),
        ({"prompt": ["a"]}, "prompt", "string"),
        ({"prompt": {"a": 1}}, "prompt", "string"),
        ({"prompt": "x" * 20_001}, "prompt", "20000"),
        ({"media_files": "a.png"}, "media_files", "list"),
        ({"media_files": {"0": "a.png"}}, "media_files", "list"),
        ({"media_files": [1]}, "media_files[0]", "string"),
        ({"media_files": [None]}, "media_files[0]", "null"),
        ({"media_files": ["a.png"] * 21}, "media_files", "20"),
        ({"preset_id": "nope"}, "preset_id", "overlay_classic, product_hero_clean"),
        ({"preset_id": ""}, "preset_id", "blank"),
        ({"preset_id": 3}, "preset_id", "string"),
        ({"brand_safe": "yes"}, "brand_safe", "true or false"),
        ({"brand_safe": 1}, "brand_safe", "true or false"),
        ({"voice_script": "x" * 5_001}, "voice_script", "5000"),
        ({"voice_script": 5}, "voice_script", "string"),
        ({"music_source": "no_such_track"}, "music_source", "none"),
        ({"engine_override": "sora"}, "engine_override", "runway, luma, pika, local"),
        ({"engine_override": 1}, "engine_override", "string"),
        ({"target_duration_seconds": 0}, "target_duration_seconds", "1"),
        ({"target_duration_seconds": 61}, "target_duration_seconds", "60"),
        ({"target_duration_seconds": -3}, "target_duration_seconds", "1"),
        ({"target_duration_seconds": 15.0}, "target_duration_seconds", "whole number"),
        ({"target_duration_seconds": "15"}, "target_duration_seconds", "whole number"),
        ({"target_duration_seconds": True}, "target_duration_seconds", "whole number"),
        ({"max_scenes": 0}, "max_scenes", "1"),
        ({"max_scenes": 13}, "max_scenes", "12"),
        ({"max_scenes": False}, "max_scenes", "whole number"),
        ({"title": "x" * 201}, "title", "200"),
        ({"voice": "nobody"}, "voice", "heart"),
        ({"speaking_rate": 0.79}, "speaking_rate", "0.8"),
        ({"speaking_rate": 1.21}, "speaking_rate", "1.2"),
        ({"speaking_rate": "1.1"}, "speaking_rate", "number"),
        ({"speaking_rate": True}, "speaking_rate", "number"),
        ({"pronunciations": [["SPF", "S P F"]]}, "pronunciations", "object"),
        ({"pronunciations": {"New York": "x"}}, "pronunciations", "not one word"),
        ({"pronunciations": {"": "x"}}, "pronunciations", "not one word"),
        ({"pronunciations": {"!": "x"}}, "pronunciations", "not one word"),
        ({"pronunciations": {"SPF": "…"}}, "pronunciations", "letters"),
        ({"pronunciations": {"SPF": "a", "spf": "b"}}, "pronunciations", "twice"),
        ({"pronunciations": {str(n): "x" for n in range(51)}}, "pronunciations", "50"),
        ({"pronunciations": {"SPF": 5}}, "pronunciations.SPF", "string"),
        ({"language": "english please"}, "language", "language tag"),
        ({"language": "../../etc"}, "language", "language tag"),
        ({"colour": "red"}, "colour", "target_duration_seconds"),
        ({"status": "done"}, "status", "no such field"),
        ({"owner": 1}, "owner", "no such field"),
    ],
)
def test_what_is_wrong_is_said_at_its_field(order, fields, path, words):
    asked = {"prompt": "A serum."} | fields if fields else {}
    answer = order(**asked)
    body = answer.json()
    assert answer.status_code == 400
    assert isinstance(body["detail"], str)
    assert words in body["detail"]
    assert path in [error["path"] for error in body["errors"]]
    assert not Job.objects.exists()


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b" \n ",
        b"{",
        b"nonsense",
        b'{"prompt": "a",}',
        b"{'prompt': 'a'}",
        b'{"prompt": "a"} {"prompt": "b"}',
        b"[]",
        b'["prompt"]',
        b"null",
        b"true",
        b"3",
        b'"prompt"',
        b'{"prompt": "a", "prompt": "b"}',
        b'{"prompt": "a", "max_scenes": NaN}',
        b'{"prompt": "a", "max_scenes": Infinity}',
        b'{"prompt": "a", "max_scenes": -Infinity}',
        b'{"prompt": "a", "max_scenes": 1e999}',
        b'{"prompt": "a", "max_scenes": 1' + b"0" * 5000 + b"}",
        b'{"prompt": "a", "max_scenes": 99999999999999999999}',
        b'{"prompt": "a\\u0000b"}',
        b'{"prompt": "a\x00b"}',
        b'{"prompt": "\\ud800"}',
        b'{"prompt": "\\udfff\\ud800"}',
        b'{"prompt": "a", "media_files": ["\\ud800.png"]}',
        b'{"prompt": "a", "title": "\\u0000"}',
        b'{"\\ud800": 1, "prompt": "a"}',
        b'{"prompt": "\xff\xfe"}',
        b"\xff\xfe{\x00}\x00",
        b"[" * 100_000,
        b'{"prompt":' * 5_000,
        b'{"prompt": "a", "media_files": ' + b"[" * 33 + b"]" * 33 + b"}",
        b'"' + b'\\"' * 200_000,
        b'{"prompt": "a\nb"}',
        b"<xml/>",
        b"prompt=a",
    ],
)
def test_a_body_that_is_no_sound_json_object_is_refused_in_json(order, body):
    answer = order(body)
    assert answer.status_code == 400
    assert isinstance(answer.json()["detail"], str)
    assert not Job.objects.exists()


def test_a_body_beyond_the_limit_is_refused_in_json(order):
    answer = order(b'{"prompt": "' + b"x" * 10_000_000 + b'"}')
    assert answer.status_code == 413
    assert "kB" in answer.json()["detail"]


@pytest.mark.parametrize(
    "content_type",
    [
        "text/plain",
        "application/xml",
        "multipart/form-data; boundary=x",
        "application/x-www-form-urlencoded",
        "x",
        "",
    ],
)
def test_another_content_type_is_refused_in_json(order, content_type):
    answer = order(b'{"prompt": "a"}', content_type=content_type)
    assert answer.status_code == 415
    assert "application/json" in answer.json()["detail"]


def test_utf8_with_a_byte_order_mark_and_emoji_is_taken(order):
    assert order('\ufeff{"prompt": "Ein Serum 🌅 für مساء الخير."}'.encode()).status_code == 202


def test_a_rule_that_blocks_tells_its_public_reason(order):
    ModerationRule.objects.create(name="claims", expression="miracle", public_reason="No miracles, please.")
    answer = order(prompt="A MIRACLE serum.")
    assert answer.status_code == 400
    assert answer.json()["detail"] == "prompt: No miracles, please."
    assert not Job.objects.exists()


def test_a_rule_hears_what_a_word_is_spoken_as(order):
    ModerationRule.objects.create(name="claims", expression="miracle", public_reason="No miracles, please.")
    answer = order(prompt="A serum.", voice_script="Try Lumo.", pronunciations={"Lumo": "miracle"})
    assert answer.status_code == 400
    assert "No miracles, please." in answer.json()["detail"]


def test_a_rule_that_replaces_cleans_the_prompt(order):
    ModerationRule.objects.create(
        name="rival",
        expression="Rival Inc",
        action="replace",
        replacement="others",
        public_reason="Rivals are not named.",
    )
    assert order(prompt="Better than rival  inc.").status_code == 202
    job = Job.objects.get()
    assert job.prompt == "Better than others."
    assert [note["why"] for note in job.notes] == ["Rivals are not named."]


def test_a_disabled_preset_cannot_be_ordered(order):
    from presets.models import Preset

    Preset.objects.filter(pk="overlay_classic").update(enabled=False)
    assert order(prompt="A lamp.", preset_id="overlay_classic").status_code == 400
