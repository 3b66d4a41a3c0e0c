"""What ships arrives in the tables, and what staff changed there stays."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.core.management import CommandError, call_command

from engines.models import EngineProfile, ModerationRule
from presets.models import Preset

pytestmark = pytest.mark.django_db

PRESET = """\
- id: product_hero_clean
  name: {name}
  archetype: PRODUCT_HERO
  layout: product_hero_clean
  palette: {palette}
  transitions: [cut]
  camera: {camera}
"""
ENGINE = """\
v2:
  fallback_chain: [{chain}]
  engines:
    runway: {{label: Runway, timeout_s: {timeout_s}, max_duration_s: 10, capabilities: []}}
    local: {{label: Local, timeout_s: 600, max_duration_s: 60, capabilities: []}}
  preset_preferences: {{product_hero_clean: [runway]}}
  moderation: {{strictness: standard, brand_safe_strictness: standard}}
"""
RULES = "rules:\n  - {{name: rival, kind: {kind}, expression: '{expression}', public_reason: No rivals.}}\n"


@pytest.fixture
def ship(settings, tmp_path):
    """Write the shipped files and load them."""
    settings.CONFIG_ROOT = tmp_path

    def write_and_load(
        name: str = "Clean",
        palette: str = "{}",
        camera: str = "1.0",
        chain: str = "runway, local",
        timeout_s: str = "300",
        kind: str = "term",
        expression: str = "rival",
        **files: str,
    ) -> None:
        shipped = {
            "presets": PRESET.format(name=name, palette=palette, camera=camera),
            "engine": ENGINE.format(chain=chain, timeout_s=timeout_s),
            "moderation": RULES.format(kind=kind, expression=expression),
            **files,
        }
        for stem, text in shipped.items():
            (tmp_path / f"{stem}.yaml").write_text(text, encoding="utf-8")
        call_command("load_defaults", verbosity=0)

    return write_and_load


def test_everything_that_ships_can_be_loaded_twice():
    for _ in range(2):
        call_command("load_defaults", verbosity=0)
    wanted = """product_hero_clean product_hero_punchy overlay_classic overlay_glow overlay_bold meme_fast
        meme_smooth brand_safe_minimal cinematic_story stylized_promo"""
    assert set(Preset.objects.offered().values_list("id", flat=True)) == set(wanted.split())
    assert list(EngineProfile.objects.chain().values_list("name", flat=True))[-1] == "local"
    assert ModerationRule.objects.filter(enabled=True).exists()
    for row in [*Preset.objects.all(), *EngineProfile.objects.all(), *ModerationRule.objects.all()]:
        row.full_clean()


def test_what_staff_changed_stays_and_the_rest_follows_the_file(ship):
    ship()
    Preset.objects.update(name="Our own name", enabled=False)
    EngineProfile.objects.filter(name="runway").update(order=7, enabled=False)
    ModerationRule.objects.update(expression="our rival")
    ship(name="New name", camera="0.5", timeout_s="200", expression="new rival")
    preset = Preset.objects.get()
    assert (preset.name, preset.enabled, preset.camera) == ("Our own name", False, 0.5)
    runway = EngineProfile.objects.get(name="runway")
    assert (runway.order, runway.enabled, runway.timeout_s) == (7, False, 200)
    assert ModerationRule.objects.get().expression == "our rival"


def test_only_presets_without_a_layout_of_their_own_are_stand_ins():
    call_command("load_defaults", verbosity=0)
    own = {preset.id for preset in Preset.objects.all() if not preset.look().stand_in}
    assert own == {preset.id for preset in Preset.objects.all() if preset.layout == preset.id}


def test_a_field_that_the_file_gains_reaches_the_rows_that_were_there(ship):
    ship()
    ship(presets=PRESET.format(name="Clean", palette="{}", camera="1.0") + "  stand_in: true\n")
    assert Preset.objects.get().stand_in


def test_rows_of_the_staffs_own_stay(ship):
    ModerationRule.objects.create(name="own", expression="own", public_reason="Own.")
    ship()
    assert set(ModerationRule.objects.values_list("name", flat=True)) == {"own", "rival"}


def test_the_chain_becomes_the_order_and_preferences_go_to_the_engine(ship):
    ship()
    assert list(EngineProfile.objects.chain().values_list("name", flat=True)) == ["runway", "local"]
    assert EngineProfile.objects.get(name="runway").preferred_for == ["product_hero_clean"]


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"palette": "{accent: red}"}, ["product_hero_clean", "palette", "#RRGGBB"]),
        ({"camera": "9"}, ["product_hero_clean", "camera"]),
        ({"chain": "runway"}, ["engine.yaml", "local has to come last"]),
        ({"chain": "sora, local"}, ["engine.yaml", "fallback_chain", "sora"]),
        ({"timeout_s": "soon"}, ["engine.yaml", "v2.engines.runway.timeout_s", "soon"]),
        ({"kind": "pattern", "expression": "(a"}, ["rival", "RE2 cannot read"]),
        ({"moderation": "rules: [{name: x}]"}, ["moderation.yaml", "rules.0", "expression"]),
        ({"moderation": "rules: ["}, ["moderation.yaml", "cannot be read"]),
        ({"engine": "v1: {}"}, ["engine.yaml", "v2"]),
        ({"presets": "- {id: x, name: X, archetype: OVERLAY, layout: nope}"}, ["x", "layout"]),
        ({"presets": PRESET.format(name="A", palette="{}", camera="1") + "  colour: red\n"}, ["colour"]),
    ],
)
def test_a_mistake_in_a_file_is_said_with_its_place_and_nothing_is_loaded(ship, fields, words):
    with pytest.raises(CommandError) as refused:
        ship(**fields)
    for word in words:
        assert word in str(refused.value)
    assert not Preset.objects.exists()
    assert not ModerationRule.objects.exists()


def test_a_file_that_is_missing_is_named(settings, tmp_path):
    settings.CONFIG_ROOT = tmp_path
    with pytest.raises(CommandError, match="presets.yaml"):
        call_command("load_defaults")


def test_no_file_under_config_names_a_place_on_a_machine():
    for file in Path(django_settings.CONFIG_ROOT).glob("*.yaml"):
        assert "/home/" not in file.read_text(encoding="utf-8")
