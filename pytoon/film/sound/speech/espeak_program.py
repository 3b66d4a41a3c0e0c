"""A program of its own around espeak-ng: text in, phonemes out.

espeak-ng is under the GPL 3 and comes as a library. It is never loaded into Pytoon's processes: this file
runs in an interpreter of its own, imports nothing of Pytoon, and is spoken to through pipes alone.

`python espeak_program.py LIBRARY DATA` reads `{"language": "fr", "texts": ["C'est l'eau"]}` and writes, for
each text, its units of sound in the International Phonetic Alphabet, each with the place of the letter at
which its word begins: `[[[0, "s"], [0, "ɛ"], [0, " "], [6, "l"], [6, "ˈo"]]]`. A stress stands before its
vowel, and a unit " " between words. Both are one line of JSON.
"""

import ctypes
import json
import re
import sys

_SYNCHRONOUS = 2
_PHONEME_EVENTS_IN_IPA = 0x0001 | 0x0002
_DO_NOT_EXIT = 0x8000
_UTF8 = 1
#: International alphabet, with this letter between two units.
_BETWEEN = "_"
_PHONEME_MODE = 0x02 | ord(_BETWEEN) << 8
_WORD, _PHONEME = 1, 7
_RATE = 1
#: The sound is thrown away, so it is made as short as the library can.
_FASTEST = 450
#: What is read as another language stands between `(en)` and `(fr)`.
_SWITCH = re.compile(r"\([\w-]+\)")


class _Id(ctypes.Union):
    _fields_ = [("number", ctypes.c_int), ("name", ctypes.c_char_p), ("string", ctypes.c_char * 8)]  # noqa: RUF012


class _Event(ctypes.Structure):
    _fields_ = [  # noqa: RUF012
        ("type", ctypes.c_int),
        ("unique_identifier", ctypes.c_uint),
        ("text_position", ctypes.c_int),
        ("length", ctypes.c_int),
        ("audio_position", ctypes.c_int),
        ("sample", ctypes.c_int),
        ("user_data", ctypes.c_void_p),
        ("id", _Id),
    ]


_Callback = ctypes.CFUNCTYPE(
    ctypes.c_int, ctypes.POINTER(ctypes.c_short), ctypes.c_int, ctypes.POINTER(_Event)
)


class Espeak:
    def __init__(self, library: str, data: str, language: str) -> None:
        self._heard: list[tuple[int, str]] = []
        self._place = 0
        self._callback = _Callback(self._listen)
        self._library = ctypes.CDLL(library)
        self._library.espeak_TextToPhonemes.restype = ctypes.c_char_p
        self._library.espeak_TextToPhonemes.argtypes = [ctypes.c_void_p, ctypes.c_int, ctypes.c_int]
        options = _PHONEME_EVENTS_IN_IPA | _DO_NOT_EXIT
        if self._library.espeak_Initialize(_SYNCHRONOUS, 0, data.encode(), options) < 0:
            raise SystemExit(f"espeak-ng finds no data in {data}")
        if self._library.espeak_SetVoiceByName(language.encode()) != 0:
            raise SystemExit(f"espeak-ng does not know the language {language}")
        self._library.espeak_SetParameter(_RATE, _FASTEST, 0)
        self._library.espeak_SetSynthCallback(self._callback)

    def read(self, text: str) -> list[tuple[int, str]]:
        """Return the units of `text` with their places.

        The events of a synthesis tell which word a unit belongs to but cut long units short, and the
        transcription has whole units but no words; both have the same units in the same order. Should they
        ever not, every unit is at place 0.
        """
        units = self._transcribe(text)
        sounding = [unit for unit in units if unit != " "]
        heard = self._synthesise(text)
        agree = len(sounding) == len(heard) and all(
            unit.startswith(start)
            for unit, (_, start) in zip(sounding, heard)  # noqa: B905
        )
        places = iter([place for place, _ in heard] if agree else [0] * len(sounding))
        result: list[tuple[int, str]] = []
        place = 0
        for unit in units:
            place = place if unit == " " else next(places)
            result.append((place, unit))
        return result

    def _transcribe(self, text: str) -> list[str]:
        buffer = ctypes.create_string_buffer(text.encode())
        rest = ctypes.c_void_p(ctypes.addressof(buffer))
        clauses = []
        while rest.value:
            said = self._library.espeak_TextToPhonemes(ctypes.byref(rest), _UTF8, _PHONEME_MODE)
            clauses.append(_SWITCH.sub("", said.decode()))
        units = []
        for word in " ".join(clauses).split():
            units += [" ", *filter(None, word.split(_BETWEEN))]
        return units[1:]

    def _synthesise(self, text: str) -> list[tuple[int, str]]:
        self._heard, self._place = [], 0
        encoded = text.encode() + b"\0"
        self._library.espeak_Synth(encoded, ctypes.c_size_t(len(encoded)), 0, 1, 0, _UTF8, None, None)
        self._library.espeak_Synchronize()
        return self._heard

    def _listen(self, _sound: object, _samples: int, events: "ctypes._Pointer[_Event]") -> int:
        index = 0
        while events[index].type:
            event = events[index]
            if event.type == _WORD:
                self._place = event.text_position - 1
            elif event.type == _PHONEME:
                # Cut after eight bytes, wherever in a letter that may be.
                unit = bytes(event.id.string).decode("utf-8", "ignore")
                if unit and not _SWITCH.fullmatch(unit):
                    self._heard.append((self._place, unit))
            index += 1
        return 0


def main() -> None:
    asked = json.loads(sys.stdin.read())
    espeak = Espeak(sys.argv[1], sys.argv[2], asked["language"])
    json.dump([espeak.read(text) for text in asked["texts"]], sys.stdout, ensure_ascii=True)


if __name__ == "__main__":
    main()
