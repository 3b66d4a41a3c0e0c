"""What English signs, units and shortenings are called: the tables of `normalising`."""

from __future__ import annotations

import unicodedata


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


UNITS: dict[str, tuple[str, str]] = {
    "ml": ("milliliter", "milliliters"),
    "mL": ("milliliter", "milliliters"),
    "cl": ("centiliter", "centiliters"),
    "dl": ("deciliter", "deciliters"),
    "l": ("liter", "liters"),
    "L": ("liter", "liters"),
    "mg": ("milligram", "milligrams"),
    "mcg": ("microgram", "micrograms"),
    "µg": ("microgram", "micrograms"),
    "g": ("gram", "grams"),
    "kg": ("kilogram", "kilograms"),
    "lb": ("pound", "pounds"),
    "lbs": ("pound", "pounds"),
    "oz": ("ounce", "ounces"),
    "fl oz": ("fluid ounce", "fluid ounces"),
    "nm": ("nanometer", "nanometers"),
    "µm": ("micrometer", "micrometers"),
    "mm": ("millimeter", "millimeters"),
    "cm": ("centimeter", "centimeters"),
    "m": ("meter", "meters"),
    "km": ("kilometer", "kilometers"),
    "ft": ("foot", "feet"),
    "yd": ("yard", "yards"),
    "mi": ("mile", "miles"),
    "m²": ("square meter", "square meters"),
    "cm²": ("square centimeter", "square centimeters"),
    "cm³": ("cubic centimeter", "cubic centimeters"),
    "sq ft": ("square foot", "square feet"),
    "km/h": ("kilometer per hour", "kilometers per hour"),
    "kph": ("kilometer per hour", "kilometers per hour"),
    "mph": ("mile per hour", "miles per hour"),
    "fps": ("frame per second", "frames per second"),
    "Hz": ("hertz", "hertz"),
    "kHz": ("kilohertz", "kilohertz"),
    "MHz": ("megahertz", "megahertz"),
    "GHz": ("gigahertz", "gigahertz"),
    "KB": ("kilobyte", "kilobytes"),
    "MB": ("megabyte", "megabytes"),
    "GB": ("gigabyte", "gigabytes"),
    "TB": ("terabyte", "terabytes"),
    "Mbps": ("megabit per second", "megabits per second"),
    "Gbps": ("gigabit per second", "gigabits per second"),
    "MP": ("megapixel", "megapixels"),
    "mV": ("millivolt", "millivolts"),
    "V": ("volt", "volts"),
    "mAh": ("milliamp hour", "milliamp hours"),
    "W": ("watt", "watts"),
    "kW": ("kilowatt", "kilowatts"),
    "kWh": ("kilowatt hour", "kilowatt hours"),
    "Wh": ("watt hour", "watt hours"),
    "Nm": ("newton meter", "newton meters"),
    "dB": ("decibel", "decibels"),
    "hp": ("horsepower", "horsepower"),
    "rpm": ("R.P.M", "R.P.M"),
    "kcal": ("kilocalorie", "kilocalories"),
    "cal": ("calorie", "calories"),
    "h": ("hour", "hours"),
    "hr": ("hour", "hours"),
    "hrs": ("hour", "hours"),
    "min": ("minute", "minutes"),
    "mins": ("minute", "minutes"),
    "sec": ("second", "seconds"),
    "secs": ("second", "seconds"),
    "ms": ("millisecond", "milliseconds"),
    "pcs": ("piece", "pieces"),
    "°C": ("degree Celsius", "degrees Celsius"),
    "°F": ("degree Fahrenheit", "degrees Fahrenheit"),
    "°": ("degree", "degrees"),
}

