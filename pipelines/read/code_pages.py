"""Which code page bytes are written in, told by how well their words fit the languages that are written in it.

A letter beyond ASCII fits a language by how often it and the signs beside it stand together in the names of countries,
languages, currencies, cities and months (CLDR) and in our own words for headers and labels. A table is of one language,
with a foreign name now and then. Two code pages that fit about equally well and give different texts are no guess.
"""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import chain, islice, pairwise
from math import log
from typing import NamedTuple

from babel import Locale

from schemas import words

_PAGES = {  # how rarely they are met, and what is written in them; the first of those that give the same text is named
    "cp1252 iso8859_15": (0, "da de en es fi fr is it nb nl pt sq sv ca eu gl ga et"),
    "cp1250 iso8859_2": (0, "bs cs de en hr hu pl ro sk sl sq"),
    "cp1251": (0, "be bg en mk ru sr uk"),
    "cp1253 iso8859_7": (0, "el en"),
    "cp1254 iso8859_9": (0, "en tr"),
    "cp1257": (0, "en et lt lv"),
    "iso8859_5 koi8_r cp866": (1, "be bg en mk ru sr uk"),
    "mac_roman cp850": (1, "da de en es fi fr is it nb nl pt sq sv ca eu gl ga et"),
    "cp852 mac_latin2": (1, "bs cs de en hr hu pl ro sk sl sq"),
    "koi8_u cp855 cp1125 mac_cyrillic": (2, "be bg en mk ru sr uk"),
    "cp737 mac_greek cp869": (2, "el en"),
    "cp857 mac_turkish": (2, "en tr"),
    "cp775 iso8859_4 iso8859_10": (2, "en et lt lv fi"),
    "cp865 cp861 mac_iceland": (2, "da en fi is nb sv"),
    "iso8859_16 mac_romanian mac_croatian": (2, "bs en hr hu ro sl sq"),
    "cp1255 cp862": (1, "en he"),
    "cp1256": (1, "ar en"),
    "cp1258": (1, "en vi"),
    "cp874": (1, "en th"),
    "cp932 euc_jp": (0, "en ja"),
    "cp949": (0, "en ko"),
    "gb18030": (0, "en zh"),
    "big5": (0, "en zh_Hant"),
}  # fmt: skip
_RARITY = 2.0  # all that follows is in natural logarithms of probabilities, as the fits are
_WRITTEN = {
    name: (rarity * _RARITY, tuple(told.split())) for names, (rarity, told) in _PAGES.items() for name in names.split()
}
_LANGUAGES = tuple(dict.fromkeys(chain.from_iterable(told for _, told in _WRITTEN.values())))
_WORD = re.compile(r"[^\x00-&(-/:-@\[-`{-\x7f]+")
_PLAIN = re.compile(r"[a-z]{3,}")
_HIGH_IN_WORD = re.compile(r"[^\W\d_][^\W\d_\x00-\x7f]|[^\W\d_\x00-\x7f][^\W\d_]")
_ENOUGH = 200  # plain words that tell the language of a table
_OTHER_LANGUAGE = -6.0  # plain words of another language than those beyond ASCII: no more than that
_WORDLESS = 5.0  # no letter beyond ASCII in any word: nothing speaks for another code page than the usual one
_USUAL_PAGE = "cp1252"
_BORDER = " "
_STRANGE = log(1e-9)  # a letter that the language has not, a sign that nobody writes there
_TURNED = log(1e-4)  # a capital behind a small letter
_FOREIGN = log(0.003)  # a word of another language
_USUAL = dict.fromkeys("\u2018\u2019\u201c\u201d\u201e\u00ab\u00bb\u2013\u2014\u20ac\u00a7\u00b0\u2026", log(0.004))
_UNUSUAL = dict.fromkeys(
    "\u00a3\u00bd\u00bc\u2030\u2022\u00b7\u00b1\u00a9\u00ae\u2122\u2020\u00bf\u00a1\u00d7", log(0.0005)
)
_RAISED = dict.fromkeys("\u00b9\u00b2\u00b3\u00aa\u00ba", log(0.001))
_ALONE = {**_USUAL, **_UNUSUAL, **dict.fromkeys(_RAISED, log(0.0001)), **dict.fromkeys("\u00a0\u202f", log(0.01))}
_BEHIND = {**dict.fromkeys("\u2019\u201d\u201c\u00bb\u2026\u00a0", log(0.0005)), **_RAISED}
_BEFORE = dict.fromkeys("\u2018\u201c\u201d\u201e\u00ab\u00bb\u00a0\u00bf\u00a1", log(0.0005))
_INSIDE = {"\u2019": log(0.001), "\u00a0": log(1e-4), "\u2013": log(0.001), "\u00b7": log(0.001)}
_RARE, _BESIDE, _SURE = 0.3, 30, 5  # what is added to every count, and how many signs may stand beside a letter
_FIRST_LEVEL = {  # the characters that a national standard lists as the usual ones, by the first of their two bytes
    "ja": ("euc_jp", range(0xA4, 0xD0)), "ko": ("euc_kr", range(0xB0, 0xC9)),
    "zh": ("gb2312", range(0xB0, 0xD8)), "zh_Hant": ("big5", range(0xA4, 0xC7)),
}  # fmt: skip
_OF_CHARACTERS = frozenset(map(chr, (*range(0x3000, 0x3040), 0x30FB, 0x30FC, *range(0xFF01, 0xFF5F))))
_LISTED, _UNLISTED = log(1 / 3_000), log(1 / 300_000)
_NO_LATIN = "\u0370"
_ASCII, _ACCENTS = "\x7f", log(0.005)  # two letters with accents side by side: too rare to be counted in names
_WIDE = "\u2e80"  # from here on a sign stands for two bytes
LEAST_FIT = -16.0  # for each sign beyond ASCII; a strange one has less
_LEAST_LEAD = 3.0  # twenty times as likely as any other text


