"""What the columns of a table hold, and the cells that do not fit: dates, ages, counts, codes, record numbers."""

import re
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime
from itertools import pairwise
from typing import NamedTuple

from pipelines.read.cells import Unreadable
from pipelines.read.seen.region import Region
from pipelines.read.seen.words import (
    date_form,
    date_parts,
    day_of,
    header_name,
    is_live,
    is_number,
    is_plain_label,
    oddity,
    skeleton,
)

_AGE = re.compile(r"(^|_)(age|alter|vek|wiek|edad|eta|idade|leeftijd|ålder|alder|ikä)(_|$)")
_COUNT = re.compile(r"(^|_)(cases|count|counts|number|total|n|fälle|anzahl)(_|$)")
_AGE_TEXT = re.compile(
    r"(u|under|<|>=|≤|≥)?\s*\d{1,2}(\.0+)?\s*(\+|[-\u2013]\s*\d{1,2})?( ?(yrs|years|y))?|unknown", re.IGNORECASE
)
_DATE = re.compile(r"(^|_)(date|datum|fecha|data|päivä)(_|$)")
_DAMAGED = re.compile(r"\d\.\d{6,}[eE]\+?\d{2}|\d{15,}0{3,}")
PERSONAL = "possible personal data"
_MOST, _SOME, _FEW = 0.6, 0.7, 0.25
_ADULT, _OLDEST = 18, 1950
_SERIALS = (20_000, 60_000)
_SMALL = 5
_MONTHS = 12
_LEAST_PARTS, _LEAST_ROWS, _MOST_CODES, _FEW_STRANGERS = 2, 10, 12, 2


class Flag(NamedTuple):
    """A cell, column (row 0) or file (row -1) that deserves a look, by its place in the table."""

    row: int
    column: str
    reason: str


def settle_dates(region: Region) -> Iterator[Flag]:
    """Write every date column in ISO form, in place. Raises Unreadable where day and month cannot be told apart."""
    for at, name in enumerate(region.header):
        texts = region.texts(at)
        filled = [text for text in texts if text]
        forms = Counter(form for text in filled if (form := date_form(text)))
        is_dated = bool(filled) and sum(forms.values()) >= _MOST * len(filled)
        if _is_serial(name, filled):
            yield Flag(-1, name, "serial numbers taken as dates")
            _replace(region, at, [_from_serial(text) for text in texts])
        elif is_dated:
            order = _order(name, filled, forms)
            if "short" in forms:
                yield Flag(-1, name, "two-digit years")
            _replace(region, at, [_iso(text, order) for text in texts])
            yield from _implausible(region, at)


def _is_serial(name: str, filled: list[str]) -> bool:
    is_named = bool(_DATE.search(header_name(name)))
    return (
        is_named and bool(filled) and all(text.isdecimal() and _SERIALS[0] < int(text) < _SERIALS[1] for text in filled)
    )


def _from_serial(text: str) -> str:
    return date.fromordinal(date(1899, 12, 30).toordinal() + int(text)).isoformat() if text else ""


def _order(name: str, filled: list[str], forms: Counter[str]) -> str:
    """The order of day and month, proven by at least one date that can only be read one way. Raises Unreadable."""
    parts = [date_parts(text) for text in filled]
    numeric = [(first, second) for form, _, first, second, _ in parts if form in {"slash", "short"}]
    is_dmy = any(first > _MONTHS for first, _ in numeric)
    is_mdy = any(second > _MONTHS >= first for first, second in numeric)
    strays = sum(forms.values()) - max(forms.values())
    if is_dmy and is_mdy:
        raise Unreadable("date-order", f"column {name} mixes day/month and month/day dates")
    if numeric and len(numeric) == len(filled) and not (is_dmy or is_mdy):
        raise Unreadable("date-order", f"every date of column {name} is ambiguous: day/month or month/day")
    if strays and numeric and _only_stray(numeric, forms):
        raise Unreadable("date-order", f"column {name} has mixed date formats, and one is ambiguous in day and month")
    return "mdy" if is_mdy else "dmy"