MONEY: dict[str, tuple[str, str]] = {
    "$": ("dollar", "dollars"),
    "US$": ("U.S dollar", "U.S dollars"),
    "€": ("euro", "euros"),
    "£": ("pound", "pounds"),
    "¥": ("yen", "yen"),
    "₹": ("rupee", "rupees"),
    "₩": ("won", "won"),
    "₺": ("lira", "lira"),
    "₽": ("ruble", "rubles"),
    "₴": ("hryvnia", "hryvnias"),
    "₪": ("shekel", "shekels"),
    "฿": ("baht", "baht"),
    "₿": ("bitcoin", "bitcoins"),
    "USD": ("dollar", "dollars"),
    "EUR": ("euro", "euros"),
    "GBP": ("pound", "pounds"),
    "JPY": ("yen", "yen"),
    "CHF": ("Swiss franc", "Swiss francs"),
    "¢": ("cent", "cents"),
}
#: Signs that the phonemiser reads before a plain amount, with their hundredths.
READ_BY_PHONEMISER = "$€£"
CENTS: dict[str, tuple[str, str]] = {"$": ("cent", "cents"), "€": ("cent", "cents"), "£": ("penny", "pence")}

SCALES = {
    "k": "thousand",
    "thousand": "thousand",
    "m": "million",
    "mn": "million",
    "million": "million",
    "b": "billion",
    "bn": "billion",
    "billion": "billion",
    "t": "trillion",
    "trillion": "trillion",
}

ABBREVIATIONS = {
    "Mr.": "Mister",
    "Mrs.": "Missus",
    "Ms.": "Miz",
    "Dr.": "Doctor",
    "Prof.": "Professor",
    "Jr.": "Junior",
    "Sr.": "Senior",
    "Mt.": "Mount",
    "Ave.": "Avenue",
    "Blvd.": "Boulevard",
    "Inc.": "Incorporated",
    "Ltd.": "Limited",
    "Corp.": "Corporation",
    "Co.": "Company",
    "Bros.": "Brothers",
    "approx.": "approximately",
    "incl.": "including",
    "excl.": "excluding",
    "avg.": "average",
    "est.": "established",
    "ca.": "about",
    "vs.": "versus",
    "vs": "versus",
    "e.g.": "for example",
    "i.e.": "that is",
    "w/o": "without",
    "w/": "with",
    "aka": "also known as",
    "AKA": "also known as",
    "CO2": "C.O 2",
    "CO₂": "C.O 2",
    "H₂O": "H.2.O",
    "C#": "C sharp",
    "F#": "F sharp",
    "BOGO": "bogo",
    "ASAP": "A.S.A.P",
    "DIY": "D.I.Y",
    "FAQ": "F.A.Q",
    "FAQs": "F.A.Qs",
}

FRACTIONS = {
    (1, 2): "one half",
    (1, 3): "one third",
    (2, 3): "two thirds",
    (1, 4): "one quarter",
    (3, 4): "three quarters",
    (1, 5): "one fifth",
    (1, 8): "one eighth",
    (1, 10): "one tenth",
}
VULGAR_FRACTIONS = {
    "½": "a half",
    "⅓": "a third",
    "⅔": "two thirds",
    "¼": "a quarter",
    "¾": "three quarters",
    "⅕": "a fifth",
    "⅛": "an eighth",
}

MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)

#: Top-level domains that are said as a word; others of two letters are spelled.
TOP_LEVEL_WORDS = _words(
    "com net org info biz app shop store dev online site club pro design studio world life today fashion "
    "beauty blog cloud tech digital agency email media news live space website health care fit style "
    "co me so to be it is in my"
)
TOP_LEVEL_SPELLED = _words(
    "io ai uk us eu de fr es nl pl pt se no dk fi ch at be ca au nz jp cn br mx ar za ie tv ly gg fm xyz "
    "edu gov"
)
#: Words before which a unit keeps its plural, since it does not describe what follows.
AFTER_A_QUANTITY = _words(
    "now today of and or to in per for with on at by from than as but so if when while that which is are was "
    "were will can you your we it a an the only just later ago long wide tall thick high deep thin away each "
    "every less more faster longer lighter heavier straight off out up down into over under before after "
    "between without"
)

#: Letters that stand alone in English text, by the names that Unicode gives them.
GREEK = {
    letter: unicodedata.name(letter).split(" ")[-1].lower()
    for letter in "αβγδεζηθικλμνξοπρςστυφχψωΓΔΘΛΞΠΣΦΨΩ"
} | {"µ": "micro"}
