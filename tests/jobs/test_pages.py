"""The pages, as a browser without scripts sees them."""

from __future__ import annotations

import io
import re
import wave

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from PIL import Image

from engines.models import EngineProfile, ModerationRule
from jobs import uploads
from jobs.models import Artifact, Job, JobStatus, Scene, SceneStatus
from jobs.orders import place_order
from pytoon.film.media import PICTURE_FORMATS
from tests.factories import make_job, make_preset

pytestmark = pytest.mark.django_db

HOSTILE = "<script>alert(1)</script><img src=x onerror=alert(2)>\"'>{{ 7 }}"
TIMELINE = {
    "version": "2.0",
    "totalDuration": 7600,
    "timeline": [
        {"sceneId": 1, "start": 0, "end": 3800, "transition": {"type": "cut", "duration": 0}},
        {"sceneId": 2, "start": 3800, "end": 7600, "transition": {"type": "cut", "duration": 0}},
    ],
    "tracks": {
        "video": [],
        "audio": [],
        "captions": [
            {"text": "Less <b>noise</b> --> more day", "start": 0, "end": 1500, "sceneId": 1, "words": []},
            {"text": "One\n\ncharge", "start": 61_000, "end": 3_661_250, "sceneId": 2, "words": []},
        ],
    },
}


def picture(name: str = "serum.png", size: tuple[int, int] = (64, 96)) -> SimpleUploadedFile:
    data = io.BytesIO()
    Image.new("RGB", size, (200, 120, 60)).save(data, "PNG")
    return SimpleUploadedFile(name, data.getvalue(), "image/png")


def recording(name: str = "take.wav") -> SimpleUploadedFile:
    data = io.BytesIO()
    with wave.open(data, "wb") as sound:
        sound.setparams((1, 2, 8000, 0, "NONE", ""))
        sound.writeframes(b"\x00\x20\x00\xe0" * 4000)
    return SimpleUploadedFile(name, data.getvalue(), "audio/wav")


def make_film(**fields) -> Job:
    job = make_job(JobStatus.DONE, scenes=2, progress_pct=100.0, timeline=TIMELINE, **fields)
    Scene.objects.filter(job=job).update(status=SceneStatus.DONE, engine_used="local")
    for kind, path in (
        ("film", "output.mp4"),
        ("thumbnail", "thumbnail.jpg"),
        ("subtitles", "captions.srt"),
        ("scene", "scenes/scene_1.mp4"),
    ):
        target = job.folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(b"0123456789")
        Artifact.objects.create(job=job, kind=kind, path=path, size_bytes=10, sha256="0" * 64)
    return job


@pytest.fixture
def shipped():
    make_preset()
    EngineProfile.objects.create(name="local", label="Local studio")


@pytest.fixture
def send(client, shipped):
    def post(**fields):
        return client.post(
            "/new/",
            {
                "prompt": "A serum in soft light.",
                "preset_id": "product_hero_clean",
                "target_duration_seconds": "15",
                "brand_safe": "on",
                **fields,
            },
        )

    return post


def test_an_empty_gallery_says_how_to_begin(client):
    page = client.get("/").content.decode()
    assert "The first film is yours." in page
    assert 'href="/new/"' in page


def test_the_gallery_shows_each_film_with_its_poster_its_state_and_its_age(client):
    film = make_film(title="Aurora")
    make_job(JobStatus.RENDERING_SCENES, title="Bottle", progress_pct=43.2)
    make_job(JobStatus.FAILED, title="Chair")
    page = client.get("/").content.decode()
    assert f'src="/files/jobs/{film.pk}/thumbnail.jpg"' in page
    assert f'href="/jobs/{film.pk}/"' in page
    assert "Shooting · 43 %" in page
    assert "Failed" in page
    assert "just now" in page


def test_the_gallery_refreshes_itself_only_while_something_is_in_the_making(client):
    make_film()
    assert b"data-running" not in client.get("/").content
    assert b'http-equiv="refresh"' not in client.get("/").content
    make_job(JobStatus.COMPOSING)
    assert b"data-running" in client.get("/gallery/cards/").content
    assert b'http-equiv="refresh"' in client.get("/").content


