"""Text that is rewritten for speaking and still knows which word of the script each letter came from."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

#: A replacement. `{1}` stands for the first group, letters and owners alike; `{1:words}` for new words
#: that belong to where that group begins; any other letter belongs to the letter before it.
Template = str | Callable[[re.Match[str]], str]

_REFERENCE = re.compile(r"\{(\d)(?::([^{}]*))?\}")


@dataclass(frozen=True)
class AlignedText:
    """`text`, and for each of its characters the index of the source word that it belongs to."""

    text: str
    owners: tuple[int, ...]

    @classmethod
    def of(cls, text: str) -> AlignedText:
        """Number the words of `text`, which white space separates; a space goes with the word before it."""
        owners: list[int] = []
        word = -1
        inside = False
        for character in text:
            if character.isspace():
                inside = False
            elif not inside:
                inside = True
                word += 1
            owners.append(max(word, 0))
        return cls(text, tuple(owners))

    def sub(self, pattern: re.Pattern[str], template: Template) -> AlignedText:
        """Replace every match that is not empty."""
        text: list[str] = []
        owners: list[int] = []

        def copy(start: int, end: int) -> None:
            text.append(self.text[start:end])
            owners.extend(self.owners[start:end])

        def write(words: str, owner: int) -> None:
            text.append(words)
            owners.extend([owner] * len(words))

        position = 0
        for match in pattern.finditer(self.text):
            if match.start() == match.end():
                continue
            copy(position, match.start())
            position = match.end()
            owner = self.owners[match.start()]
            filled = template if isinstance(template, str) else template(match)
            literal_start = 0
            for reference in _REFERENCE.finditer(filled):
                write(filled[literal_start : reference.start()], owner)
                literal_start = reference.end()
                start, end = match.span(int(reference[1]))
                if reference[2] is None:
                    copy(start, end)
                    owner = self.owners[end - 1] if end > start else owner
                else:
                    owner = self.owners[start]
                    write(reference[2], owner)
            write(filled[literal_start:], owner)
        copy(position, len(self.text))
        return AlignedText("".join(text), tuple(owners))
