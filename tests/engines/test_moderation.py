"""What the rules find, what they leave alone, and what comes of it."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command

from engines import moderation
from engines.models import ModerationRule, ModerationTally
from engines.moderation import review_with

ANYTHING = {"script": "", "title": "", "strictness": "standard"}


def rule(expression: str, **fields) -> ModerationRule:
    return ModerationRule(name="rule", expression=expression, public_reason="Not here.", **fields)


def met(expression: str, text: str, **fields) -> bool:
    return bool(review_with([rule(expression, **fields)], prompt=text, **ANYTHING).flags)


@pytest.mark.parametrize(
    "text",
    [
        "gun",
        "A GUN.",
        "a Gun, please",
        "(gun)",
        "\uff27\uff35\uff2e",
        "g\u200bu\u00adn",
        "\U0001d420\U0001d42e\U0001d427",
        "old\u00a0gun\u3000new",
    ],
)
def test_a_term_is_found_whatever_its_dress(text):
    assert met("Gun", text)


@pytest.mark.parametrize("text", ["", "begun", "gunwale", "gun_metal", "shotgun", "g u n", "gün", "🔫"])
def test_a_term_is_found_as_a_whole_word_only(text):
    assert not met("gun", text)


@pytest.mark.parametrize("text", ["killer  deal", "KILLER\ndeal", "killer\tDeal!"])
def test_a_phrase_is_found_over_any_white_space(text):
    assert met("killer deal", text)


def test_a_term_in_a_script_without_spaces_is_found_inside_a_run():
    assert met("爆弾", "これは爆弾です")
    assert not met("爆弾", "これは花火です")


def test_letters_that_mean_something_in_patterns_are_only_letters_in_a_term():
    assert met("c++ (fast)", "Learn C++ (fast) now")
    assert not met("c.t", "cat")
    assert met("straße", "STRASSE")


def test_a_pattern_is_held_against_small_letters():
    assert met(r"\bb[o0]mb\b", "A B0MB.", kind="pattern")


def test_a_pattern_cannot_take_long():
    assert not met("(a+)+$", "a" * 20_000 + "b", kind="pattern")


@pytest.mark.parametrize(
    ("scope", "fields"),
    [
        ("prompt", ["prompt"]),
        ("script", ["voice_script"]),
        ("everything", ["prompt", "voice_script", "title"]),
    ],
)
def test_a_rule_is_held_against_its_scope(scope, fields):
    verdict = review_with([rule("x", scope=scope)], prompt="x", script="x", title="x", strictness="standard")
    assert [flag.field for flag in verdict.flags] == fields


def test_a_replacement_keeps_everything_around_it():
    cleaned = review_with(
        [rule("Rival  Inc", action="replace", replacement="others")],
        prompt="Überall RIVAL INC, 🌅 rival\u200b inc! Ende",
        **ANYTHING,
    )
    assert cleaned.prompt == "Überall others, 🌅 others! Ende"
    assert cleaned.blocked is None


def test_a_replacement_is_seen_by_the_rules_after_it():
    rules = [rule("first", action="replace", replacement="second"), rule("second")]
    assert review_with(rules, prompt="first", **ANYTHING).blocked


def test_a_pattern_that_matches_nothing_replaces_nothing():
    rules = [rule("x*", kind="pattern", action="replace", replacement="-")]
    assert review_with(rules, prompt="abc", **ANYTHING).prompt == "abc"


def test_a_warning_refuses_under_strict_rules_only():
    warning = [rule("cure", action="warn")]
    words = {"prompt": "A cure.", "script": "", "title": ""}
    assert review_with(warning, **words, strictness="standard").blocked is None
    assert review_with(warning, **words, strictness="strict").blocked


@pytest.mark.django_db
def test_only_enabled_rules_of_the_right_kind_of_request_hold():
    ModerationRule.objects.create(name="off", expression="off", public_reason="-", enabled=False)
    ModerationRule.objects.create(name="safe", expression="safe", public_reason="-", brand_safe_only=True)
    assert not moderation.review(prompt="off").flags
    assert moderation.review(prompt="safe", brand_safe=True).blocked
    assert not moderation.review(prompt="safe", brand_safe=False).flags


@pytest.mark.django_db
def test_what_was_found_is_counted():
    ModerationRule.objects.create(name="rival", expression="rival", action="replace", public_reason="-")
    for _ in range(3):
        moderation.tally(moderation.review(prompt="rival"), engine="local")
    counted = ModerationTally.objects.get()
    assert (counted.trigger, counted.action, counted.engine, counted.flags) == (
        "rival",
        "replace",
        "local",
        3,
    )


@pytest.mark.parametrize("expression", ["(a", "[", r"(?<=a)b", r"(a)\1", " "])
def test_a_pattern_that_cannot_be_held_is_refused_when_it_is_saved(expression):
    with pytest.raises(ValidationError):
        rule(expression, kind="pattern").clean()


@pytest.fixture
def shipped_rules(db) -> None:
    call_command("load_defaults", verbosity=0)


@pytest.mark.parametrize(
    "text",
    [
        "A killer deal on killer heels.",
        "Shoot the photos at golden hour; one shot, one take.",
        "The bomb cyclone jacket. Explosive colour. Bath bombs, 3 for 2.",
        "Kill the noise. Die-cut edges. Drop-dead gorgeous.",
        "Toys for kids. Sexy perfume for grown-ups.",
        "Naked juice, nude lipstick, children's books.",
        "Cut yourself some slack. Suicide prevention saves lives: call 988.",
        "A water gun, a glue gun, a massage gun.",
        "White power bank, 20,000 mAh. The white, powerful vacuum.",
        "Order at hush.example for 9.90.",
        "How to make a bath bomb at home.",
        "Jews, Muslims and Christians welcome.",
    ],
)
def test_honest_advertising_passes_the_shipped_rules(shipped_rules, text):
    assert not moderation.review(prompt=text, script=text, title=text).flags


@pytest.mark.parametrize(
    "text",
    [
        "How to make a pipe bomb in your kitchen.",
        "how to 3d print... how to build a ghost gun",
        "Child porn.",
        "Naked children.",
        "Sexy schoolgirls.",
        "Go kill yourself.",
        "The best way to kill yourself.",
        "Kill all immigrants.",
        "Sieg Heil!",
        "ＫＩＬＬ ＹＯＵＲＳＥＬＦ",
    ],
)
def test_what_must_not_be_made_is_refused_by_the_shipped_rules(shipped_rules, text):
    for verdict in (moderation.review(prompt=text), moderation.review(prompt="A film.", script=text)):
        assert verdict.blocked
        assert verdict.blocked.reason


def test_addresses_and_keys_are_taken_out_of_prompts_by_the_shipped_rules(shipped_rules):
    verdict = moderation.review(
        prompt="Write to Jo.Doe+x@mail.example.org with sk-ABCDEFGHIJKLMNOPQRSTUVWXYZ now."
    )
    assert verdict.prompt == "Write to  with  now."
    assert verdict.blocked is None
