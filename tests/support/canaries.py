"""Seeded canaries: people who do not exist, in twelve languages, and what would reach them."""

import random
from dataclasses import dataclass
from html import escape
from itertools import cycle, islice
from urllib.parse import quote

from stdnum import iban

LANGUAGES = {  # first names as they are written there, and syllables for surnames that nobody has
    "en": ("Emily Oliver Poppy Harry", "wex thorn quill brack dorn fenn"),
    "de": ("Jürgen Käthe Götz Änne", "zwöl schmau kröh grütz ßel bült"),
    "fr": ("Zoé Étienne Maëlle François", "queau brévi chouët gnac illeu rêvre"),
    "es": ("Iñigo Begoña Ángel Lucía", "ñuz garra quey zábal llórn echu"),
    "pl": ("Zofia Łukasz Żaneta Błażej", "szcz wąż gręd źbik łomn świerz"),
    "tr": ("Ayşe Oğuz Çağla İlker", "külç ğrun yüzb şamd öztü çöv"),
    "el": ("Ελένη Γιώργος Σπύρος Ζωή", "παπζω κουτρ ξενθ μπρυ τσιφ γλαδ"),
    "bg": ("Здравка Красимир Цветан Юлия", "желзв щърк мирч дунгл хвощ цанк"),
    "ar": ("ليلى يوسف مريم خالد", "قرطب زهرو شمغا بلخت طنجف غردض"),
    "he": ("נועה איתן שירה עומר", "גרלו פצמח טבעק זלדש קמיר חצרו"),
    "ja": ("さくら 太郎 美咲 健太", "桐蔦 鷲渕 菱沼 霞ヶ 榎葛 笹凪"),
    "hi": ("आरव दिया कबीर मीरा", "झंकृ घोलप ठकरा भटवड़ छिब्बर फड़नी"),
}
KINDS = ("name", "iban", "mail", "phone", "handle")
_CALLING = ("+44 20", "+49 30", "+33 1", "+34 91", "+48 22", "+90 212", "+30 21", "+359 2", "+971 4", "+972 3", "+81 3")
_BANKS = {"DE": 18, "FR": 23, "GB": 18, "ES": 20, "PL": 24, "GR": 23, "NL": 14, "BG": 18}


@dataclass(frozen=True)
class Canary:
    """What is planted, and the part of it that is searched for: it stands nowhere else."""

    kind: str
    text: str
    mark: str


def canaries(seed: int, count: int) -> list[Canary]:
    """So many of them, the kinds and languages in turn; the same for the same seed."""
    draw = random.Random(seed)  # noqa: S311  # to be repeated, not to be secret
    turns = islice(cycle((kind, language) for language in LANGUAGES for kind in KINDS), count)
    return [_MAKERS[kind](draw, language) for kind, language in turns]


def _name(draw: random.Random, language: str) -> Canary:
    given, syllables = (each.split() for each in LANGUAGES[language])
    surname = "".join(draw.choices(syllables, k=3))
    surname = surname[:1].upper() + surname[1:]
    return Canary("name", f"{draw.choice(given)} {surname}", surname)


def _iban(draw: random.Random, _: str) -> Canary:
    country = draw.choice(list(_BANKS))
    while True:
        body = "".join(draw.choices("0123456789", k=_BANKS[country]))
        body = f"WEST{body[4:]}" if country == "GB" else f"INGB{body[4:]}" if country in {"NL", "BG"} else body
        digits = iban.calc_check_digits(f"{country}00{body}")
        number = f"{country}{digits}{body}"
        if iban.is_valid(number, check_country=False):
            return Canary("iban", number, number)


def _mail(draw: random.Random, language: str) -> Canary:
    text = f"{_word(draw)}.{_word(draw)}@{_word(draw)}.{language}.example"
    return Canary("mail", text, text)


def _phone(draw: random.Random, _: str) -> Canary:
    text = f"{draw.choice(_CALLING)} {draw.randrange(1000, 9999)} {draw.randrange(1000, 9999)}"
    return Canary("phone", text, text)


def _handle(draw: random.Random, _: str) -> Canary:
    form = draw.choice(("@{0}_{1}{2}", "{0}{1}{2}", "xX_{0}_{1}_Xx", "{0}.{1}#{2}", "snap: {0}-{1}{2}"))
    text = form.format(_word(draw), _word(draw), draw.randrange(100, 9999))
    return Canary("handle", text, text)


def _word(draw: random.Random) -> str:
    return "".join(draw.choices("bdfgklmnprstvz", k=1)[0] + draw.choice("aeiou") for _ in range(3))


_MAKERS = {"name": _name, "iban": _iban, "mail": _mail, "phone": _phone, "handle": _handle}


def written_forms(text: str) -> set[bytes]:
    """How a text may stand in a file: in other encodings and cases, escaped for addresses, pages, JSON and Python."""
    texts = {text, text.upper(), text.lower(), text.casefold()}
    escaped = {quote(text), quote(text, safe=""), escape(text), ascii(text)[1:-1], _pointed(text), _numbered(text)}
    forms = {each.encode() for each in texts | escaped}
    return forms | {each.encode(code) for each in texts for code in ("utf-16-le", "utf-16-be")} | _code_pages(text)


def _code_pages(text: str) -> set[bytes]:
    pages = ("cp1252", "cp1250", "cp1253", "cp1251", "cp1254", "cp932")
    told = (text.encode(page, "ignore") for page in pages)
    return {each for each in told if len(each) >= len(text)}


def _pointed(text: str) -> str:
    return "".join(sign if sign.isascii() else f"&#{ord(sign)};" for sign in text)


def _numbered(text: str) -> str:
    return "".join(sign if sign.isascii() else f"&#x{ord(sign):x};" for sign in text)
