import json
from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pytoon.film.brief import Brief
from pytoon.film.narration import Narration
from pytoon.film.pacing import reading_ms
from pytoon.film.planning import plan_scenes
from pytoon.film.scene_graph import Media, Scene, SceneGraph
from pytoon.film.scheduling import Schedule, build_timeline, speed_needed
from pytoon.film.schemas import check_scene_graph, check_timeline
from pytoon.film.timeline import Timeline
from pytoon.film.timing import frame_at, time_of
from pytoon.film.words import clusters
from tests.film.stories import DIRECTIONS, SERUM, brief, briefs, look, narrate, solid, speak


def film(order: Brief, narration: Narration | None = None, music: str | None = "calm") -> Schedule:
    graph = plan_scenes(order)
    spoken = narrate(graph) if narration is None else narration
    return build_timeline(graph, spoken, order.look, target_ms=order.target_ms, music_file=music)


def stretch(timeline: Timeline, scene_id: int) -> tuple[int, int]:
    transition, body = timeline.pieces_of(scene_id)
    return transition.start_ms, body.end_ms


@settings(max_examples=60, deadline=None)
@given(
    briefs,
    st.sampled_from(["spaced", "bare", "characters", "whole", "none"]),
    st.floats(0.3, 3),
    st.booleans(),
)
def test_any_brief_becomes_a_film_that_holds_together(
    order: Brief, words: str, rate: float, voiced: bool
) -> None:
    graph = plan_scenes(order)
    narration = narrate(graph, rate=rate, words=words) if voiced else Narration()
    schedule = build_timeline(graph, narration, order.look, target_ms=order.target_ms, music_file="calm")
    timeline = schedule.timeline

    check_scene_graph(schedule.graph.to_json())
    check_timeline(timeline.to_json())
    assert timeline.total_ms <= 60_000
    assert timeline.total_ms >= order.target_ms - 17

    frames = [
        frame for s in schedule.graph.scenes for piece in timeline.pieces_of(s.id) for frame in piece.frames
    ]
    assert frames == list(range(frame_at(timeline.total_ms)))
    for entry in timeline.entries:
        assert entry.end_ms > entry.start_ms
        for time in (entry.start_ms, entry.end_ms):
            assert time_of(frame_at(time)) == time
    for before, after in pairwise(timeline.entries):
        assert after.start_ms == before.end_ms - after.transition_ms
        shorter = min(before.end_ms - before.start_ms, after.end_ms - after.start_ms)
        assert after.transition_ms <= shorter / 3 + 1
    durations = sum(scene.duration_ms for scene in schedule.graph.scenes)
    assert durations - sum(entry.transition_ms for entry in timeline.entries) == timeline.total_ms

    for caption in timeline.captions:
        begin, end = stretch(timeline, caption.scene_id)
        assert begin <= caption.start_ms < caption.end_ms <= end
        assert all(caption.start_ms <= w.start_ms <= w.end_ms <= caption.end_ms for w in caption.words)
        assert solid(caption.text) == solid("".join(word.text for word in caption.words))
    for caption, following in pairwise(timeline.captions):
        assert caption.end_ms <= following.start_ms

    if not schedule.speech:
        for caption in timeline.captions:
            shown_ms = caption.end_ms - caption.start_ms + 2 * 34
            assert len(clusters(caption.text)) * 1000 / shown_ms <= 17

    said = solid("".join(utterance.text for utterance, _ in schedule.speech))
    if narration.utterances:
        assert solid("".join(caption.text for caption in timeline.captions)) == said
    for (utterance, start), (_, later) in pairwise(schedule.speech):
        assert start + utterance.duration_ms <= later
    for utterance, start in schedule.speech:
        assert start >= 0
        assert start + utterance.duration_ms <= timeline.total_ms
    for track in timeline.audio:
        assert 0 <= track.start_ms < track.end_ms <= timeline.total_ms
        for region, later_region in pairwise(track.duck_regions):
            assert region.end_ms <= later_region.start_ms
        for region in track.duck_regions:
            assert 0 <= region.start_ms < region.end_ms <= timeline.total_ms


@settings(max_examples=40, deadline=None)
@given(briefs)
def test_documents_survive_being_written_and_read(order: Brief) -> None:
    schedule = film(order)

    timeline, graph = schedule.timeline, schedule.graph

    assert Timeline.from_json(json.loads(json.dumps(timeline.to_json()))) == timeline
    assert SceneGraph.from_json(json.loads(json.dumps(graph.to_json()))) == graph


def test_the_film_is_as_long_as_asked_when_the_words_leave_time() -> None:
    assert film(brief(script=SERUM, target_ms=15_000)).timeline.total_ms == 15_000


def test_scenes_stretch_when_the_voice_is_longer_than_asked() -> None:
    schedule = film(brief(script=SERUM, target_ms=3_000))

    assert schedule.timeline.total_ms > 9_000
    assert len(schedule.speech) == 4
    assert schedule.notes == ()


