"""What signs, units and shortenings are called in Spanish, Italian, Portuguese and French.

The tables of `romance_normalising`. A pair is the form for one, with its article, and the form for many.
"""

from __future__ import annotations

from dataclasses import dataclass

Counted = tuple[str, str]


@dataclass(frozen=True)
class Idiom:
    """How one language says what is not written in letters."""

    espeak: str
    """Its name in espeak-ng."""
    dot: str
    at: str
    """Of an e-mail address or a user's name."""
    dash: str
    underscore: str
    slash: str
    hashtag: str
    and_: str
    plus: str
    minus: str
    times: str
    """Between two numbers."""
    multiplied: str
    """After one: `2x`."""
    to: str
    """Between the ends of a range."""
    number: str
    per_cent: str
    per: str
    """`€/mes`, before one of `periods`."""
    periods: str
    decimal: str
    """The decimal sign, spoken."""
    and_cents: str
    """Between an amount and its hundredths; they are followed by `cents`."""
    cents: str
    and_minutes: str
    """Between the hour and the minutes of a time."""
    hours: str
    """After the hour of a time."""
    day_and_night: str
    """`24/7`."""
    months: tuple[str, ...]
    of_date: str
    """Between day, month and year."""
    money: dict[str, Counted]
    units: dict[str, Counted]
    abbreviations: dict[str, str]
    numerals: dict[str, str]
    """Patterns of what espeak-ng misreads, and the word for each."""


def _counted(lines: str) -> dict[str, Counted]:
    """Read `ml: un mililitro, mililitros`, one to a line."""
    rows = (line.split(":") for line in lines.strip().splitlines())
    return {
        sign: (one.strip(), many.strip())
        for signs, forms in rows
        for one, many in [forms.split(",")]
        for sign in signs.split()
    }


def _months(names: str) -> tuple[str, ...]:
    return tuple(names.split())


SPANISH = Idiom(
    espeak="es",
    dot="punto",
    at="arroba",
    dash="guion",
    underscore="guion bajo",
    slash="barra",
    hashtag="hashtag",
    and_="y",
    plus="más",
    minus="menos",
    times="por",
    multiplied="por",
    to="a",
    number="número",
    per_cent="por ciento",
    per="por",
    periods="mes año día semana hora noche persona unidad kilo litro",
    decimal="coma",
    and_cents="con",
    cents="",
    and_minutes="y",
    hours="",
    day_and_night="24 7",
    months=_months(
        "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre"
    ),
    of_date="de",
    money=_counted("""
        € EUR: un euro, euros
        $ US$ USD: un dólar, dólares
        £ GBP: una libra, libras
        R$ BRL: un real, reales
        ¥: un yen, yenes
    """),
    units=_counted("""
        ml mL: un mililitro, mililitros
        cl: un centilitro, centilitros
        l L: un litro, litros
        mg: un miligramo, miligramos
        g gr: un gramo, gramos
        kg: un kilo, kilos
        mm: un milímetro, milímetros
        cm: un centímetro, centímetros
        m: un metro, metros
        km: un kilómetro, kilómetros
        m²: un metro cuadrado, metros cuadrados
        km/h: un kilómetro por hora, kilómetros por hora
        GB: un giga, gigas
        TB: un tera, teras
        MB: un mega, megas
        MP: un megapíxel, megapíxeles
        W: un vatio, vatios
        kWh: un kilovatio hora, kilovatios hora
        mAh: un miliamperio hora, miliamperios hora
        Hz: un hercio, hercios
        dB: un decibelio, decibelios
        kcal: una kilocaloría, kilocalorías
        h: una hora, horas
        min: un minuto, minutos
        s seg: un segundo, segundos
        ud uds: una unidad, unidades
        °C: un grado, grados
        °: un grado, grados
    """),
    abbreviations={
        "Sr.": "señor", "Sra.": "señora", "Dr.": "doctor", "Dra.": "doctora", "etc.": "etcétera",
        "EE.UU.": "Estados Unidos", "aprox.": "aproximadamente", "máx.": "máximo", "mín.": "mínimo",
        "SPF": "ese pe efe", "CO2": "ce o dos",
    },
    numerals={r"\b1\.?(?:er|ro)": "primero", r"\b1\.?ra": "primera", r"\b3er": "tercer"},
)  # fmt: skip

