"""The film's clock: from a plan and its spoken words to a timeline.

Speech sets the lengths. Every scene is as long as its words need, with natural pauses; what the asked
length leaves over is spread over the scenes. A scene's own stretch of the film lasts from its start to
the next scene's start; its entry on the timeline is longer by the transition into the next scene.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate, pairwise
from typing import Literal

from pytoon.film.brief import MAX_FILM_MS
from pytoon.film.captions import (
    SILENT,
    SPOKEN,
    CaptionLimits,
    frame_before,
    lay_out_captions,
    spell,
    time_words,
)
from pytoon.film.look import Look, TransitionType
from pytoon.film.narration import Narration, Utterance
from pytoon.film.pacing import (
    CLOSING_HOLD_MS,
    LEAD_IN_MS,
    SCENE_LEAD_MS,
    SENTENCE_PAUSE_MS,
    SHORTEST_SCENE_MS,
    on_frames,
    spread,
    transition_lengths,
)
from pytoon.film.reading import caption_ms, keep_readable, share_left_out, standing_ms
from pytoon.film.scene_graph import Scene, SceneGraph
from pytoon.film.timeline import AudioTrack, Caption, DuckRegion, Entry, Timeline, VideoTrack, Word
from pytoon.film.timing import Span, frame_at, time_of
from pytoon.film.words import bare, join_sentences, split_sentences, tokens

FASTEST_SPEECH = 1.1
"""How much faster than its own pace a voice may be asked to speak."""

DUCK_DB = 12.0
DUCK_RAMP_MS = 200
DUCK_JOIN_MS = 700
"""Music does not come back in a pause shorter than this, or it pumps."""

_END_HOLD_MS = 500
#: The last caption is gone this long before the film is: a film does not end in the middle of a fade.
_CLEAR_END_MS = 200
_STANDING = replace(SPOKEN, linger_ms=SPOKEN.longest_ms)
#: A scene that holds less of a sentence than this is a flicker, so the sentence stays in one scene.
_SHORTEST_SHARE_MS = 600
#: How far the pauses inside a scene and before its first word may grow when there is time to spare.
_MOST_EXTRA_PAUSE_MS = 300
#: A sentence is a quotation when so much of it is quoted words or the name of who said them.
_QUOTED_SHARE = 0.75
#: A title says a sentence when no more than the rest of it is left over.
_TITLED_SHARE = 0.75
_LONGEST = f"{MAX_FILM_MS // 1000} s"
#: Words that are only read run at most this much slower than they can be read.
_SLOWEST_READING = 2.5


@dataclass(frozen=True)
class Schedule:
    """A film in time. `speech` says when each utterance's sound starts, in ms of the film."""

    graph: SceneGraph
    """The plan with the lengths and words that the film really has."""
    timeline: Timeline
    speech: tuple[tuple[Utterance, int], ...] = ()
    notes: tuple[str, ...] = ()
    """What had to be left out and why, each a sentence for the caller."""


@dataclass(frozen=True)
class _Share:
    """The part of an utterance that is spoken in one scene; times in ms from the utterance's start."""

    utterance: int
    words: tuple[tuple[Word, bool], ...]
    """Spelled as in the script, each with whether a space follows."""
    start_ms: int
    end_ms: int
    begins: bool = True
    ends: bool = True

    @property
    def text(self) -> str:
        return "".join(word.text + " " * spaced for word, spaced in self.words).strip()


def speed_needed(narration: Narration, target_ms: int = MAX_FILM_MS) -> float:
    """Return by which factor (1.0 to 1.1) the voice must speak faster to fit the longest film.

    A voice that is only longer than `target_ms` makes a longer film and needs no hurry.
    """
    pauses_ms = LEAD_IN_MS + SENTENCE_PAUSE_MS * max(len(narration.utterances) - 1, 0) + _END_HOLD_MS
    room_ms = max(target_ms, MAX_FILM_MS) - pauses_ms
    words_ms = sum(utterance.duration_ms for utterance in narration.utterances)
    return min(max(words_ms / max(room_ms, 1), 1.0), FASTEST_SPEECH)