def test_the_gallery_can_be_narrowed_and_paged_and_survives_nonsense(client):
    make_film(title="Finished one")
    make_job(JobStatus.FAILED, title="Broken one")
    done = client.get("/?status=done").content.decode()
    assert "Finished one" in done
    assert "Broken one" not in done
    for query in ("?status=nonsense", "?page=99", "?page=-1", "?page=x", "?page=%00", "?status=%ff"):
        assert client.get(f"/{query}").status_code == 200


def test_the_number_of_queries_of_the_gallery_does_not_grow(client, django_assert_num_queries):
    make_film()
    with django_assert_num_queries(4):
        client.get("/")
    for _ in range(49):
        make_job(JobStatus.DONE, scenes=1)
    with django_assert_num_queries(4):
        client.get("/")


def test_a_finished_film_can_be_played_with_captions_and_downloaded(client):
    job = make_film(title="Aurora")
    page = client.get(f"/jobs/{job.pk}/").content.decode()
    assert f'<source src="/files/jobs/{job.pk}/output.mp4" type="video/mp4">' in page
    assert f'poster="/files/jobs/{job.pk}/thumbnail.jpg"' in page
    assert f'src="/jobs/{job.pk}/captions.vtt"' in page
    assert f'href="/files/jobs/{job.pk}/output.mp4?download=1"' in page
    assert f'href="/files/jobs/{job.pk}/scenes/scene_1.mp4"' in page
    assert "0:08" in page
    assert 'http-equiv="refresh"' not in page


def test_a_running_film_shows_stage_progress_and_finished_scenes(client):
    job = make_job(JobStatus.RENDERING_SCENES, scenes=3, progress_pct=40.0, timeline=TIMELINE)
    Scene.objects.filter(job=job, number=1).update(status=SceneStatus.DONE, engine_used="local")
    for address in (f"/jobs/{job.pk}/", f"/jobs/{job.pk}/live/"):
        page = client.get(address).content.decode()
        assert "1 of 3" in page
        assert "40 %" in page
        assert "data-running" in page
        assert "<video" not in page


def test_a_failed_film_says_why_and_where(client):
    job = make_job(JobStatus.FAILED, scenes=2, timeline=TIMELINE, failure="The clip a.mp4 holds no picture.")
    page = client.get(f"/jobs/{job.pk}/").content.decode()
    assert "The clip a.mp4 holds no picture." in page
    assert "There is no film" in page
    assert 'class="broken"' in page
    assert "data-running" not in page


def test_the_timeline_is_drawn_where_its_parts_are(client):
    tracks = {
        "audio": [
            {"type": "voiceover", "start": 0, "end": 10_000, "duckRegions": []},
            {"type": "music", "start": 0, "end": 10_000, "duckRegions": [{"start": 1000, "end": 4000}]},
            {"type": "sfx", "start": 5000, "end": 8000, "duckRegions": []},
        ],
        "captions": [
            {
                "text": "Less noise.",
                "start": 1000,
                "end": 4000,
                "words": [
                    {"text": "Less", "start": 1200, "end": 2000},
                    {"text": "noise.", "start": 2000, "end": 3000},
                ],
            }
        ],
    }
    timeline = {
        "totalDuration": 10_000,
        "timeline": [{"sceneId": 1, "start": 0, "end": 10_000}],
        "tracks": tracks,
    }
    job = make_job(JobStatus.RENDERING_SCENES, scenes=1, timeline=timeline)
    page = client.get(f"/jobs/{job.pk}/").content.decode()
    for drawn in (
        '<rect class="scene shade-1" x="0" width="1000"',
        '<rect class="caption" x="100" width="300"',
        '<rect class="voice" x="120" width="180"',
        '<rect class="music" x="0" width="1000"',
        '<rect class="ducked" x="100" width="300"',
        '<rect class="clip" x="500" width="300"',
    ):
        assert drawn in page


