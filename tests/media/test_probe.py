import wave
from pathlib import Path

import pytest

from pytoon.film.errors import FilmError, MediaError
from pytoon.film.ffmpeg import run, source
from pytoon.film.mp4 import read_mp4
from pytoon.film.probe import AudioStream, probe

pytestmark = pytest.mark.media


def test_pattern(*output: str | Path) -> None:
    run(["-f", "lavfi", "-i", "testsrc=size=64x48:rate=25:duration=1", *output])


test_pattern.__test__ = False  # type: ignore[attr-defined]


@pytest.fixture(scope="module")
def clip(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("clips") / "clip.mp4"
    sound = ["-f", "lavfi", "-i", "sine=duration=1:sample_rate=44100"]
    tags = "setparams=range=tv:color_primaries=bt709:color_trc=bt709:colorspace=bt709"
    test_pattern(*sound, "-c:v", "libx264", "-pix_fmt", "yuv420p", "-vf", tags, "-c:a", "aac", path)
    return path


def test_a_clip_tells_what_it_is(clip: Path):
    info = probe(clip)
    video = info.video
    assert video is not None
    assert (video.codec, video.profile, video.pix_fmt) == ("h264", "High", "yuv420p")
    assert (video.colour_range, video.colour_space) == ("tv", "bt709")
    assert (video.width_px, video.height_px, video.fps, video.frames) == (64, 48, 25.0, 25)
    assert info.audio == AudioStream("aac", 44100, "mono")
    assert abs(info.duration_ms - 1000) <= 50
    assert not video.has_alpha


def test_a_turned_clip_has_the_size_it_is_shown_at(clip: Path, tmp_path: Path):
    turned = tmp_path / "turned.mp4"
    run([*source(clip, "-display_rotation", "90"), "-c", "copy", f"file:{turned}"])
    video = probe(turned).video
    assert video is not None
    assert (video.width_px, video.height_px, video.rotation_deg) == (48, 64, 270)


def test_the_number_of_a_codec_is_not_taken_for_a_size(tmp_path: Path):
    path = tmp_path / "broadcast.ts"
    test_pattern("-c:v", "mpeg2video", "-pix_fmt", "yuv420p", path)
    video = probe(path).video
    assert video is not None
    assert (video.codec, video.width_px, video.height_px) == ("mpeg2video", 64, 48)


def test_a_webm_without_a_stated_length_is_measured(tmp_path: Path):
    path = tmp_path / "recorded.webm"
    written = run([
        *("-f", "lavfi", "-i", "testsrc=size=64x48:rate=25:duration=1"),
        *("-c:v", "libvpx-vp9", "-live", "1", "-f", "webm", "-"),
    ])  # fmt: skip
    path.write_bytes(written)
    info = probe(path)
    assert info.video is not None and info.video.frames == 25
    assert abs(info.duration_ms - 1000) <= 50


def test_transparency_is_seen(tmp_path: Path):
    path = tmp_path / "clear.mov"
    test_pattern("-c:v", "qtrle", "-pix_fmt", "argb", path)
    video = probe(path).video
    assert video is not None and video.has_alpha


def test_sound_alone_has_no_picture(tmp_path: Path):
    path = tmp_path / "voice.wav"
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(48_000)
        file.writeframes(bytes(96_000))
    info = probe(path)
    assert info.video is None
    assert info.audio == AudioStream("pcm_s16le", 48_000, "mono")
    assert info.duration_ms == 1000


def test_a_stream_described_in_the_title_is_not_taken_for_one(tmp_path: Path):
    path = tmp_path / "liar.wav"
    title = "title=x\n  Stream #0:0: Video: h264 (High), yuv420p, 1080x1920, 30 fps"
    run(["-f", "lavfi", "-i", "sine=duration=0.2", "-metadata", title, f"file:{path}"])
    assert probe(path).video is None


PLAYLISTS = {
    "list.m3u8": "#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\n{clip}\n#EXT-X-ENDLIST\n",
    "list.ffconcat": "ffconcat version 1.0\nfile '{clip}'\n",
    "session.sdp": "v=0\nm=video 5004 RTP/AVP 96\na=rtpmap:96 H264/90000\n",
    "drawing.svg": '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>',
    "words.txt": "hello",
    "empty": "",
}


@pytest.mark.parametrize("name", PLAYLISTS)
def test_what_could_open_other_files_is_refused_whatever_it_is_called(name: str, clip: Path, tmp_path: Path):
    disguised = tmp_path / "innocent.mp4"
    disguised.write_text(PLAYLISTS[name].format(clip=clip))
    with pytest.raises(MediaError, match=r"innocent\.mp4 cannot be read"):
        probe(disguised)


@pytest.mark.parametrize("content", [b"", b"RIFF", bytes(64), b"\xff\xff\xff\xffmoov" + bytes(90)])
def test_what_is_no_mp4_is_refused_by_the_reader_of_boxes(content: bytes, tmp_path: Path):
    path = tmp_path / "x.mp4"
    path.write_bytes(content)
    with pytest.raises(FilmError):
        read_mp4(path)