class Fit(NamedTuple):
    """The code page that fits best, how well for each sign, and the others that fit about as well with another text."""

    page: str
    by_sign: float
    rivals: tuple[str, ...]


@dataclass(frozen=True)
class _Letters:
    """How often letters, and pairs of signs, stand in the names and words of a language; `total`: beyond ASCII."""

    letters: Counter[str]
    pairs: Counter[str]
    signs: int
    total: int
    level: tuple[str, range] | None

    def beside(self, sign: str, pair: str, other: str) -> float:
        """How usual a pair is for one of its signs; what was never seen is as usual as its other sign is at all."""
        if _NO_LATIN > other > _ASCII:
            return _ACCENTS
        share = (self.letters[other] + 1) / (self.signs + 1)
        return log((self.pairs[pair] + _SURE * share) / (self.letters[sign] + _SURE))


@lru_cache(maxsize=1)
def fitting(sample: bytes) -> Fit | None:
    """How the bytes read best; None where no code page has a meaning for all of them."""
    texts = {name: text for name in _WRITTEN if (text := _decoded(sample, name)) is not None}
    fits = {name: _fit(text, name) for name, text in texts.items()}
    if not fits:
        return None
    page = max(fits, key=lambda name: fits[name])
    least = fits[page] - _LEAST_LEAD
    rivals = tuple(name for name, fit in fits.items() if fit > least and texts[name] != texts[page])
    signs = sum(not sign.isascii() for word in _words(texts[page]) for sign in word)
    return Fit(page, fits[page] / max(1, signs), rivals)


def _decoded(sample: bytes, name: str) -> str | None:
    try:
        return sample.decode(name)
    except UnicodeDecodeError:
        return None


@lru_cache
def _words(text: str) -> frozenset[str]:
    return frozenset(word for word in _WORD.findall(text) if not word.isascii())


def _fit(text: str, name: str) -> float:
    """How well the words fit the one language that most of them are of, of those written in a code page."""
    rarity, languages = _WRITTEN[name]
    found = _words(text)
    by_word = [[_word_fit(word, language) for language in languages] for word in found]
    told = _language_fits(text)
    mixed = [[told[language] for language in languages]]
    mixed += [[max(fit, max(fits) + _FOREIGN) for fit in fits] for fits in by_word]
    is_wordless = not any(map(_HIGH_IN_WORD.search, found))
    return max(map(sum, zip(*mixed, strict=True))) - rarity - (_WORDLESS if is_wordless and name != _USUAL_PAGE else 0)


