"""What may be asked for: the enabled rules held against the words of a request."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

import re2
from django.db.models import F

from engines.models import ModerationRule, ModerationTally
from engines.settings_file import strictness

_Span = tuple[int, int]
# Scripts written without spaces: a term in them is found inside a run of letters.
_UNSPACED = re.compile(r"[\u0e00-\u0eff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]")


@dataclass(frozen=True)
class Flag:
    """A rule that was met."""

    rule: str
    action: str
    field: str
    """`prompt`, `voice_script` or `title`."""
    reason: str
    """What the caller is told."""


@dataclass(frozen=True)
class Verdict:
    """What a review found."""

    prompt: str
    """The prompt for planning and engines, with replacements made."""
    strictness: str
    flags: tuple[Flag, ...] = ()

    @property
    def blocked(self) -> Flag | None:
        """The first rule that refuses the request, if any does."""
        return next((flag for flag in self.flags if flag.action == ModerationRule.Action.BLOCK), None)


def review(*, prompt: str, script: str = "", title: str = "", brand_safe: bool = True) -> Verdict:
    """Hold the words of a request against the enabled rules of the table."""
    rules = ModerationRule.objects.filter(enabled=True)
    if not brand_safe:
        rules = rules.filter(brand_safe_only=False)
    return review_with(rules, prompt=prompt, script=script, title=title, strictness=strictness(brand_safe))


def review_with(
    rules: Iterable[ModerationRule], *, prompt: str, script: str, title: str, strictness: str
) -> Verdict:
    """Hold the words against `rules`. Under `strict`, a rule that only warns refuses."""
    verdict = Verdict(prompt=prompt, strictness=strictness)
    folded = {name: _Folded.of(text) for name, text in (("voice_script", script), ("title", title))}
    for rule in rules:
        action = rule.action
        if action == ModerationRule.Action.WARN and strictness == "strict":
            action = ModerationRule.Action.BLOCK
        words = {"prompt": _Folded.of(verdict.prompt), **folded}
        for field in _fields(rule.scope):
            spans = list(words[field].find(rule))
            if not spans:
                continue
            flag = Flag(rule.name, str(action), field, rule.public_reason)
            verdict = replace(verdict, flags=(*verdict.flags, flag))
            if action == ModerationRule.Action.REPLACE and field == "prompt":
                verdict = replace(verdict, prompt=words[field].replaced(spans, rule.replacement))
    return verdict


def tally(verdict: Verdict, engine: str) -> None:
    """Count what a review found, for the metrics; `engine` is the one that is told the cleaned prompt."""
    for flag in verdict.flags:
        row = {
            "trigger": flag.rule,
            "strictness": verdict.strictness,
            "action": flag.action,
            "engine": engine,
        }
        if not ModerationTally.objects.filter(**row).update(flags=F("flags") + 1):
            counted, made = ModerationTally.objects.get_or_create(**row, defaults={"flags": 1})
            if not made:
                ModerationTally.objects.filter(pk=counted.pk).update(flags=F("flags") + 1)


def _fields(scope: str) -> tuple[str, ...]:
    if scope == ModerationRule.Scope.PROMPT:
        return ("prompt",)
    if scope == ModerationRule.Scope.SCRIPT:
        return ("voice_script",)
    return ("prompt", "voice_script", "title")


@dataclass(frozen=True)
class _Folded:
    """A text as rules see it (NFKC, casefolded, no invisible characters) and where each letter stood."""

    original: str
    text: str
    places: tuple[int, ...]
    """For each character of `text` its index in `original`, and the original's length at the end."""

    @classmethod
    def of(cls, original: str) -> _Folded:
        original = unicodedata.normalize("NFC", original)
        letters: list[str] = []
        places: list[int] = []
        for index, character in enumerate(original):
            if unicodedata.category(character) == "Cf":
                continue
            folded = unicodedata.normalize("NFKC", character).casefold()
            letters.append(" " if folded.isspace() else folded)
            places.extend([index] * len(letters[-1]))
        return cls(original, "".join(letters), (*places, len(original)))

    def find(self, rule: ModerationRule) -> Iterator[_Span]:
        """Yield where the rule is met, as spans of `text` that are not empty."""
        if rule.kind == ModerationRule.Kind.PATTERN:
            matches = re2.finditer(rule.expression, self.text)
        else:
            matches = _term(rule.expression).finditer(self.text)
        for match in matches:
            if match.start() < match.end():
                yield match.start(), match.end()

    def replaced(self, spans: Iterable[_Span], replacement: str) -> str:
        """Return the original text with the spans replaced."""
        parts: list[str] = []
        done = 0
        for start, end in spans:
            parts += [self.original[done : self.places[start]], replacement]
            done = self.places[end - 1] + 1
        parts.append(self.original[done:])
        return "".join(parts)


def _term(expression: str) -> re.Pattern[str]:
    """Return a pattern for whole words: literal text, so it can never take long."""
    words = unicodedata.normalize("NFKC", expression).casefold().split()
    start = "" if _UNSPACED.match(words[0]) else r"(?<!\w)"
    end = "" if _UNSPACED.match(words[-1][-1]) else r"(?!\w)"
    return re.compile(start + r"\s+".join(re.escape(word) for word in words) + end)