ITALIAN = Idiom(
    espeak="it",
    dot="punto",
    at="chiocciola",
    dash="trattino",
    underscore="trattino basso",
    slash="barra",
    hashtag="hashtag",
    and_="e",
    plus="più",
    minus="meno",
    times="per",
    multiplied="per",
    to="a",
    number="numero",
    per_cent="per cento",
    per="al",
    periods="mese giorno chilo litro pezzo",
    decimal="virgola",
    and_cents="e",
    cents="",
    and_minutes="e",
    hours="",
    day_and_night="24 ore su 24",
    months=_months(
        "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre"
    ),
    of_date="",
    money=_counted("""
        € EUR: un euro, euro
        $ US$ USD: un dollaro, dollari
        £ GBP: una sterlina, sterline
        CHF: un franco, franchi
        R$ BRL: un real, real
        ¥: uno yen, yen
    """),
    units=_counted("""
        ml mL: un millilitro, millilitri
        cl: un centilitro, centilitri
        l L: un litro, litri
        mg: un milligrammo, milligrammi
        g gr: un grammo, grammi
        kg: un chilo, chili
        mm: un millimetro, millimetri
        cm: un centimetro, centimetri
        m: un metro, metri
        km: un chilometro, chilometri
        m² mq: un metro quadro, metri quadri
        km/h: un chilometro orario, chilometri orari
        GB: un giga, giga
        TB: un tera, tera
        MB: un mega, mega
        MP: un megapixel, megapixel
        W: un watt, watt
        kWh: un chilowattora, chilowattora
        mAh: un milliamperora, milliamperora
        Hz: un hertz, hertz
        dB: un decibel, decibel
        kcal: una chilocaloria, chilocalorie
        h: un'ora, ore
        min: un minuto, minuti
        s sec: un secondo, secondi
        pz: un pezzo, pezzi
        °C: un grado, gradi
        °: un grado, gradi
    """),
    abbreviations={
        "Sig.": "signor", "Sig.ra": "signora", "Dott.": "dottor", "Dott.ssa": "dottoressa",
        "ecc.": "eccetera", "ca.": "circa", "max.": "massimo", "min.": "minimo", "es.": "esempio",
        "SPF": "esse pi effe", "CO2": "ci o due",
    },
    numerals={r"(?<=[lL]')1": "uno", r"(?<=[lL]')8": "otto", r"(?<=[lL]')11": "undici"},
)  # fmt: skip

PORTUGUESE = Idiom(
    espeak="pt-br",
    dot="ponto",
    at="arroba",
    dash="traço",
    underscore="sublinhado",
    slash="barra",
    hashtag="hashtag",
    and_="e",
    plus="mais",
    minus="menos",
    times="por",
    multiplied="vezes",
    to="a",
    number="número",
    per_cent="por cento",
    per="por",
    periods="mês ano dia semana hora noite pessoa unidade quilo litro",
    decimal="vírgula",
    and_cents="e",
    cents="centavos",
    and_minutes="e",
    hours="horas",
    day_and_night="24 por 7",
    months=_months(
        "janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro"
    ),
    of_date="de",
    money=_counted("""
        R$ BRL: um real, reais
        € EUR: um euro, euros
        $ US$ USD: um dólar, dólares
        £ GBP: uma libra, libras
        ¥: um iene, ienes
    """),
    units=_counted("""
        ml mL: um mililitro, mililitros
        cl: um centilitro, centilitros
        l L: um litro, litros
        mg: um miligrama, miligramas
        g gr: um grama, gramas
        kg: um quilo, quilos
        mm: um milímetro, milímetros
        cm: um centímetro, centímetros
        m: um metro, metros
        km: um quilômetro, quilômetros
        m²: um metro quadrado, metros quadrados
        km/h: um quilômetro por hora, quilômetros por hora
        GB: um giga, gigas
        TB: um tera, teras
        MB: um mega, megas
        MP: um megapixel, megapixels
        W: um watt, watts
        kWh: um quilowatt hora, quilowatts hora
        mAh: um miliampere hora, miliamperes hora
        Hz: um hertz, hertz
        dB: um decibel, decibéis
        kcal: uma quilocaloria, quilocalorias
        h: uma hora, horas
        min: um minuto, minutos
        s seg: um segundo, segundos
        un: uma unidade, unidades
        °C: um grau, graus
        °: um grau, graus
    """),
    abbreviations={
        "Sr.": "senhor", "Sra.": "senhora", "Dr.": "doutor", "Dra.": "doutora", "etc.": "etcétera",
        "aprox.": "aproximadamente", "máx.": "máximo", "mín.": "mínimo",
        "SPF": "esse pê efe", "CO2": "cê ó dois",
    },
    numerals={},
)  # fmt: skip