def _only_stray(numeric: list[tuple[int, int]], forms: Counter[str]) -> bool:
    return forms["ymd"] > 0 and all(max(first, second) <= _MONTHS for first, second in numeric)


def _iso(text: str, order: str) -> str:
    form, year, first, second, clock = date_parts(text)
    if not form:
        return text
    month, day = (first, second) if form == "ymd" or (order == "mdy" and form != "dot") else (second, first)
    found = day_of(year, month, day)
    return f"{found.isoformat()}{clock}" if found else text


def _replace(region: Region, at: int, texts: list[str]) -> None:
    column = region.columns[at]
    for row, text in zip(region.rows, texts, strict=True):
        if column < len(row[1]):
            row[1][column] = text or None


def _implausible(region: Region, at: int) -> Iterator[Flag]:
    name = region.header[at]
    is_full = sum(map(bool, region.texts(at))) >= _SOME * len(region.rows)
    for number, text in enumerate(region.texts(at), start=1):
        if not text and is_full:
            yield Flag(number, name, "missing date")
        elif text and (date_form(text) != "ymd" or _is_no_day(text)):
            yield Flag(number, name, "not a date")
        elif text > _today() + "~":
            yield Flag(number, name, "date in the future")
        elif text and text < str(_OLDEST):
            yield Flag(number, name, "date too old")


def _today() -> str:
    return datetime.now(UTC).date().isoformat()


def _is_no_day(text: str) -> bool:
    _, year, month, day, _ = date_parts(text)
    return day_of(year, month, day) is None


def late_reports(region: Region) -> Iterator[Flag]:
    """Dates before the date they should follow, where nearly every other row keeps the order."""
    today = _today()
    dated = [at for at in range(len(region.columns)) if _is_dated(region.texts(at))]
    for first, second in pairwise(dated):
        pairs = list(zip(region.texts(first), region.texts(second), strict=True))
        wrong = [number for number, (a, b) in enumerate(pairs, start=1) if b and b < a <= today and not _is_no_day(a)]
        if len(wrong) * 10 <= len(pairs):
            yield from (Flag(number, region.header[second], "before the date it should follow") for number in wrong)


def _is_dated(texts: list[str]) -> bool:
    return sum(date_form(text) == "ymd" for text in texts) >= _SOME * len(texts) > 0


def ages(region: Region) -> Iterator[Flag]:
    """Ages that are neither whole years of a child nor a readable band; bands that overlap or cross 18."""
    for at, name in enumerate(region.header):
        texts = region.texts(at)
        if not _AGE.search(header_name(name)):
            continue
        bands = [_band(text) for text in texts]
        if sum(band is not None for band in bands) >= _MOST * len(bands) > 0 and "band" in header_name(name):
            yield from _overlaps(name, bands)
        elif sum(text.strip().isdecimal() for text in texts) >= _FEW * len(texts) > 0:
            wrong = [(number, text) for number, text in enumerate(texts, start=1) if text and not _is_age(text)]
            yield from (Flag(number, name, "not an age of a child in whole years") for number, _ in wrong)


def _is_age(text: str) -> bool:
    plain = text.strip()
    if not _AGE_TEXT.fullmatch(plain) or plain.endswith("-"):
        return False
    return not is_number(plain) or 0 < float(plain) < _ADULT


def _band(text: str) -> tuple[int, int] | None:
    found = re.fullmatch(r"\s*(\d{1,3})\s*[-\u2013]\s*(\d{1,3})\s*", text)
    return (int(found[1]), int(found[2])) if found else None


