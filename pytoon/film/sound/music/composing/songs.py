"""Every piece of music that ships, by name."""

from __future__ import annotations

from pytoon.film.sound.music.composing import (
    afterglow,
    big_entrance,
    bright_studio,
    calm_morning,
    lazy_afternoon,
    paper_funk,
    rooftop_dance,
    slow_horizon,
    sugar_rush,
    sunday_paper,
    upbeat_corporate,
)

_SCORES = (
    afterglow,
    big_entrance,
    bright_studio,
    calm_morning,
    lazy_afternoon,
    paper_funk,
    rooftop_dance,
    slow_horizon,
    sugar_rush,
    sunday_paper,
    upbeat_corporate,
)

SONGS = {song.name: song for song in (score.compose() for score in _SCORES)}