@pytest.mark.parametrize("status", JobStatus.values)
def test_every_state_has_a_page(client, status):
    job = make_job(status, scenes=1)
    assert client.get(f"/jobs/{job.pk}/").status_code == 200


def test_what_was_simplified_stands_on_the_page(client):
    job = make_film(notes=[{"scene_id": 2, "what": "engine", "why": "There is no key for runway."}])
    Scene.objects.filter(job=job, number=2).update(
        engine_planned="runway", fallback_used=True, fallback_reason="There is no key for runway."
    )
    page = client.get(f"/jobs/{job.pk}/").content.decode()
    assert "What was simplified" in page
    assert page.count("There is no key for runway.") == 2


def test_nothing_that_was_written_by_others_runs(client):
    job = make_film(
        title=HOSTILE[:200],
        failure=HOSTILE,
        notes=[{"scene_id": None, "what": HOSTILE, "why": HOSTILE}],
        media_files=[HOSTILE],
        voice_script=HOSTILE,
        language=HOSTILE[:35],
        scene_graph={"scenes": [{"id": 1, "role": HOSTILE, "description": HOSTILE, "audio": HOSTILE}]},
    )
    Job.objects.filter(pk=job.pk).update(prompt=HOSTILE)
    Scene.objects.filter(job=job).update(
        fallback_used=True, fallback_reason=HOSTILE, engine_used=HOSTILE[:40]
    )
    for address in ("/", f"/jobs/{job.pk}/", f"/jobs/{job.pk}/live/"):
        page = client.get(address).content.decode()
        assert "<script>" not in page
        assert "<img src=x" not in page


