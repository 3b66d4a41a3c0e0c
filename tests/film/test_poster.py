from pytoon.film.assembly import poster_frame
from pytoon.film.timeline import Caption, Entry, Timeline
from pytoon.film.timing import time_of


def film(*captions: tuple[int, int], hook_ms: int = 4000) -> Timeline:
    entries = (Entry(1, 0, hook_ms), Entry(2, hook_ms, hook_ms + 3000))
    return Timeline(hook_ms + 3000, entries, captions=tuple(Caption("x", a, b, 1) for a, b in captions))


def test_a_poster_is_taken_when_the_entrances_have_settled():
    assert time_of(poster_frame(film((200, 3500)))) == 1500


def test_a_poster_shows_no_caption_that_is_coming_or_going():
    assert time_of(poster_frame(film((200, 1515)))) == 2000
    assert time_of(poster_frame(film((200, 1450), (1450, 2100)))) == 2500


def test_a_poster_is_taken_from_the_hook_however_short_it_is():
    assert time_of(poster_frame(film((100, 700), hook_ms=800))) == 500
