"""The admin: what staff see and what they may change."""

from __future__ import annotations

import pytest
from django.urls import reverse

from engines.models import EngineProfile, ModerationRule, ModerationTally
from jobs.models import Artifact, JobStatus
from presets.models import Preset
from tests.factories import make_job, make_preset

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def quick_passwords(settings) -> None:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def rows(storage):
    job = make_job(JobStatus.DONE, scenes=2, title="Aurora <b>", notes=[{"scene_id": None, "why": "<b>why"}])
    Artifact.objects.create(job=job, kind="thumbnail", path="thumbnail.jpg", size_bytes=1, sha256="0" * 64)
    EngineProfile.load({"name": "local"}, {"label": "Local studio"})
    ModerationRule.load(
        {"name": "rival"}, {"expression": "rival", "action": "replace", "public_reason": "No rivals."}
    )
    return job


def test_every_page_of_the_admin_opens(admin_client, rows):
    addresses = [reverse("admin:index")]
    for model, key in (
        ("jobs_job", rows.pk),
        ("presets_preset", "product_hero_clean"),
        ("engines_engineprofile", "local"),
        ("engines_moderationrule", ModerationRule.objects.get().pk),
    ):
        addresses += [reverse(f"admin:{model}_changelist"), reverse(f"admin:{model}_change", args=[key])]
    addresses += [reverse("admin:jobs_job_changelist") + "?q=aurora&status=done"]
    for address in addresses:
        answer = admin_client.get(address)
        assert answer.status_code == 200, address
        assert "<b>why" not in answer.content.decode()
    assert b"Pytoon" in admin_client.get(reverse("admin:index")).content


def test_a_job_shows_its_poster_and_its_documents_and_cannot_be_changed(admin_client, rows):
    listed = admin_client.get(reverse("admin:jobs_job_changelist")).content.decode()
    assert f'src="/files/jobs/{rows.pk}/thumbnail.jpg"' in listed
    assert "Aurora &lt;b&gt;" in listed
    address = reverse("admin:jobs_job_change", args=[rows.pk])
    page = admin_client.get(address).content.decode()
    assert f"/api/v2/jobs/{rows.pk}/timeline" in page
    assert 'name="_save"' not in page
    assert admin_client.post(address, {"title": "x"}).status_code == 403
    assert admin_client.get(reverse("admin:jobs_job_add")).status_code == 403


def test_a_preset_with_a_wrong_colour_is_refused_in_words(admin_client, rows):
    preset = Preset.objects.get()
    address = reverse("admin:presets_preset_change", args=[preset.pk])
    fields = {
        "name": preset.name,
        "description": "",
        "enabled": "on",
        "order": 0,
        "archetype": preset.archetype,
        "layout": preset.layout,
        "palette": '{"accent": "red; }"}',
        "camera": 1,
        "transitions": '["cut", "explode"]',
        "transition_ms": 300,
        "scene_min_ms": 2400,
        "scene_max_ms": 4000,
        "music": "upbeat_corporate",
    }
    page = admin_client.post(address, fields).content.decode()
    assert "is no colour" in page
    assert "Unknown transition" in page
    fields |= {"palette": '{"accent": "#112233"}', "transitions": '["fade"]'}
    assert admin_client.post(address, fields).status_code == 302
    preset.refresh_from_db()
    assert (preset.palette, preset.transitions) == ({"accent": "#112233"}, ["fade"])


def test_a_shipped_row_is_switched_off_and_not_deleted(admin_client, rows):
    address = reverse("admin:engines_engineprofile_delete", args=["local"])
    assert admin_client.post(address, {"post": "yes"}).status_code == 403
    own = ModerationRule.objects.create(name="own", expression="own", public_reason="Own.")
    address = reverse("admin:engines_moderationrule_delete", args=[own.pk])
    assert admin_client.post(address, {"post": "yes"}).status_code == 302


def test_a_pattern_that_re2_cannot_read_is_refused(admin_client, rows):
    fields = {"name": "bad", "kind": "pattern", "expression": "(a", "action": "block", "scope": "everything"}
    page = admin_client.post(
        reverse("admin:engines_moderationrule_add"), fields | {"public_reason": "No.", "replacement": ""}
    ).content.decode()
    assert "RE2 cannot read this pattern" in page


def test_a_text_can_be_tried_without_being_counted(admin_client, rows):
    address = reverse("admin:engines_moderationrule_try")
    page = admin_client.post(
        address, {"text": "Better than a RIVAL <b>.", "brand_safe": "on"}
    ).content.decode()
    assert "No rivals." in page
    assert "Better than a  &lt;b&gt;." in page
    assert not ModerationTally.objects.exists()


def test_staff_without_permissions_see_nothing(client, rows, django_user_model):
    client.force_login(django_user_model.objects.create_user("intern", is_staff=True))
    for name in ("jobs_job", "presets_preset", "engines_moderationrule"):
        assert client.get(reverse(f"admin:{name}_changelist")).status_code == 403
    assert client.get(reverse("admin:engines_moderationrule_try")).status_code == 403


def test_nobody_can_empty_a_queue_through_the_admin(admin_client, rows):
    assert b"django_rq" not in admin_client.get(reverse("admin:index")).content
    assert admin_client.get("/admin/django_rq/dashboard/").status_code == 404


def test_the_list_of_jobs_asks_a_fixed_number_of_questions(admin_client, rows, django_assert_num_queries):
    address = reverse("admin:jobs_job_changelist")
    make_preset("overlay_classic")
    with django_assert_num_queries(9):
        admin_client.get(address)
    for _ in range(10):
        make_job(JobStatus.DONE, scenes=1)
    with django_assert_num_queries(9):
        admin_client.get(address)