def test_a_script_that_no_film_can_hold_ends_at_a_sentence_and_says_so() -> None:
    sentence = "We made this chair for everyone who loves to sit and read for hours."
    schedule = film(brief(script=" ".join([sentence] * 20), target_ms=30_000))

    assert 8 < len(schedule.speech) < 20
    assert schedule.timeline.total_ms <= 60_000
    assert "ends with “We made this chair" in schedule.notes[0]
    assert schedule.timeline.captions[-1].text.endswith("hours.")


def test_the_first_word_comes_soon_but_not_at_once() -> None:
    _, start = film(brief(script=SERUM)).speech[0]

    assert 200 <= start <= 300


def test_sentences_are_apart_by_a_natural_pause() -> None:
    speech = film(brief("The bottle.", SERUM, target_ms=5_000)).speech

    pauses = [later - start - utterance.duration_ms for (utterance, start), (_, later) in pairwise(speech)]
    assert all(250 <= pause <= 350 for pause in pauses)


def test_captions_appear_with_the_first_of_their_words() -> None:
    for caption in film(brief(script=SERUM)).timeline.captions:
        assert abs(caption.start_ms - caption.words[0].start_ms) <= 34


def test_a_sentence_that_runs_across_a_cut_is_split_there() -> None:
    sentence = (
        "When the night falls over the city, one car makes every single street feel like it was built, "
        "stone by stone and light by light, only for you and nobody else tonight."
    )
    schedule = film(brief("City at night. The car. The logo.", sentence, media=3, target_ms=8_000))

    starts = [entry.start_ms for entry in schedule.timeline.entries]
    words = [word for caption in schedule.timeline.captions for word in caption.words]
    assert len(schedule.speech) == 1
    assert {caption.scene_id for caption in schedule.timeline.captions} == {1, 2, 3}
    assert all(any(abs(word.start_ms - start) <= 34 for word in words) for start in starts[1:])
    assert [scene.audio for scene in schedule.graph.scenes] == [sentence, "", ""]


def test_silent_scenes_get_their_time() -> None:
    schedule = film(brief(script="Introducing our amazing product...", target_ms=30_000, max_scenes=5))

    lengths = [end - start for start, end in (stretch(schedule.timeline, i) for i in (1, 2, 3))]
    assert max(lengths) - min(lengths) < 1500
    assert [scene.caption for scene in schedule.graph.scenes][1:] == ["", ""]


def test_the_closing_scene_holds_for_two_seconds() -> None:
    schedule = film(
        brief(script="The best coffee in town, roasted by hand this Monday. Buy now.", target_ms=8_000)
    )

    start, end = stretch(schedule.timeline, len(schedule.graph.scenes))
    assert end - start >= 2_000


def test_music_stays_down_across_a_short_pause_and_comes_back_in_a_long_one() -> None:
    graph = SceneGraph((Scene(1, "hook", "A", 5000, Media()), Scene(2, "call_to_action", "B", 5000, Media())))
    narration = Narration((speak("One two three.", 1), speak("Four five six.", 1), speak("Seven eight.", 2)))

    schedule = build_timeline(
        graph, narration, look(transitions=("cut",)), target_ms=12_000, music_file="calm"
    )

    (first, second) = next(t for t in schedule.timeline.audio if t.type == "music").duck_regions
    (_, begin), (middle, middle_start), (last, last_start) = schedule.speech
    assert first.start_ms == begin - first.fade_in_ms
    assert first.end_ms == middle_start + middle.duration_ms + first.fade_out_ms
    assert (second.start_ms, second.end_ms) == (last_start - 200, last_start + last.duration_ms + 200)
    assert first.amount_db == 12


def test_a_film_without_a_voice_has_no_voice_track_and_no_ducking() -> None:
    timeline = film(brief("Fresh coffee. Order now.")).timeline

    assert [track.type for track in timeline.audio] == ["music"]
    assert timeline.audio[0].duck_regions == ()


def test_a_film_without_music_and_voice_is_silent() -> None:
    assert film(brief("Fresh coffee."), music=None).timeline.audio == ()


def test_a_claim_is_in_the_subtitles_but_is_not_drawn_twice() -> None:
    captions = film(brief("Fresh coffee for slow mornings. Delivered by bicycle.", media=2)).timeline.captions

    assert [(c.text, c.style) for c in captions] == [
        ("Fresh coffee for slow mornings.", "title"),
        ("Delivered by bicycle.", "title"),
    ]


def test_what_a_button_says_is_not_captioned_above_it() -> None:
    script = "Good skin starts early. Try it yourself for a month or two."
    captions = film(brief("A serum. A call.", script)).timeline.captions

    assert [(caption.text, caption.style) for caption in captions][1:] == [
        ("Try it yourself", "title"),
        ("for a month or two.", "caption"),
    ]