@pytest.mark.parametrize("address", ["/", "/new/", "/nothing", "/admin/login/", "/api/docs"])
def test_every_page_forbids_inline_code_and_holds_none(client, address):
    answer = client.get(address)
    policy = answer["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert "default-src 'none'" in policy
    assert answer["X-Content-Type-Options"] == "nosniff"
    page = answer.content.decode()
    assert "<style" not in page
    assert not re.search(r"\sstyle=|\son[a-z]+=", page)
    assert not re.search(r"<script(?![^>]*src=)", page)


def test_captions_become_web_vtt(client):
    job = make_film()
    answer = client.get(f"/jobs/{job.pk}/captions.vtt")
    assert answer["Content-Type"] == "text/vtt; charset=utf-8"
    assert answer.content.decode() == (
        "WEBVTT\n\n"
        "00:00:00.000 --> 00:00:01.500\nLess &lt;b&gt;noise&lt;/b&gt; --&gt; more day\n\n"
        "00:01:01.000 --> 01:01:01.250\nOne\ncharge\n"
    )


@pytest.mark.parametrize("address", ["/nothing", "/jobs/abc/", "/jobs/abc/live/", "/jobs/abc/captions.vtt"])
def test_an_unknown_page_is_a_404_of_our_own(client, address):
    answer = client.get(address)
    assert answer.status_code == 404
    assert "This reel is empty." in answer.content.decode()


def test_in_production_the_pages_show_only_ones_own_films(settings, client, django_user_model):
    settings.EMBEDDED = False
    alice = django_user_model.objects.create_user("alice")
    charlie = django_user_model.objects.create_user("charlie")
    job = make_job(owner=alice, title="Mine")
    client.force_login(alice)
    assert b"Mine" in client.get("/").content
    client.force_login(charlie)
    assert b"Mine" not in client.get("/").content
    assert client.get(f"/jobs/{job.pk}/").status_code == 404
    client.logout()
    assert client.get("/new/").status_code == 302


def test_the_form_makes_a_job_and_leads_to_its_page(send):
    answer = send(title="Aurora", voice_script="Good morning.", music_source="none", max_scenes="2")
    job = Job.objects.get()
    assert answer.status_code == 302
    assert answer["Location"] == reverse("job", args=[job.pk])
    assert (job.title, job.voice_script, job.music_source, job.max_scenes) == (
        "Aurora",
        "Good morning.",
        "none",
        2,
    )
    assert job.brand_safe is True


def test_an_unticked_box_means_no(client, send):
    send(brand_safe="")
    assert Job.objects.get().brand_safe is False


def test_uploaded_pictures_end_up_in_the_film_and_not_in_the_uploads(send, storage):
    assert send(media_files=[picture("one.png"), picture("two.png")]).status_code == 302
    job = Job.objects.get()
    assert len(job.media) == 2
    assert all((job.folder / medium["path"]).is_file() for medium in job.media)
    assert not list((storage / "uploads").iterdir())


def test_an_error_stands_at_its_field_and_the_rest_is_kept(send, storage):
    answer = send(prompt=" ", title="Aurora", target_duration_seconds="90", media_files=[picture("one.png")])
    page = answer.content.decode()
    assert answer.status_code == 400
    assert not Job.objects.exists()
    assert 'value="Aurora"' in page
    assert "less than or equal to 60" in page
    assert page.count('class="error"') == 2
    kept = re.search(r'name="kept" value="([^"]+)"', page)
    assert kept
    preview = answer.client.get(reverse("upload-preview", args=[kept[1]]))
    assert preview["Content-Type"] == "image/png"
    assert preview.getvalue().startswith(b"\x89PNG")
    assert send(kept=kept[1]).status_code == 302
    assert len(Job.objects.get().media) == 1


def test_a_file_that_is_no_picture_is_refused_and_the_others_stay(send):
    page_html = SimpleUploadedFile("page.png", b"<html><script>alert(1)</script>", "image/png")
    answer = send(media_files=[page_html, picture("two.png")])
    page = answer.content.decode()
    assert answer.status_code == 400
    assert "page.png is no picture or clip" in page
    assert len(re.findall('name="kept"', page)) == 1


def test_the_form_asks_for_the_formats_that_films_are_made_of(client, shipped):
    page = client.get("/new/").content.decode()
    media = re.search(r'name="media_files" accept="([^"]*)"', page)
    assert media
    assert {f"image/{name.lower()}" for name in PICTURE_FORMATS} < set(media[1].split(","))
    assert "video/*" in media[1]
    assert re.search(r'name="voice_file" accept="audio/wav,', page)


@pytest.mark.parametrize(
    ("head", "suffix", "content_type"),
    [
        (b"\0\0\0\x20ftypisom", ".mp4", "video/mp4"),
        (b"\0\0\0\x14ftypqt  ", ".mov", "video/quicktime"),
        (b"\0\0\0\x08wide\0\0\0\0mdat", ".mov", "video/quicktime"),
        (b"RIFF\0\0\0\0AVI LIST", ".avi", "video/x-msvideo"),
        (b"\x1a\x45\xdf\xa3\x9f".ljust(24, b"\0") + b"webm", ".webm", "video/webm"),
        (b"\x1a\x45\xdf\xa3\x01".ljust(31, b"\0") + b"webm", ".webm", "video/webm"),
        (b"\x1a\x45\xdf\xa3\xa3".ljust(24, b"\0") + b"matroska", ".mkv", "video/x-matroska"),
        (b"\x47".ljust(188, b"\0") * 3, ".ts", "video/mp2t"),
    ],
)
def test_a_clip_is_stored_as_what_it_holds_and_can_be_looked_at(client, head, suffix, content_type):
    path = uploads.store_medium(SimpleUploadedFile("drop.png", head + b"\0" * 100, "image/png"))
    assert path.endswith(f"/drop{suffix}")
    assert client.get(f"/uploads/{uploads.reference(path)}")["Content-Type"] == content_type


@pytest.mark.parametrize(
    ("head", "suffix", "content_type"),
    [
        (b"RIFF\0\0\0\0WAVEfmt ", ".wav", "audio/wav"),
        (b"ID3\x04", ".mp3", "audio/mpeg"),
        (b"\xff\xfb\x90", ".mp3", "audio/mpeg"),
        (b"\0\0\0\x1cftypM4A ", ".m4a", "audio/mp4"),
        (b"OggS", ".ogg", "audio/ogg"),
        (b"fLaC", ".flac", "audio/flac"),
    ],
)
def test_a_recording_is_stored_as_what_it_holds_and_can_be_listened_to(client, head, suffix, content_type):
    path = uploads.store_sound(SimpleUploadedFile("take", head + b"\0" * 100))
    assert path.endswith(f"/take{suffix}")
    assert client.get(f"/uploads/{uploads.reference(path)}")["Content-Type"] == content_type


def test_a_clip_that_is_damaged_is_refused_at_its_field_and_kept_to_be_unticked(send):
    clip = SimpleUploadedFile("drop.mp4", b"\0\0\0\x20ftypisom" + b"\0" * 100, "video/mp4")
    answer = send(media_files=[clip])
    page = answer.content.decode()
    assert answer.status_code == 400
    assert "drop.mp4 is damaged" in page
    assert re.search(r'<video src="/uploads/[^"]+"', page)
    assert not Job.objects.exists()


def test_a_recording_goes_into_the_film_and_not_into_the_uploads(send, storage):
    assert send(voice_script="Good morning.", voice_file=recording(), clip_sound="on").status_code == 302
    brief = Job.objects.get().brief()
    assert brief.voice_file is not None
    assert brief.voice_file.is_file()
    assert brief.clip_sound is True
    assert not list((storage / "uploads").iterdir())


def test_a_recording_without_its_words_is_kept_until_they_are_there(send):
    page = send(voice_file=recording()).content.decode()
    assert "Send the words of the recording as well" in page
    assert re.search(r'<audio src="/uploads/[^"]+"', page)
    kept = re.search(r'name="kept_recording" value="([^"]+)"', page)
    assert kept
    assert send(voice_script="Good morning.", kept_recording=kept[1]).status_code == 302
    assert Job.objects.get().brief().voice_file is not None


def test_a_new_recording_takes_the_place_of_the_one_that_was_kept(send):
    page = send(voice_file=recording("first.wav")).content.decode()
    kept = re.search(r'name="kept_recording" value="([^"]+)"', page)
    assert kept
    send(voice_script="Good morning.", kept_recording=kept[1], voice_file=recording("second.wav"))
    assert Job.objects.get().recording == "media/voice-second.wav"


def test_a_file_that_is_no_sound_is_refused_as_a_recording(send):
    answer = send(voice_script="Good morning.", voice_file=picture("face.png"))
    assert answer.status_code == 400
    assert "face.png is no sound that we can read; send a WAV" in answer.content.decode()


def test_a_recording_beyond_the_limit_is_told_at_its_field(send, monkeypatch):
    monkeypatch.setattr(uploads, "MAX_FILE_BYTES", 1000)
    page = send(voice_script="Good morning.", voice_file=recording()).content.decode()
    assert re.search(r'id="id_voice_file_error">take.wav is too large', page)


@pytest.mark.parametrize("brand", [b"avif", b"heic", b"mif1"])
def test_a_picture_in_a_format_that_is_not_read_is_refused_as_a_picture(send, brand):
    photo = SimpleUploadedFile("photo.heic", b"\0\0\0\x20ftyp" + brand + b"\0" * 100, "image/heic")
    page = send(media_files=[photo]).content.decode()
    assert "photo.heic is no picture or clip that we can read; send JPEG" in page


@pytest.mark.parametrize("kind", PICTURE_FORMATS)
def test_every_format_that_films_are_made_of_can_be_uploaded(send, kind):
    data = io.BytesIO()
    Image.new("RGB", (64, 96), (200, 120, 60)).save(data, kind)
    assert send(media_files=[SimpleUploadedFile("any", data.getvalue())]).status_code == 302


def test_a_file_that_only_looks_like_a_picture_is_refused_at_its_field(send):
    broken = SimpleUploadedFile("broken.png", b"\x89PNG\r\n\x1a\n" + b"nothing" * 20, "image/png")
    answer = send(media_files=[broken])
    assert answer.status_code == 400
    assert "broken.png" in answer.content.decode()
    assert not Job.objects.exists()


def test_a_file_beyond_the_limit_is_left_out_while_it_streams_in(send, monkeypatch):
    monkeypatch.setattr(uploads, "MAX_FILE_BYTES", 1000)
    large = SimpleUploadedFile("large.png", b"\x89PNG\r\n\x1a\n" + b"x" * 200_000, "image/png")
    answer = send(title="Aurora", media_files=[large])
    assert answer.status_code == 400
    assert "large.png is too large" in answer.content.decode()
    assert 'value="Aurora"' in answer.content.decode()


@pytest.mark.parametrize("reference", ["forged", "a:b:c", "../../etc/passwd", "\0"])
def test_a_forged_reference_leads_nowhere(client, send, reference):
    assert client.get(f"/uploads/{reference}").status_code == 404
    send(kept=reference, kept_recording=reference)
    job = Job.objects.get()
    assert (job.media, job.recording) == ([], "")


def test_a_rule_that_blocks_is_said_at_the_field(send):
    ModerationRule.objects.create(name="claims", expression="miracle", public_reason="No miracles, please.")
    answer = send(prompt="A miracle.")
    assert answer.status_code == 400
    assert "No miracles, please." in answer.content.decode()


@pytest.mark.parametrize(
    "fields",
    [
        {"preset_id": "nope"},
        {"preset_id": ""},
        {"music_source": "/etc/passwd"},
        {"engine_override": "sora"},
        {"voice": "nobody"},
        {"max_scenes": "two"},
        {"target_duration_seconds": ""},
        {"target_duration_seconds": "1e3"},
        {"prompt": "a\0b"},
        {"title": "x" * 500},
        {"voice_script": "x" * 6000},
        {"language": "no such language"},
        {"kept": ["x"] * 30, "prompt": ""},
        {"prompt": "\ud800".encode("utf-8", "surrogatepass").decode("latin-1") * 8000},
    ],
)
def test_nothing_that_is_sent_breaks_the_form(send, fields):
    answer = send(**fields)
    assert answer.status_code in (302, 400)


def test_a_form_that_is_sent_twice_orders_one_film(client, send, storage):
    once = re.search(r'name="once" value="([^"]+)"', client.get("/new/").content.decode())
    assert once
    answers = [send(once=once[1], media_files=[picture()]) for _ in range(2)]
    job = Job.objects.get()
    assert [answer["Location"] for answer in answers] == [reverse("job", args=[job.pk])] * 2
    assert not list((storage / "uploads").iterdir())


def test_a_form_that_is_sent_twice_at_the_same_time_orders_one_film(send, storage, monkeypatch):
    def second(*arguments):
        """Let the same form come in while this one is on its way to the database."""
        monkeypatch.setattr("jobs.views.place_order", place_order)
        send(once="a")
        return place_order(*arguments)

    monkeypatch.setattr("jobs.views.place_order", second)
    answer = send(once="a")
    job = Job.objects.get()
    assert answer["Location"] == reverse("job", args=[job.pk])
    assert [folder.name for folder in (storage / "jobs").iterdir() if any(folder.iterdir())] in ([], [job.pk])


def test_a_form_that_was_changed_after_it_was_sent_orders_another_film(client, send):
    for prompt in ("A serum.", "A cream."):
        send(once="a", prompt=prompt)
    assert Job.objects.count() == 2


def test_every_form_is_another_one_and_is_not_taken_from_a_cache(client, shipped):
    pages = [client.get("/new/") for _ in range(2)]
    assert pages[0].content != pages[1].content
    assert "no-store" in pages[0]["Cache-Control"]
    assert len({re.search('name="once" value="([^"]+)"', p.content.decode())[1] for p in pages}) == 2


def test_the_form_is_safe_against_forged_requests(shipped):
    answer = Client(enforce_csrf_checks=True).post("/new/", {"prompt": "a"})
    assert answer.status_code == 403
    assert "load the page again" in answer.content.decode()
    assert not Job.objects.exists()