def build_timeline(
    graph: SceneGraph,
    narration: Narration,
    look: Look,
    *,
    target_ms: int,
    music_file: str | None,
    voice_file: str = "voiceover.wav",
) -> Schedule:
    """Put the scenes of `graph` and the words of `narration` on the film's clock.

    The film is as long as asked within a frame, unless its words take longer, and never over 60 s: the
    utterances that would be are left out from the end, and a note says so; likewise what nobody speaks and
    the longest film has no time to read. `look` is the look that the film is made with (calmed, if it is
    brand-safe). Times lie on frames, except those of the words.
    """
    planned, spoke = graph, bool(narration.utterances)
    spoken, needs = _fit(graph, narration, target_ms)
    if not any(spoken):
        narration = replace(narration, utterances=())
        graph = keep_readable(graph, narration.language)
        spoken, needs = _fit(graph, narration, target_ms)
    total_ms = min(max(target_ms, sum(needs)), MAX_FILM_MS)
    if len(needs) > 1:
        needs[-1] = max(needs[-1], min(CLOSING_HOLD_MS, needs[-1] + total_ms - sum(needs)))
    starts = on_frames(spread(needs, total_ms, [not shares or shares[-1].ends for shares in spoken]))
    entries = _entries(graph.scenes, starts, look.transition_ms)
    begins = _place_speech(spoken, starts)
    speech = tuple((narration.utterances[k], begin) for k, begin in sorted(begins.items()))
    if narration.utterances:
        captions = _spoken_captions(graph.scenes, spoken, begins, starts)
    else:
        captions = _read_captions(graph.scenes, starts, narration.language)
    timeline = Timeline(
        total_ms=starts[-1],
        entries=entries,
        video=tuple(VideoTrack(s.id, s.media.asset, s.media.effect) for s in graph.scenes),
        audio=_audio(speech, starts[-1], music_file, voice_file),
        captions=captions,
    )
    settled = _settle(graph, entries, spoken, narration, voice_file if speech else None)
    notes = _notes(graph, narration, speech) if speech else _reading_notes(planned, graph, spoke=spoke)
    return Schedule(settled, timeline, speech, notes)


