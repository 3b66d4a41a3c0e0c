"""The script, spoken: sentence by sentence, each with its own sound and the times of its words.

Speech comes before timing, because the words set how long the scenes are. Times in here are
relative to their own utterance; the timeline decides when each utterance begins.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal

import numpy as np

from pytoon.film import ffmpeg
from pytoon.film.files import appearing
from pytoon.film.scene_graph import SceneGraph
from pytoon.film.sound.dynamics import fade, soften_sibilants
from pytoon.film.sound.loudness import SAMPLE_RATE, Sound, gain, loudness_lufs
from pytoon.film.sound.recording import LONGEST_RECORDING_S, hear, read_recording
from pytoon.film.sound.speech import (
    Speaker,
    Speech,
    Voice,
    VoiceUnavailableError,
    find_voice,
    load_speaker,
    voices,
)
from pytoon.film.sound.speech.language import Recognised, language_name, recognise
from pytoon.film.sound.speech.voices import primary
from pytoon.film.sound.wav import resample, write_wav
from pytoon.film.timeline import Word
from pytoon.film.words import has_words, join_sentences, split_sentences

#: The level of the written sentences; headroom for their peaks, the mix sets the final level.
_VOICE_LUFS = -23.0
#: Quieter than this below the loudest moment counts as silence around the words.
_SILENCE_DB = -46.0
_SILENCE_KEPT_MS = 40
_FADE_MS = 8
_WINDOW_MS = 5
_INSTEAD = "so the film has captions and music instead of a voice-over"
_NAME_IT = "Name one in `language` to have all of it read as that one."
_ANOTHER_TEXT = "The recording seems to say something else than the script"
_TAKEN_FOR_ENGLISH = "The script was taken for English; name its language in `language` if that is wrong."

WordTimes = Literal["voice_durations", "forced_alignment", "estimated"]
"""How it is known when words are heard: the voice says it, they were found in a recording, or by length."""


@dataclass(frozen=True)
class Utterance:
    """One sentence, spoken; several of them where a recording makes no pause.

    `words` carry the script's spelling, times in ms from the sound's start.
    """

    scene_id: int
    """The scene in which it begins."""
    text: str
    file: Path
    """Mono 48 kHz WAV, trimmed to the words with at most 50 ms of silence at either end."""
    duration_ms: int
    words: tuple[Word, ...]


@dataclass(frozen=True)
class Narration:
    """Everything that is said in a film, in order. Without utterances the film has no voice."""

    utterances: tuple[Utterance, ...] = ()
    voice: str = ""
    """The voice that speaks, or empty."""
    language: str = ""
    note: str = ""
    """What was simplified and why, in a sentence for the caller; empty when nothing was."""
    word_times: WordTimes = "voice_durations"

    def to_json(self) -> dict[str, Any]:
        return {
            "voice": self.voice,
            "language": self.language,
            "note": self.note,
            "wordTimes": self.word_times,
            "utterances": [
                {
                    "sceneId": u.scene_id,
                    "text": u.text,
                    "file": str(u.file),
                    "duration": u.duration_ms,
                    "words": [{"text": w.text, "start": w.start_ms, "end": w.end_ms} for w in u.words],
                }
                for u in self.utterances
            ],
        }

    @classmethod
    def from_json(cls, document: Mapping[str, Any]) -> Narration:
        utterances = tuple(
            Utterance(
                u["sceneId"],
                u["text"],
                Path(u["file"]),
                u["duration"],
                tuple(Word(w["text"], w["start"], w["end"]) for w in u["words"]),
            )
            for u in document["utterances"]
        )
        word_times = document.get("wordTimes", "voice_durations")
        return cls(utterances, document["voice"], document["language"], document["note"], word_times)


def narrate(
    graph: SceneGraph,
    folder: Path,
    *,
    voice: str = "",
    language: str = "",
    rate: float = 1.0,
    pronunciations: Mapping[str, str] | None = None,
    voice_file: Path | None = None,
    threads: int = 2,
) -> Narration:
    """Speak every sentence of the scenes' `audio` into `folder` as `utterance_001.wav` and so on.

    `voice` names one of `pytoon.film.sound.speech.voices()`, or is chosen by `language` (BCP 47), which is
    recognised from the script when empty. `rate` 1 is the voice's own pace; `pronunciations` says how words
    are spoken that are written otherwise. For a voice that cannot be loaded another one of its language
    speaks, and `note` says so; a language that nobody can speak, or sentences in several, give a narration
    without utterances and with the reason in its `note`. `voice_file` is a recording of the script that is
    heard instead of a voice. Raises SpeechError for a voice that does not exist, MediaError for a recording
    that is damaged or silent.
    """
    asked = find_voice(voice) if voice else None
    script = " ".join(scene.audio for scene in graph.scenes)
    if not has_words(script):
        return Narration(language=language)
    prompt = " ".join(scene.description for scene in graph.scenes)
    recognised = Recognised(language) if language else recognise(script, prompt)
    language = recognised.language
    if voice_file is not None:
        return _narrate_recording(graph, folder, voice_file, recognised, pronunciations, threads)
    chosen = asked or find_voice(language=language)
    if chosen is None or primary(chosen.language) != primary(language):
        named = language_name(language)
        reason = (
            f"The voice {asked.name} does not speak {named}"
            if asked
            else f"No voice for {named} is installed"
        )
        return Narration(language=language, note=f"{reason}, {_INSTEAD}.")
    if recognised.also:
        named = " and ".join(map(language_name, (language, *recognised.also)))
        reason = f"The script is in {named}, and no voice reads all of it"
        return Narration(language=language, note=f"{reason}, {_INSTEAD}. {_NAME_IT}")
    speaking, speaker, missing = _load(chosen, threads)
    if speaker is None:
        return Narration(language=language, note=f"{missing}, {_INSTEAD}.")
    sentences = _sentences(graph, language)
    speeches = [speaker.speak(sentence, rate, pronunciations) for _, sentence in sentences]
    unread = tuple(dict.fromkeys(word for speech in speeches for word in speech.unread))
    utterances = _write_utterances(sentences, speeches, folder)
    instead = f"{missing}, so {speaking.name} speaks instead." if missing else ""
    note = " ".join(filter(None, (instead, _note_on(unread), "" if recognised.sure else _TAKEN_FOR_ENGLISH)))
    return Narration(utterances, speaking.name if utterances else "", language, note)


def hasten(narration: Narration, factor: float) -> Narration:
    """Return `narration` with its files played `factor` times as fast, at their own pitch."""
    return replace(narration, utterances=tuple(_hastened(u, factor) for u in narration.utterances))


def _hastened(utterance: Utterance, factor: float) -> Utterance:
    played = ["-af", f"atempo={factor:.6f}", "-f", "f32le", "-"]
    pcm = ffmpeg.run([*ffmpeg.source(utterance.file), *played])
    sound: Sound = np.frombuffer(pcm, "<f4")[np.newaxis]
    with appearing(utterance.file) as draft:
        write_wav(draft, fade(sound, _FADE_MS, _FADE_MS))
    duration_ms = sound.shape[1] * 1000 // SAMPLE_RATE
    scale = duration_ms / utterance.duration_ms
    words = (Word(w.text, round(w.start_ms * scale), round(w.end_ms * scale)) for w in utterance.words)
    return replace(
        utterance, duration_ms=duration_ms, words=tuple(_moved(word, 0, duration_ms) for word in words)
    )


def _sentences(graph: SceneGraph, language: str) -> list[tuple[int, str]]:
    """Return what is said, each sentence with the number of its scene."""
    return [
        (scene.id, sentence) for scene in graph.scenes for sentence in split_sentences(scene.audio, language)
    ]


def _narrate_recording(
    graph: SceneGraph,
    folder: Path,
    file: Path,
    recognised: Recognised,
    pronunciations: Mapping[str, str] | None,
    threads: int,
) -> Narration:
    """Write the sentences of a recording into `folder`, held against our own speech of them."""
    recording, longer = read_recording(file)
    sentences = [pair for pair in _sentences(graph, recognised.language) if has_words(pair[1])]
    speaker, why_not = _reference(recognised, threads)
    spoken = [speaker.speak(text, 1.0, pronunciations) for _, text in sentences] if speaker else []
    recorded = hear(recording, [text for _, text in sentences], spoken)
    passages = [
        (sentences[passage.sentences[0]][0], join_sentences([sentences[k][1] for k in passage.sentences]))
        for passage in recorded.passages
    ]
    utterances = _write_utterances(passages, [passage.speech for passage in recorded.passages], folder)
    missing = [sentences[k][1] for k in recorded.missing]
    notes = (
        f"Of the recording the first {LONGEST_RECORDING_S} s are used." if longer else "",
        "" if recorded.found else f"{why_not or _ANOTHER_TEXT}, so the times of the captions are estimated.",
        f"The recording does not say {_quoted(missing)}, so the captions do not either." if missing else "",
    )
    word_times: WordTimes = "forced_alignment" if recorded.found else "estimated"
    return Narration(utterances, "", recognised.language, " ".join(filter(None, notes)), word_times)


def _reference(recognised: Recognised, threads: int) -> tuple[Speaker | None, str]:
    """Return who speaks what a recording is held against, or why nobody does."""
    voice = find_voice(language=recognised.language)
    if voice is None or recognised.also:
        named = " and ".join(map(language_name, (recognised.language, *recognised.also)))
        return None, f"No voice that reads {named} is installed to find the words of the recording with"
    _, speaker, missing = _load(voice, threads)
    return speaker, missing


def _quoted(sentences: Sequence[str]) -> str:
    return " or ".join(f"“{sentence}”" for sentence in sentences)


def _load(chosen: Voice, threads: int) -> tuple[Voice, Speaker | None, str]:
    """Load `chosen`, or else another voice of its language, and say why `chosen` does not speak.

    One voice of each engine is tried, because what keeps one from loading keeps its siblings as well.
    """
    missing = ""
    engines = {chosen.engine: chosen}
    for voice in voices():
        if primary(voice.language) == primary(chosen.language):
            engines.setdefault(voice.engine, voice)
    for voice in engines.values():
        try:
            return voice, load_speaker(voice, threads), missing
        except VoiceUnavailableError as error:
            missing = missing or str(error).rstrip(".")
    return chosen, None, missing


def _note_on(unread: tuple[str, ...]) -> str:
    if not unread:
        return ""
    return f"Words that this voice cannot say are in the captions only: {', '.join(unread)}."


def _write_utterances(
    sentences: Sequence[tuple[int, str]], speeches: Sequence[Speech], folder: Path
) -> tuple[Utterance, ...]:
    """Write what was said, all at the same gain, so that the sentences keep their relation."""
    said = [
        (scene_id, text, *_trim(speech))
        for (scene_id, text), speech in zip(sentences, speeches, strict=True)
        if speech.words
    ]
    if not said:
        return ()
    folder.mkdir(parents=True, exist_ok=True)
    level = gain(_VOICE_LUFS - loudness_lufs(np.concatenate([sound for _, _, sound, _ in said], axis=1)))
    utterances = []
    for number, (scene_id, text, sound, words) in enumerate(said, start=1):
        file = folder / f"utterance_{number:03}.wav"
        with appearing(file) as draft:
            write_wav(draft, sound * level)
        duration_ms = round(sound.shape[1] * 1000 / SAMPLE_RATE)
        utterances.append(Utterance(scene_id, text, file, duration_ms, words))
    return tuple(utterances)


def _trim(speech: Speech) -> tuple[Sound, tuple[Word, ...]]:
    """Soften the hissing, cut the silence around the words, fade both ends, and move the words along."""
    sound = soften_sibilants(resample(speech.samples[np.newaxis], speech.sample_rate))
    window = SAMPLE_RATE * _WINDOW_MS // 1000
    windows = sound.shape[1] // window
    peaks = np.abs(sound[0, : windows * window]).reshape(windows, window).max(axis=1)
    loud = np.flatnonzero(peaks > peaks.max() * gain(_SILENCE_DB))
    start_ms = max(int(loud[0]) * _WINDOW_MS - _SILENCE_KEPT_MS, 0)
    end_ms = min((int(loud[-1]) + 1) * _WINDOW_MS + _SILENCE_KEPT_MS, windows * _WINDOW_MS)
    sound = sound[:, SAMPLE_RATE * start_ms // 1000 : SAMPLE_RATE * end_ms // 1000]
    return fade(sound, _FADE_MS, _FADE_MS), tuple(
        _moved(word, -start_ms, end_ms - start_ms) for word in speech.words
    )


def _moved(word: Word, by_ms: int, duration_ms: int) -> Word:
    start_ms = min(max(word.start_ms + by_ms, 0), duration_ms - 1)
    return Word(word.text, start_ms, min(max(word.end_ms + by_ms, start_ms + 1), duration_ms))
