"""The script, spoken: sentence by sentence, each with its own sound and the times of its words.

Speech comes before timing, because the words set how long the scenes are. Times in here are
relative to their own utterance; the timeline decides when each utterance begins.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from pytoon.film.files import appearing
from pytoon.film.scene_graph import SceneGraph
from pytoon.film.sound.dynamics import fade, soften_sibilants
from pytoon.film.sound.loudness import SAMPLE_RATE, Sound, gain, loudness_lufs
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
from pytoon.film.words import has_words, split_sentences

#: The level of the written sentences; headroom for their peaks, the mix sets the final level.
_VOICE_LUFS = -23.0
#: Quieter than this below the loudest moment counts as silence around the words.
_SILENCE_DB = -46.0
_SILENCE_KEPT_MS = 40
_FADE_MS = 8
_WINDOW_MS = 5
_INSTEAD = "so the film has captions and music instead of a voice-over"
_NAME_IT = "Name one in `language` to have all of it read as that one."
_TAKEN_FOR_ENGLISH = "The script was taken for English; name its language in `language` if that is wrong."


@dataclass(frozen=True)
class Utterance:
    """One sentence, spoken. `words` carry the script's spelling, times in ms from the sound's start."""

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

    def to_json(self) -> dict[str, Any]:
        return {
            "voice": self.voice,
            "language": self.language,
            "note": self.note,
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
        return cls(utterances, document["voice"], document["language"], document["note"])


def narrate(
    graph: SceneGraph,
    folder: Path,
    *,
    voice: str = "",
    language: str = "",
    rate: float = 1.0,
    pronunciations: Mapping[str, str] | None = None,
    threads: int = 2,
) -> Narration:
    """Speak every sentence of the scenes' `audio` into `folder` as `utterance_001.wav` and so on.

    `voice` names one of `pytoon.film.sound.speech.voices()`, or is chosen by `language` (BCP 47), which is
    recognised from the script when empty. `rate` 1 is the voice's own pace; `pronunciations` says how words
    are spoken that are written otherwise. For a voice that cannot be loaded another one of its language
    speaks, and `note` says so; a language that nobody can speak, or sentences in several, give a narration
    without utterances and with the reason in its `note`. Raises SpeechError for a voice that does not exist.
    """
    asked = find_voice(voice) if voice else None
    script = " ".join(scene.audio for scene in graph.scenes)
    if not has_words(script):
        return Narration(language=language)
    prompt = " ".join(scene.description for scene in graph.scenes)
    recognised = Recognised(language) if language else recognise(script, prompt)
    language = recognised.language
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
    sentences = [
        (scene.id, sentence) for scene in graph.scenes for sentence in split_sentences(scene.audio, language)
    ]
    speeches = [speaker.speak(sentence, rate, pronunciations) for _, sentence in sentences]
    unread = tuple(dict.fromkeys(word for speech in speeches for word in speech.unread))
    utterances = _write_utterances(sentences, speeches, folder)
    instead = f"{missing}, so {speaking.name} speaks instead." if missing else ""
    note = " ".join(filter(None, (instead, _note_on(unread), "" if recognised.sure else _TAKEN_FOR_ENGLISH)))
    return Narration(utterances, speaking.name if utterances else "", language, note)


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
