"""What the columns of an extract seem to hold: by their header, in the language of the source, and by their cells."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

import polars as pl

from pipelines import suggest
from pipelines.age_words import age_code
from pipelines.identifiers import kinds_in
from pipelines.suggest import Suggestion
from schemas import words
from schemas.age import bounds_of, code_of
from schemas.dimension import BY_NAME
from schemas.layout import DATES

_FORMATS = (
    "%d.%m.%Y", "%Y-%m-%d", "%d/%m/%Y", "%m/%d/%Y", "%d-%m-%Y", "%d. %m. %Y", "%Y/%m/%d", "%Y.%m.%d", "%Y%m%d",
    "%d.%m.%y", "%d/%m/%y", "%m/%d/%y", "%Y-%m-%d %H:%M:%S", "%d.%m.%Y %H:%M", "%d/%m/%Y %H:%M",
)  # fmt: skip
_DATED = 0.95
_MOST_LABELS, _FEW_ROWS = 60, 60
_SEPARATORS = ("|", ";", ",", "/")
_OLDEST = 120
_ALIKE = 95
_LONG = 40
_MOST, _SOME = 0.6, 0.3
_BY_LABELS, _UNSURE = 20, 80
_CODED = frozenset({*BY_NAME, "stage"})
UNUSED = {
    "free_text": "remarks in words could describe a case",
    "office": "which office works on a case says nothing about the case",
}


@dataclass(frozen=True)
class GuessedColumn:
    """One column. `target`: what it may become, `unused` with the reason as hint, or empty where a person has to say.

    `labels`: texts to rows, single values where `separator` splits the cells.
    """

    header: str
    name: str
    target: str = ""
    hint: str = ""
    labels: dict[str, int] = field(default_factory=dict)
    suggested: dict[str, Suggestion] = field(default_factory=dict)
    format: str = ""
    separator: str = ""
    years: bool = False
    first_day: str = ""
    last_day: str = ""


@dataclass(frozen=True)
class _Cells:
    """The cells of a column, counted once."""

    rows: int
    filled: pl.Series
    counted: dict[str, int]
    formats: list[str]


def languages_of(headers: Iterable[str]) -> str:
    """The language most headers speak, by terms that are the same; empty where none stands out."""
    votes: Counter[str] = Counter()
    for header in headers:
        for text in {header, header.rpartition(" | ")[2]}:
            spoken = {word.language for word in words.headers() if suggest.likeness(text, word.term) >= _ALIKE}
            votes.update({language: 1 / len(spoken) for language in spoken})
    best = votes.most_common(2)
    return best[0][0] if best and (len(best) == 1 or best[0][1] > best[1][1]) else ""


def is_total(text: str) -> bool:
    """Whether a text is a word for a total, alone or followed by a mark."""
    return any(
        suggest.likeness(text, word.term) >= _ALIKE for word in words.labels("victim_gender") if word.meaning == "_T"
    )


def records_columns(rows: pl.DataFrame, spoken: str) -> list[GuessedColumn]:
    """The columns of a table of records: each target is given once, to the column that fits it best."""
    cells = {name: _cells(rows[name]) for name in rows.columns}
    given = _with_date(_given(cells, spoken), cells)
    return _once(
        [
            _column(name, at, cells=cells[name], target=given.get(name, ""), spoken=spoken)
            for at, name in enumerate(cells)
        ]
    )


def _given(cells: dict[str, _Cells], spoken: str) -> dict[str, str]:
    """Column to target, the best offers first; a target is given once, and any column may be unused."""
    offers = [
        (score, -at, name, target)
        for at, (name, held) in enumerate(cells.items())
        for target, score in _offers(name, held, spoken=spoken)
    ]
    given: dict[str, str] = {}
    for _, _, name, target in sorted(offers, reverse=True):
        if name not in given and (target in UNUSED or target not in given.values()):
            given[name] = target
    return given


def _with_date(given: dict[str, str], cells: dict[str, _Cells]) -> dict[str, str]:
    """Records need a date: where none was given, the first column of dates is it."""
    dated = [name for name, held in cells.items() if held.formats and given.get(name) in {None, "offence_date"}]
    return given | {dated[0]: "reference_date"} if dated and "reference_date" not in given.values() else given


def _cells(values: pl.Series) -> _Cells:
    filled = values.drop_nulls()
    return _Cells(len(values), filled, counted(filled), _date_formats(filled))


def counted(values: pl.Series) -> dict[str, int]:
    """Texts to their number of rows, the most frequent first."""
    found = values.alias("text").value_counts(name="rows").sort("rows", "text", descending=[True, False])
    return dict(found.iter_rows())


def _date_formats(filled: pl.Series) -> list[str]:
    """Forms in which nearly every value is a date of our time."""
    if filled.is_empty():
        return []
    sample = filled.unique()
    return [form for form in _FORMATS if _dated(sample, form) >= _DATED * sample.len()]


def _dated(sample: pl.Series, form: str) -> int:
    days = sample.str.to_datetime(form, strict=False) if "%H" in form else sample.str.to_date(form, strict=False)
    return int(days.dt.year().is_between(1900, 2100).sum() or 0)


def _offers(header: str, cells: _Cells, *, spoken: str) -> list[tuple[str, float]]:
    """What a column may become, with a score: its header counts, and its cells must bear it out."""
    named = {each.meaning: float(each.score) for each in suggest.targets(header, [spoken] if spoken else [])}
    offers = [(target, score) for target, score in named.items() if _bears(target, cells)]
    offers = offers or list(_by_content(cells, spoken))
    return [(target, score + _BY_LABELS * _label_share(target, cells, spoken=spoken)) for target, score in offers]


def _by_content(cells: _Cells, spoken: str) -> Iterator[tuple[str, float]]:
    """What a column may become whose header says nothing that its cells bear out."""
    if cells.formats:
        yield "reference_date", 50.0
    elif _is_key(cells):
        yield "row_key", 40.0
    elif _ages(cells) == "band":
        yield "victim_age", 60.0
    elif _is_coded(cells):
        shares = ((name, _label_share(name, cells, spoken=spoken)) for name in _CODED if name != "victim_age")
        yield from ((name, 70 * share) for name, share in shares if share >= _MOST)


def _bears(target: str, cells: _Cells) -> bool:
    """Whether the cells of a column can be what its header says."""
    if target in DATES:
        return bool(cells.formats)
    if target == "row_key":
        return _is_key(cells)
    if target == "victim_age":
        return bool(_ages(cells))
    if target in _CODED:
        return _is_coded(cells)
    return target in {*UNUSED, "geo_code"} and not cells.formats


def _is_key(cells: _Cells) -> bool:
    return 0 < cells.rows == len(cells.counted)


def _is_coded(cells: _Cells) -> bool:
    few = len(cells.counted) <= _MOST_LABELS and (
        2 * len(cells.counted) <= len(cells.filled) or cells.rows <= _FEW_ROWS
    )
    long = sum(len(text) > 3 * _LONG for text in cells.counted)
    return bool(cells.counted) and (few or bool(_recurring(cells))) and 2 * long <= len(cells.counted)


def _ages(cells: _Cells) -> str:
    """`years` where most cells are completed years, `band` where most are bands, else nothing."""
    total = len(cells.filled)
    single = sum(times for text, times in cells.counted.items() if text.isdecimal() and int(text) <= _OLDEST)
    bands = sum(times for text, times in cells.counted.items() if not text.isdecimal() and age_code(text))
    if total and single >= _MOST * total:
        return "years"
    return "band" if total and bands + single >= _SOME * total and bands else ""


def _label_share(target: str, cells: _Cells, *, spoken: str) -> float:
    """How well codes of the dimension can be suggested for the labels, 0 to 1; the common missing ones aside."""
    if target not in _CODED or target == "victim_age":
        return 0.0
    return _known(cells, _separator(cells, target, spoken=spoken), target=target, spoken=spoken)


def _known(cells: _Cells, sign: str, *, target: str, spoken: str) -> float:
    missing = {word.term.casefold() for word in words.labels("")}
    own = [text for text in list(_parts(cells, sign))[:_MOST_LABELS] if text.casefold() not in missing]
    scored = [suggest.code(text, target, languages=[spoken] if spoken else []) for text in own]
    return sum(each.score / 100 for each in scored if each) / len(own) if own else 0.0


def _separator(cells: _Cells, target: str, *, spoken: str) -> str:
    """The sign between values of a dimension that holds several: the values recur, or more of them are known words."""
    if target not in BY_NAME or not BY_NAME[target].is_multi:
        return ""
    used = [sign for sign in _SEPARATORS if any(sign in text for text in cells.counted)]
    shares = {sign: _known(cells, sign, target=target, spoken=spoken) for sign in used}
    best = max(shares, key=lambda sign: shares[sign], default="")
    better = best if best and shares[best] > _known(cells, "", target=target, spoken=spoken) else ""
    return _recurring(cells) or better


def _recurring(cells: _Cells) -> str:
    """The sign that cuts cells into values that recur, so that there are fewer values than cells."""
    for sign in _SEPARATORS:
        split = [text for text in cells.counted if sign in text]
        parts = _parts(cells, sign)
        alone = sum(part in cells.counted for text in split for part in _split(text, sign))
        pieces = sum(len(_split(text, sign)) for text in split)
        if split and len(parts) < len(cells.counted) and 2 * alone >= pieces:
            return sign
    return ""


def _split(text: str, sign: str) -> list[str]:
    return [part.strip() for part in text.split(sign)]


def _parts(cells: _Cells, sign: str) -> dict[str, int]:
    """Single values to their number of rows, the most frequent first; a blank is one where cells are blank."""
    found: Counter[str] = Counter()
    for text, times in cells.counted.items():
        found.update(dict.fromkeys(_split(text, sign) if sign else [text], times))
    blanks = cells.rows - len(cells.filled)
    return dict(found.most_common()) | ({"": blanks} if blanks else {})


def _column(header: str, at: int, *, cells: _Cells, target: str, spoken: str) -> GuessedColumn:
    found = GuessedColumn(header, slug(header.rpartition(" | ")[2]) or f"column_{at + 1}", target, _hint(cells))
    if kinds := kinds_in(header, list(cells.counted)):
        return replace(found, target="unused", hint=f"it seems to hold {', '.join(kinds)}, which nobody may send")
    if target in UNUSED:
        return replace(found, target="unused", hint=UNUSED[target])
    if target in DATES:
        return _dated_column(found, cells)
    if target in _CODED:
        return _coded_column(found, cells, spoken=spoken)
    return replace(found, target="unused", hint="no value") if cells.filled.is_empty() else found


def _hint(cells: _Cells) -> str:
    if cells.formats:
        return f"dates, {cells.formats[0]}"
    return f"{len(cells.counted)} different values in {cells.rows} rows"


def _dated_column(found: GuessedColumn, cells: _Cells) -> GuessedColumn:
    form = cells.formats[0]
    days = (
        cells.filled.str.to_datetime(form, strict=False).dt.date()
        if "%H" in form
        else cells.filled.str.to_date(form, strict=False)
    )
    ends = [str(day) for day in (days.min(), days.max())]
    others = [other for other in cells.formats[1:] if {form[1], other[1]} == {"d", "m"}]
    hint = f"day and month cannot be told apart: {form} or {others[0]}" if others else " to ".join(ends)
    return replace(found, format=form, hint=hint, first_day=ends[0], last_day=ends[1])


def _coded_column(found: GuessedColumn, cells: _Cells, *, spoken: str) -> GuessedColumn:
    years = found.target == "victim_age" and _ages(cells) == "years"
    sign = _separator(cells, found.target, spoken=spoken)
    labels = {text: times for text, times in _parts(cells, sign).items() if not (years and text.isdecimal())}
    told = {text: suggest.code(text, found.target, languages=[spoken] if spoken else []) for text in labels if text}
    known = {text: each for text, each in told.items() if each}
    known = _parted(known) if found.target == "victim_age" else known
    return replace(found, labels=labels, suggested=known, separator=sign, years=years)


def _parted(known: dict[str, Suggestion]) -> dict[str, Suggestion]:
    """Bands of age that share a limit, 10-14 and 14-18: the upper one is taken as not included, and is unsure."""
    ends = {text: bounds_of(each.meaning) for text, each in known.items()}
    starts = {first for each in ends.values() if each for first, last in [each] if first < last}
    return {
        text: each._replace(meaning=code_of(limits[0], limits[1] - 1), score=_UNSURE)
        if (limits := ends[text]) and limits[0] < limits[1] and starts & {limits[1]}
        else each
        for text, each in known.items()
    }


def _once(columns: list[GuessedColumn]) -> list[GuessedColumn]:
    """The columns with each name given once: a repeated one gets its place."""
    names = [column.name for column in columns]
    return [
        replace(each, name=f"{each.name}_{at + 1}") if each.name in names[:at] else each
        for at, each in enumerate(columns)
    ]


def slug(text: str) -> str:
    """A name in small ASCII letters, digits and underscores."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "_", plain).strip("_")