def test_last_words_stand_on_where_nothing_else_closes_the_film() -> None:
    order = brief("A chair. A room.", "Here is a chair for you. It is as good as it looks.", media=2)
    timeline = film(replace(order, target_ms=12_000)).timeline

    assert timeline.total_ms - timeline.captions[-1].end_ms < 250


def test_the_last_caption_is_gone_before_the_film_is() -> None:
    for script in (SERUM, ""):
        timeline = film(brief("Fresh coffee for all of us in the morning. Come in.", script)).timeline
        assert timeline.total_ms - timeline.captions[-1].end_ms >= 190


def test_a_sentence_over_many_pictures_leaves_no_scene_without_words() -> None:
    script = (
        "Five things for a quiet home. A lamp, a clear desk, a pair of headphones, a jar, and time for all."
    )
    order = brief("Five. A lamp. A desk. Headphones. A jar.", script, media=5, target_ms=12_000)
    scenes = plan_scenes(order)

    for rate in (0.8, 1.0, 1.6):
        captions = film(order, narrate(scenes, rate=rate)).timeline.captions
        assert {caption.scene_id for caption in captions} == {1, 2, 3, 4, 5}


def test_a_quotation_in_large_type_is_not_captioned_as_well() -> None:
    script = 'Meet the headphones. "I forgot I was on a plane," says Maria. Get yours today.'
    schedule = film(brief(script=script))

    assert schedule.graph.scenes[1].text("quote") == "I forgot I was on a plane"
    assert {c.style for c in schedule.timeline.captions if c.scene_id == 2} == {"title"}


def test_the_words_of_a_script_nobody_can_speak_are_shown_instead() -> None:
    schedule = film(brief(script=SERUM), Narration(note="No voice."))

    assert solid("".join(c.text for c in schedule.timeline.captions)) == solid(SERUM)
    assert all(len(c.text) * 1000 / (c.end_ms - c.start_ms) <= 17 for c in schedule.timeline.captions)
    assert schedule.speech == ()


@pytest.mark.parametrize(
    ("order", "left_out"),
    [
        (
            brief("Go. " * 4000),
            "The prompt is too long to be read in a film of 60 s, so 98 % of it is left out.",
        ),
        (
            brief(script="Wir haben diesen Stuhl für alle gemacht, die gern lesen. " * 60),
            "The script is too long to be read in a film of 60 s, so 75 % of it is left out.",
        ),
    ],
)
def test_what_nobody_could_read_is_left_out_in_whole_sentences_and_the_film_says_so(
    order: Brief, left_out: str
) -> None:
    schedule = film(order, Narration())

    assert schedule.notes == (left_out,)
    for caption in schedule.timeline.captions:
        shown_ms = caption.end_ms - caption.start_ms
        assert shown_ms >= 833
        assert len(caption.text) * 1000 / shown_ms <= 17
    assert schedule.timeline.captions[-1].text.endswith(".")


def test_one_sentence_that_fits_no_film_is_shown_from_its_beginning_and_the_film_says_so() -> None:
    schedule = film(brief(script="a" * 3000))

    assert schedule.speech == ()
    assert [track.type for track in schedule.timeline.audio] == ["music"]
    assert "".join(c.text for c in schedule.timeline.captions).startswith("aaaaaaaaaa")
    assert schedule.notes[0].startswith(
        "The script is one sentence too long for a film of 60 s, so it is not spoken"
    )
    assert "of it is left out" in schedule.notes[0]


def test_marks_on_a_letter_take_no_time_to_read() -> None:
    assert film(brief("A" + "\u0301\u0316" * 1500 + " chair.")).timeline.total_ms == 15_000
    assert reading_ms("e\u0301te\u0301") == reading_ms("été") == reading_ms("ete")


def test_a_plan_whose_captions_do_not_fit_the_speech_keeps_each_sentence_in_its_scene() -> None:
    graph = plan_scenes(brief(DIRECTIONS, SERUM))
    narration = Narration((speak("Something else entirely.", 2), speak("And more.", 3)))

    schedule = build_timeline(graph, narration, look(), target_ms=10_000, music_file=None)

    assert [caption.scene_id for caption in schedule.timeline.captions] == [2, 3]


@pytest.mark.parametrize(
    ("sentences", "expected"), [(1, 1.0), (12, 1.0), (13, pytest.approx(1.05, abs=0.06)), (40, 1.1)]
)
def test_the_voice_hurries_only_when_the_longest_film_is_too_short(sentences: int, expected: float) -> None:
    narration = Narration(
        tuple(
            speak("A sentence that takes about four and a half seconds, more or less.")
            for _ in range(sentences)
        )
    )

    assert speed_needed(narration, 15_000) == expected


def test_emoji_that_no_title_shows_are_captions() -> None:
    captions = film(brief("🎉🎉🎉", title="Aurora")).timeline.captions

    assert [(caption.text, caption.style) for caption in captions] == [("🎉🎉🎉", "caption")]