_FRENCH_ORDINALS = (
    *("deuxième", "troisième", "quatrième", "cinquième", "sixième"),
    *("septième", "huitième", "neuvième", "dixième"),
)
FRENCH = Idiom(
    espeak="fr",
    dot="point",
    at="arobase",
    dash="tiret",
    underscore="tiret bas",
    slash="slash",
    hashtag="hashtag",
    and_="et",
    plus="plus",
    minus="moins",
    times="sur",
    multiplied="fois",
    to="à",
    number="numéro",
    per_cent="pour cent",
    per="par",
    periods="mois an jour semaine heure nuit personne kilo litre",
    decimal="virgule",
    and_cents="",
    cents="",
    and_minutes="",
    hours="heures",
    day_and_night="24 heures sur 24",
    months=_months("janvier février mars avril mai juin juillet août septembre octobre novembre décembre"),
    of_date="",
    money=_counted("""
        € EUR: un euro, euros
        $ US$ USD: un dollar, dollars
        £ GBP: une livre, livres
        CHF: un franc, francs
        R$ BRL: un réal, réals
        ¥: un yen, yens
    """),
    units=_counted("""
        ml mL: un millilitre, millilitres
        cl: un centilitre, centilitres
        l L: un litre, litres
        mg: un milligramme, milligrammes
        g gr: un gramme, grammes
        kg: un kilo, kilos
        mm: un millimètre, millimètres
        cm: un centimètre, centimètres
        m: un mètre, mètres
        km: un kilomètre, kilomètres
        m²: un mètre carré, mètres carrés
        km/h: un kilomètre heure, kilomètres heure
        Go GB: un giga, gigas
        To TB: un téra, téras
        Mo MB: un méga, mégas
        MP: un mégapixel, mégapixels
        W: un watt, watts
        kWh: un kilowattheure, kilowattheures
        mAh: un milliampère heure, milliampères heure
        Hz: un hertz, hertz
        dB: un décibel, décibels
        kcal: une kilocalorie, kilocalories
        h: une heure, heures
        min mn: une minute, minutes
        s sec: une seconde, secondes
        °C: un degré, degrés
        °: un degré, degrés
    """),
    abbreviations={
        "M.": "monsieur", "Mme": "madame", "Mlle": "mademoiselle", "Dr": "docteur", "etc.": "et cétéra",
        "env.": "environ", "max.": "maximum", "min.": "minimum",
        "SPF": "esse pé effe", "CO2": "cé o deux",
    },
    numerals={
        r"\b1er": "premier",
        r"\b1(?:re|ère)": "première",
        **{
            rf"\b{number}(?:e|ème)": word
            for number, word in enumerate(_FRENCH_ORDINALS, start=2)
        },
    },
)  # fmt: skip

IDIOMS = {"es": SPANISH, "it": ITALIAN, "pt": PORTUGUESE, "fr": FRENCH}