def _language_fits(text: str) -> dict[str, float]:
    """How much less the plain words of a text fit a language than the one they fit best; no more than a little."""
    return _plain_fits(frozenset(islice(dict.fromkeys(_PLAIN.findall(text.lower())), _ENOUGH)))


@lru_cache(maxsize=200)
def _plain_fits(found: frozenset[str]) -> dict[str, float]:
    fits = {language: sum(_plain_fit(word, _letters(language)) for word in found) for language in _LANGUAGES}
    return {language: max(_OTHER_LANGUAGE, (fit - max(fits.values())) / 2) for language, fit in fits.items()}


def _plain_fit(word: str, known: _Letters) -> float:
    pairs = pairwise(f"{_BORDER}{word}{_BORDER}")
    return sum(log((known.pairs[a + b] + _RARE) / (known.letters[a] + _RARE * _BESIDE)) for a, b in pairs)


@lru_cache(maxsize=50_000)
def _word_fit(word: str, language: str) -> float:
    known = _letters(language)
    signs = f"{_BORDER}{word}{_BORDER}"
    return sum(_sign_fit(signs[at - 1 : at + 2], known) for at in range(1, len(signs) - 1) if not signs[at].isascii())


def _sign_fit(around: str, known: _Letters) -> float:
    before, sign, after = map(_small, around)
    strange = _STRANGE * (2 if sign >= _WIDE else 1)
    if known.level and sign in _OF_CHARACTERS:
        return _LISTED
    if not sign.isalpha() or sign in _RAISED:
        return _place(before, after).get(sign, strange)
    is_mixed = sign > _NO_LATIN and any(each.isascii() and each.isalpha() for each in around)
    if known.level:
        return strange if is_mixed else _character_fit(sign, known)
    if is_mixed or sign not in known.letters:
        return strange
    beside = known.beside(sign, sign + after, after)
    beside += known.beside(sign, before + sign, before) if sign > _NO_LATIN or before.isascii() else 0.0
    return log(known.letters[sign] / known.total) + beside + (_TURNED if _is_turned(around) else 0.0)


def _character_fit(sign: str, known: _Letters) -> float:
    """How well one of thousands of characters fits: our words show only some of them."""
    encoding, usual = known.level or ("ascii", range(0))
    lead = sign.encode(encoding, "ignore")[:1]
    if sign < _NO_LATIN or not lead:
        return _STRANGE
    least = _LISTED if lead[0] in usual else _UNLISTED
    return max(least, log((known.letters[sign] + _RARE) / known.total))


def _place(before: str, after: str) -> dict[str, float]:
    """The signs that stand between two such neighbours."""
    if before.isalpha():
        return _INSIDE if after.isalpha() else _BEHIND
    return _BEFORE if after.isalpha() else _ALONE


def _is_turned(around: str) -> bool:
    return any(one.islower() and other.isupper() for one, other in pairwise(around))


def _small(sign: str) -> str:
    """The small letter of a sign."""
    small = sign.lower()
    return small if len(small) == 1 else sign


@cache
def _letters(language: str) -> _Letters:
    letters, pairs = Counter[str](), Counter[str]()
    for word in _known(language):
        signs = [_BORDER, *map(_small, word), _BORDER]
        letters.update(signs[:-1])
        pairs.update(one + other for one, other in pairwise(signs))
    total = sum(times for sign, times in letters.items() if not sign.isascii())
    return _Letters(letters, pairs, letters.total(), max(1, total), _FIRST_LEVEL.get(language))


def _known(language: str) -> Iterator[str]:
    """Words of a language, as CLDR names things and as headers and labels are called."""
    locale = Locale.parse(language)
    wide = (locale.months["format"]["wide"], locale.days["format"]["wide"])
    named = (locale.territories, locale.languages, locale.scripts, locale.currencies, *wide)
    told = chain.from_iterable(each.values() for each in named)
    cities = (zone.get("city", "") for zone in locale.time_zones.values())
    ours = (word.term for word in words.all_terms() if word.language == language)
    return chain.from_iterable(_WORD.findall(str(text)) for text in chain(told, cities, ours))
