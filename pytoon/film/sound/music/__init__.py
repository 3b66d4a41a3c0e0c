"""Music: our own tracks, and any sound file a caller brings, each fitted to a film's length."""

from __future__ import annotations

from pathlib import Path

from pytoon.film.sound.loudness import Sound
from pytoon.film.sound.music.catalogue import Track, find_track, tracks
from pytoon.film.sound.music.decoding import decode
from pytoon.film.sound.music.fitting import fit_sound, fit_track

__all__ = ["Track", "find_track", "music_for", "tracks"]


def music_for(music: str | Path, duration_ms: int) -> Sound:
    """Return `duration_ms` of music in stereo at 48 kHz, from one of our tracks by name or from a file.

    Raises BriefError for a name that is no track, and MediaError for a file that is no sound.
    """
    if isinstance(music, Path):
        return fit_sound(decode(music, most_ms=duration_ms), duration_ms)
    track = find_track(music)
    return fit_track(track, decode(track.file), duration_ms)