def _overlaps(name: str, bands: list[tuple[int, int] | None]) -> Iterator[Flag]:
    seen: list[tuple[int, int]] = []
    for number, band in enumerate(bands, start=1):
        if band is None:
            continue
        if any(band[0] <= other[1] and other[0] <= band[1] for other in seen):
            yield Flag(number, name, "age bands overlap")
        if band[0] < _ADULT <= band[1]:
            yield Flag(number, name, "age band crosses 18")
        seen.append(band)


def counts(region: Region) -> Iterator[Flag]:
    """Counts that are no plain whole number, and small ones in tables of counts."""
    is_records = any(header_name(name).endswith("id") for name in region.header)
    for at, name in enumerate(region.header):
        if not _COUNT.search(header_name(name)) or is_records:
            continue
        for number, text in enumerate(region.texts(at), start=1):
            if not re.fullmatch(r"[0-9]+", text):
                yield Flag(number, name, "not a plain whole number")
            elif 0 < int(text) < _SMALL and header_name(name) != "total":
                yield Flag(number, name, "small count")


def totals(region: Region) -> Iterator[Flag]:
    """Totals that are not the sum of what stands beside them."""
    at = next((at for at, name in enumerate(region.header) if header_name(name) == "total"), None)
    if at is None or at < _LEAST_PARTS:
        return
    for number, row in enumerate(region.rows, start=1):
        parts = [region.cell(row, column) for column in range(1, at)]
        if all(part.isdecimal() for part in [*parts, region.cell(row, at)]):
            total = sum(map(int, parts))
            if total != int(region.cell(row, at)):
                yield Flag(number, region.header[at], f"{total} <> {region.cell(row, at)}")


def records(region: Region) -> Iterator[Flag]:
    """Record numbers that stand twice or lost digits; exact repeats are left out of the table."""
    if not region.header or not re.search(r"(^|_)(id|number|no|key)$", header_name(region.header[0])):
        return
    name = region.header[0]
    seen: dict[str, tuple[int, list[str]]] = {}
    repeated: set[int] = set()
    for number, row in enumerate(region.rows, start=1):
        texts = [region.cell(row, at) for at in range(len(region.columns))]
        if _DAMAGED.search(texts[0]):
            yield Flag(number, name, "digits lost by a spreadsheet")
        first = seen.setdefault(texts[0], (number, texts)) if texts[0] else (number, texts)
        if first[0] != number and first[1] == texts:
            yield Flag(number, name, "row repeated, left out")
            repeated.add(row[0])
        elif first[0] != number:
            yield from (Flag(at, name, "one record number, different rows") for at in (first[0], number))
    region.rows = [row for row in region.rows if row[0] not in repeated]


def signs(region: Region) -> Iterator[Flag]:
    """Cells with unusual signs, or with a text that a spreadsheet would run."""
    for at, name in enumerate(region.header):
        for number, text in enumerate(region.texts(at), start=1):
            reason = "formula" if is_live(text) else oddity(text)
            if text and reason:
                yield Flag(number, name, reason)


def codes(region: Region) -> Iterator[Flag]:
    """Values of a code column that stand once and are no label, look like a common one, or are one of few strangers."""
    for at, name in enumerate(region.header):
        texts = region.texts(at)
        times = Counter(text.strip().casefold() for text in texts if text)
        once = [text for text, count in times.items() if count == 1]
        common = sum(count for count in times.values() if count > 1)
        is_coded = len(texts) >= _LEAST_ROWS and common >= len(texts) * 0.3 and len(times) - len(once) <= _MOST_CODES
        if not is_coded or any(date_form(text) or is_number(text) for text, count in times.items() if count > 1):
            continue
        usual = {skeleton(text) for text, count in times.items() if count > 1}
        odd = {text for text in once if not is_plain_label(text) or skeleton(text) in usual}
        rare = set(once) - odd if len(once) - len(odd) <= _FEW_STRANGERS else set()
        for number, text in enumerate(texts, start=1):
            if text and text.strip().casefold() in odd | rare:
                yield Flag(number, name, f"unusual value for this column; {PERSONAL}")
