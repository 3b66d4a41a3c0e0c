"""Files come in under harmless names and go out whole, to whoever holds the work."""

from __future__ import annotations

import hashlib
import io

import pytest

from jobs.files import OpenedMedium, attempt_folder, located, publish, relative, take_in
from jobs.models import Artifact, LostWorkError, Work
from tests.factories import claimed, end_lease, make_job, make_work

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("name", "copy"),
    [
        ("serum.jpg", "01-serum.jpg"),
        ("Sérum du matin (1).JPEG", "01-S-rum-du-matin-1.jpeg"),
        ("-i.png", "01-i.png"),
        ("a'b\n;|$(id).png", "01-a-b-id.png"),
        ("🧴.png", "01-file.png"),
        ("x" * 300 + ".png", "01-" + "x" * 40 + ".png"),
        ("noise", "01-noise"),
        (".png", "01-png"),
    ],
)
def test_a_copy_has_a_name_that_no_program_can_misread(name, copy):
    job = make_job()
    path = take_in(OpenedMedium(name, io.BytesIO(b"pixels")), job, "01")
    assert path.name == copy
    assert path.parent == job.folder / "media"
    assert path.read_bytes() == b"pixels"


def test_an_attempt_clears_what_an_earlier_one_left_and_shares_no_folder_with_it():
    work, other = make_work(), make_work(step=Work.Step.SCORE)
    first = attempt_folder(claimed(work))
    (first / "half.mp4").write_bytes(b"half")
    elsewhere = attempt_folder(claimed(other))
    end_lease(work)
    second = attempt_folder(claimed(work))
    assert first != second
    assert (first.exists(), second.exists(), elsewhere.exists()) == (False, True, True)


def test_an_attempt_that_wakes_up_late_leaves_its_successors_folder_alone():
    work = make_work()
    late = claimed(work)
    end_lease(work)
    folder = attempt_folder(claimed(work))
    attempt_folder(late)
    assert folder.is_dir()


def test_a_published_file_is_recorded_with_its_size_and_hash():
    work = claimed(make_work())
    draft = attempt_folder(work) / "draft.mp4"
    draft.write_bytes(b"a film")
    published = publish(work, Artifact.Kind.SCENE, draft, "scenes/scene_1.mp4")
    artifact = Artifact.objects.get(job=work.job)
    assert published.read_bytes() == b"a film"
    assert not draft.exists()
    assert (artifact.path, artifact.size_bytes) == ("scenes/scene_1.mp4", 6)
    assert artifact.sha256 == hashlib.sha256(b"a film").hexdigest()


def test_a_late_worker_does_not_replace_what_its_successor_published():
    work = make_work()
    late = claimed(work, "late")
    end_lease(work)
    successor = claimed(work, "successor")
    for holder, content in ((successor, b"right"), (late, b"late")):
        draft = attempt_folder(holder) / "draft.mp4"
        draft.write_bytes(content)
        if holder is late:
            with pytest.raises(LostWorkError):
                publish(holder, Artifact.Kind.FILM, draft, "output.mp4")
        else:
            publish(holder, Artifact.Kind.FILM, draft, "output.mp4")
    assert (work.job.folder / "output.mp4").read_bytes() == b"right"


def test_documents_name_files_relative_to_the_job_and_can_be_read_back(tmp_path):
    document = {
        "scenes": [{"media": {"asset": f"{tmp_path}/media/01-serum.jpg", "prompt": f"{tmp_path}/media"}}],
        "globalAudio": {"backgroundMusic": "upbeat_corporate", "voiceFile": None},
        "tracks": {"audio": [{"file": f"{tmp_path}/media/00-song.mp3"}, {"file": "voiceover.wav"}]},
    }
    stored = relative(document, tmp_path)
    assert stored["scenes"][0]["media"]["asset"] == "media/01-serum.jpg"
    assert stored["tracks"]["audio"][0]["file"] == "media/00-song.mp3"
    assert located(stored, tmp_path) == document