def _fit(graph: SceneGraph, narration: Narration, target_ms: int) -> tuple[list[list[_Share]], list[float]]:
    """Return each scene's shares of speech and the time it needs, with as many utterances as fit 60 s."""
    dealt = _share_out(graph, narration.utterances)
    readings = [
        0 if narration.utterances else caption_ms(scene.caption, narration.language) for scene in graph.scenes
    ]
    for kept in range(len(narration.utterances), -1, -1):
        spoken: list[list[_Share]] = [[] for _ in graph.scenes]
        for index, share in dealt:
            if share.utterance < kept:
                spoken[index].append(share)
        for shortest_ms in (SHORTEST_SCENE_MS, SHORTEST_SCENE_MS // 2):
            least_ms = min(shortest_ms, target_ms / len(spoken))
            needs = [
                _need(shares, i, len(spoken), max(least_ms, reading))
                for i, (shares, reading) in enumerate(zip(spoken, readings, strict=True))
            ]
            if sum(needs) <= MAX_FILM_MS:
                return spoken, needs
    return spoken, [need * MAX_FILM_MS / sum(needs) for need in needs]


def _share_out(graph: SceneGraph, utterances: Sequence[Utterance]) -> list[tuple[int, _Share]]:
    """Return the shares of all utterances in order, each with the index of its scene.

    Where the plan lets a sentence run on into the next scene, it is cut at that word.
    """
    ends = list(accumulate(len(_solid(scene.caption)) for scene in graph.scenes))
    planned = _solid("".join(scene.caption for scene in graph.scenes))
    as_planned = planned.startswith(_solid("".join(u.text for u in utterances)))
    index_of = {scene.id: index for index, scene in enumerate(graph.scenes)}
    dealt: list[tuple[int, _Share]] = []
    position = index = 0
    for number, utterance in enumerate(utterances):
        words = spell(utterance.words or _even_words(utterance), utterance.text)
        if as_planned:
            places = accumulate((len(_solid(word.text)) for word, _ in words[:-1]), initial=position)
            scenes = [bisect_right(ends, place) for place in places]
        else:
            scenes = [max(index_of[utterance.scene_id], index)] * len(words)
        position += len(_solid(utterance.text))
        shares = list(_cut(number, utterance, words, scenes))
        if not _flow(shares):
            shares = list(_cut(number, utterance, words, _evened(words, scenes, utterance.duration_ms)))
        if not _flow(shares):
            shares = list(_cut(number, utterance, words, scenes[:1] * len(words)))
        dealt += shares
        index = shares[-1][0]
    return dealt


def _solid(text: str) -> str:
    return "".join(text.split())


def _even_words(utterance: Utterance) -> tuple[Word, ...]:
    """Times for the words of a voice that gives none."""
    return time_words([(t.text, t.space_after) for t in tokens(utterance.text)], 0, utterance.duration_ms)


def _cut(
    number: int, utterance: Utterance, words: Sequence[tuple[Word, bool]], scenes: Sequence[int]
) -> Iterator[tuple[int, _Share]]:
    """Cut an utterance where the scene of its words changes; `scenes` has one index a word."""
    cuts = [0, *(i for i in range(1, len(words)) if scenes[i] != scenes[i - 1]), len(words)]
    times = [0, *(words[i][0].start_ms for i in cuts[1:-1]), utterance.duration_ms]
    for i, (first, end) in enumerate(pairwise(cuts)):
        yield (
            scenes[first],
            _Share(number, tuple(words[first:end]), times[i], times[i + 1], first == 0, end == len(words)),
        )


def _evened(words: Sequence[tuple[Word, bool]], scenes: Sequence[int], duration_ms: int) -> list[int]:
    """Return `scenes`, one a word, with cuts moved by some words where a scene would hold a flicker."""
    firsts = [0, *(i for i in range(1, len(words)) if scenes[i] != scenes[i - 1])]
    times = [0, *(word.start_ms for word, _ in words[1:])]
    # For each word that may be the cut: how far the cuts so far were moved in all, and which they are.
    reached: dict[int, tuple[int, list[int]]] = {0: (0, [0])}
    for first in firsts[1:]:
        reached = {
            i: (moved + abs(times[i] - times[first]), [*cuts, i])
            for i in range(1, len(words))
            for moved, cuts in [
                min(
                    (
                        way
                        for j, way in reached.items()
                        if times[i] - times[j] >= _SHORTEST_SHARE_MS and j < i
                    ),
                    default=(0, []),
                )
            ]
            if cuts
        }
    ends = [way for i, way in reached.items() if duration_ms - times[i] >= _SHORTEST_SHARE_MS]
    if not ends:
        return list(scenes)
    cuts = min(ends)[1]
    lengths = [end - start for start, end in pairwise([*cuts, len(words)])]
    return [scenes[first] for first, length in zip(firsts, lengths, strict=True) for _ in range(length)]


def _flow(shares: Sequence[tuple[int, _Share]]) -> bool:
    """Tell whether a cut utterance runs through neighbouring scenes, with enough of it in each."""
    steady = all(after == before + 1 for (before, _), (after, _) in pairwise(shares))
    return len(shares) == 1 or (
        steady and all(share.end_ms - share.start_ms >= _SHORTEST_SHARE_MS for _, share in shares)
    )


def _need(shares: Sequence[_Share], index: int, count: int, least_ms: float) -> float:
    """How long scene `index` of `count` must last for its words; `least_ms` where it may be longer."""
    if not shares:
        return least_ms
    words_ms = _lead(shares, index) + _speaking(shares) + _tail(shares, last=index + 1 == count)
    return max(words_ms, least_ms) if shares[-1].ends else words_ms


def _lead(shares: Sequence[_Share], index: int) -> int:
    if not shares[0].begins:
        return 0
    return SCENE_LEAD_MS if index else LEAD_IN_MS


def _speaking(shares: Sequence[_Share]) -> int:
    return sum(s.end_ms - s.start_ms for s in shares) + SENTENCE_PAUSE_MS * (len(shares) - 1)


def _tail(shares: Sequence[_Share], *, last: bool) -> int:
    if not shares[-1].ends:
        return 0
    return _END_HOLD_MS if last else SENTENCE_PAUSE_MS - SCENE_LEAD_MS


def _place_speech(spoken: Sequence[Sequence[_Share]], starts: Sequence[int]) -> dict[int, int]:
    """Return when each utterance begins. Spare time makes pauses a little longer, the rest ends the scene."""
    begins: dict[int, int] = {}
    for i, shares in enumerate(spoken):
        if not shares:
            continue
        needed = _lead(shares, i) + _speaking(shares) + _tail(shares, last=i + 1 == len(spoken))
        spare = max(starts[i + 1] - starts[i] - needed, 0) if shares[-1].ends else 0
        clock = starts[i] + _lead(shares, i) + (min(spare * 0.15, _MOST_EXTRA_PAUSE_MS) if i else 0)
        pause = SENTENCE_PAUSE_MS + min(spare * 0.4 / len(shares), _MOST_EXTRA_PAUSE_MS)
        for share in shares:
            if share.begins:
                begins[share.utterance] = round(clock)
            clock = begins[share.utterance] + share.end_ms + pause
    return begins


def _entries(scenes: Sequence[Scene], starts: Sequence[int], transition_ms: int) -> tuple[Entry, ...]:
    """Scenes on the timeline: each lasts until the transition into the next one is over."""
    stretches = [after - before for before, after in pairwise(starts)]
    lengths = transition_lengths([scene.transition for scene in scenes], stretches, transition_ms)
    ends = [
        time_of(frame_at(start) + frame_at(length))
        for start, length in zip(starts[1:], [*lengths[1:], 0], strict=True)
    ]
    entries: list[Entry] = []
    for i, scene in enumerate(scenes):
        overlap = ends[i - 1] - starts[i] if i else 0
        kind: TransitionType = scene.transition if overlap else "cut"
        entries.append(Entry(scene.id, starts[i], ends[i], kind, overlap))
    return tuple(entries)


def _spoken_captions(
    scenes: Sequence[Scene], spoken: Sequence[Sequence[_Share]], begins: dict[int, int], starts: Sequence[int]
) -> tuple[Caption, ...]:
    captions: list[Caption] = []
    for i, (scene, shares) in enumerate(zip(scenes, spoken, strict=True)):
        firsts = [frame_before(begins[s.utterance] + s.words[0][0].start_ms) for s in shares]
        bounds = [starts[i], *firsts[1:], _last_moment(starts, i)]
        for share, (start, end) in zip(shares, pairwise(bounds), strict=False):
            begin = begins[share.utterance]
            words = [(Word(w.text, w.start_ms + begin, w.end_ms + begin), s) for w, s in share.words]
            # A film that closes without a title or call leaves its last words standing.
            closes = i + 1 == len(scenes) and share is shares[-1] and not scene.overlays
            limits = _STANDING if closes else SPOKEN
            captions += _captions_of(scene, words, Span(start, end), limits, spoken=True)
    return tuple(captions)


def _last_moment(starts: Sequence[int], scene: int) -> int:
    """Until when words may stand in scene `scene`."""
    ends_film = scene + 2 == len(starts)
    return max(starts[scene + 1] - _CLEAR_END_MS * ends_film, starts[scene])


def _captions_of(
    scene: Scene, words: Sequence[tuple[Word, bool]], span: Span, limits: CaptionLimits, *, spoken: bool
) -> Iterator[Caption]:
    """Yield the captions of one sentence; what a claim or button says of it meanwhile is not drawn again."""
    first, end = _titled(scene, words) if scene.media.asset else (0, 0)
    cuts = [0, first, end, len(words)]
    begins = [*(frame_before(words[cut][0].start_ms) for cut in cuts[:-1] if cut < len(words)), span.end_ms]
    for part, (start, stop) in enumerate(pairwise(cuts)):
        if start == stop:
            continue
        within = Span(
            span.start_ms if not start else begins[part],
            span.end_ms if stop == len(words) else begins[part + 1],
        )
        text = "".join(word.text + " " * spaced for word, spaced in words[start:stop]).strip()
        style = "title" if part == 1 else _style(scene, text, spoken=spoken)
        own = [word for word, _ in words[start:stop]]
        yield from lay_out_captions(own, scene.id, within, text=text, style=style, limits=limits)


def _titled(scene: Scene, words: Sequence[tuple[Word, bool]]) -> tuple[int, int]:
    """Return which of `words` the scene's claim or button says, from and to; (0, 0) when it says none."""
    letters = [bare(word.text) for word, _ in words]
    total = len("".join(letters))
    for title in filter(None, (bare(scene.text("claim")), bare(scene.text("button")))):
        for start in range(len(letters)):
            ends = accumulate(letters[start:])
            end = next((start + n for n, said in enumerate(ends, start=1) if said == title), 0)
            if end and len(title) >= _TITLED_SHARE * total:
                return 0, len(letters)
            if end - start > 1 and start == 0:
                return start, end
    return 0, 0


def _read_captions(scenes: Sequence[Scene], starts: Sequence[int], language: str) -> tuple[Caption, ...]:
    """Captions for words that nobody speaks: timed by their length, each until the next one comes."""
    captions: list[Caption] = []
    for i, scene in enumerate(scenes):
        written = split_sentences(scene.caption, language)
        sentences = [tokens(sentence) for sentence in written]
        lengths_ms = [standing_ms(sentence) for sentence in written]
        stretch_ms = starts[i + 1] - starts[i]
        pace = min(stretch_ms / max(sum(lengths_ms), 1), _SLOWEST_READING)
        clock = float(starts[i])
        for k, (found, length_ms) in enumerate(zip(sentences, lengths_ms, strict=True)):
            end = clock + length_ms * pace
            words = time_words([(token.text, token.space_after) for token in found], clock, end)
            bound = frame_before(end) if k + 1 < len(sentences) else starts[i + 1]
            if bound == starts[-1] and stretch_ms >= sum(lengths_ms) + _CLEAR_END_MS:
                bound = _last_moment(starts, i)
            span = Span(frame_before(clock), max(bound, frame_before(clock)))
            spelled = [(word, token.space_after) for word, token in zip(words, found, strict=True)]
            captions += _captions_of(scene, spelled, span, SILENT, spoken=False)
            clock = end
    return tuple(captions)


def _style(scene: Scene, sentence: str, *, spoken: bool) -> Literal["caption", "title"]:
    """Tell whether a sentence already stands on screen in large type, so that it is not drawn twice.

    Of spoken words these are claims and quotations, which are sentences themselves; of words that are
    only read, all that the titles say.
    """
    words = bare(sentence)
    if spoken:
        quote = bare(scene.text("quote") + scene.text("name"))
        quoted = bare(scene.text("quote")) in words and len(quote) >= _QUOTED_SHARE * len(words)
        return "title" if words == bare(scene.text("claim")) or (quote and quoted) else "caption"
    each = [bare(overlay.text or "") for overlay in scene.overlays]
    said = ("".join(each), *each)
    return "title" if words in said or bare(scene.caption) in said else "caption"


def _audio(
    speech: Sequence[tuple[Utterance, int]], total_ms: int, music_file: str | None, voice_file: str
) -> tuple[AudioTrack, ...]:
    tracks: list[AudioTrack] = []
    if speech:
        tracks.append(AudioTrack("voiceover", voice_file, 0, total_ms))
    if music_file:
        tracks.append(AudioTrack("music", music_file, 0, total_ms, duck_regions=_ducks(speech, total_ms)))
    return tuple(tracks)


def _ducks(speech: Sequence[tuple[Utterance, int]], total_ms: int) -> tuple[DuckRegion, ...]:
    """Where the music is quieter: fully while the voice speaks, so the ramps lie outside the words."""
    joined: list[tuple[int, int]] = []
    for utterance, start in speech:
        end = min(start + utterance.duration_ms, total_ms)
        if joined and start - joined[-1][1] < DUCK_JOIN_MS:
            joined[-1] = (joined[-1][0], end)
        else:
            joined.append((start, end))
    regions: list[DuckRegion] = []
    for start, end in joined:
        fade_in, fade_out = min(DUCK_RAMP_MS, start), min(DUCK_RAMP_MS, total_ms - end)
        regions.append(DuckRegion(start - fade_in, end + fade_out, DUCK_DB, fade_in, fade_out))
    return tuple(regions)


def _settle(
    graph: SceneGraph,
    entries: Sequence[Entry],
    spoken: Sequence[Sequence[_Share]],
    narration: Narration,
    voice_file: str | None,
) -> SceneGraph:
    """Return the plan with the lengths, transitions and words that the film really has."""
    scenes: list[Scene] = []
    for scene, entry, shares in zip(graph.scenes, entries, spoken, strict=True):
        changed = replace(scene, duration_ms=entry.end_ms - entry.start_ms, transition=entry.transition)
        if narration.utterances:
            begun = (narration.utterances[share.utterance].text for share in shares if share.begins)
            caption = join_sentences([share.text for share in shares])
            changed = replace(changed, caption=caption, audio="\n".join(begun))
        scenes.append(changed)
    return replace(
        graph, scenes=tuple(scenes), global_audio=replace(graph.global_audio, voice_file=voice_file)
    )


def _notes(
    graph: SceneGraph, narration: Narration, speech: Sequence[tuple[Utterance, int]]
) -> tuple[str, ...]:
    planned = bare("".join(scene.audio for scene in graph.scenes))
    whole = len(planned) >= len(bare(graph.global_audio.voice_script))
    if whole and len(speech) == len(narration.utterances):
        return ()
    return (f"The script is too long for a film of {_LONGEST}, so it ends with “{speech[-1][0].text}”",)


def _reading_notes(planned: SceneGraph, shown: SceneGraph, *, spoke: bool) -> tuple[str, ...]:
    """Say what of the words could not even be read; `spoke` when a voice was there for them."""
    left_out = share_left_out(planned, shown)
    percent = f"{min(max(round(left_out * 100), 1), 99)} %"
    if spoke:
        rest = f"; {percent} of it is left out" if left_out else ""
        return (
            f"The script is one sentence too long for a film of {_LONGEST}, so it is not spoken "
            f"and stands in captions{rest}.",
        )
    if not left_out:
        return ()
    text = "script" if planned.global_audio.voice_script else "prompt"
    return (f"The {text} is too long to be read in a film of {_LONGEST}, so {percent} of it is left out.",)
