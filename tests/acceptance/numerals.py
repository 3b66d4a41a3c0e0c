"""English numbers written out, independently of how the product reads them."""

from __future__ import annotations

import re

_ONES = (
    *("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven"),
    *("twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"),
)
_TENS = ("", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_UNITS = {"%": "percent", "ml": "milliliters", "kg": "kilograms", "g": "grams", "km": "kilometers"}
_NUMBER = re.compile(r"(\$)?(\d+(?:,\d{3})*)(?:\.(\d+))?\s*(%|(?:ml|kg|g|km)\b)?")


def numbers_in_words(text: str) -> str:
    """Return `text` with whole and decimal numbers, dollars, percentages, years and some units as words."""
    return _NUMBER.sub(_written_out, text)


def _written_out(match: re.Match[str]) -> str:
    dollar, digits, decimals, unit = match.groups()
    number = int(digits.replace(",", ""))
    if dollar:
        cents = f" and {_whole(int(decimals))} cents" if decimals else ""
        said = f"{_whole(number)} dollars{cents}"
    elif decimals:
        said = " ".join([_whole(number), "point", *(_ONES[int(digit)] for digit in decimals)])
    else:
        said = _year(number) if "," not in digits and 1900 <= number < 2100 else _whole(number)
    return f" {said} {_UNITS[unit]} " if unit else f" {said} "


def _year(number: int) -> str:
    if 2000 <= number < 2010:
        return _whole(number)
    century, rest = divmod(number, 100)
    return (
        f"{_whole(century)} {f'oh {_ONES[rest]}' if 0 < rest < 10 else _whole(rest) if rest else 'hundred'}"
    )


def _whole(number: int) -> str:
    if number < 20:
        return _ONES[number]
    if number < 100:
        tens, ones = divmod(number, 10)
        return f"{_TENS[tens]} {_ONES[ones]}" if ones else _TENS[tens]
    for size, name in ((1_000_000, "million"), (1_000, "thousand"), (100, "hundred")):
        if number >= size:
            many, rest = divmod(number, size)
            return f"{_whole(many)} {name} {_whole(rest)}" if rest else f"{_whole(many)} {name}"
    raise ValueError(number)
