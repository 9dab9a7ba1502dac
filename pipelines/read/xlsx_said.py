"""What the cells of a piece say: texts by the kind of cell, values behind them, and facts, all as columns."""

from collections.abc import Iterator
from dataclasses import dataclass

import polars as pl

from pipelines.read.marks import need
from pipelines.read.number_format import NOTHING, is_plain, worded_text
from pipelines.read.ooxml import Workbook
from pipelines.read.text_numbers import PLAIN
from pipelines.read.xlsx_places import Attributes
from pipelines.read.xlsx_strings import Strings, unescaped_texts
from pipelines.read.xlsx_tags import Tag, Tags
from pipelines.read.xlsx_values import KINDS, NOUGHT, RANKS, SPOKEN, valued

_PLAIN = r"^(?:0|-?[1-9][0-9]{0,14})$"  # whole numbers that a binary number holds exactly
_PROBE = "12345"
_FACTS = {"cell": pl.UInt32, "fact": pl.String, "detail": pl.String}
_CONTENTS = {"cell": pl.UInt32, "ending": pl.UInt32, "raw": pl.String}
_STORED = {"cell": pl.UInt32, "value": pl.String}
_VALUED = {"raw": pl.String, "text": pl.String, "stored": pl.String, "fact": pl.String, "detail": pl.String}


@dataclass(frozen=True)
class Scope:
    """What the cells of one sheet refer to."""

    book: Workbook
    strings: Strings
    namespaces: dict[str | None, str]


@dataclass(frozen=True)
class Said:
    """Frames by `cell`, the number of a cell in its piece from 0: `text`; `fact`, `detail`; `value` behind the text.

    `text_numbers`: the cells whose text is a number.
    """

    texts: pl.DataFrame
    facts: pl.DataFrame
    stored: pl.DataFrame
    text_numbers: pl.Series


@dataclass(frozen=True)
class _Kinds:
    """Kind, number format and what the cell format says of each ending of a cell's tag."""

    kinds: list[str]
    shapes: list[str]
    marks: list[list[tuple[str, str]]]
    levels: list[list[tuple[str, str]]]

    def are(self, *kinds: str) -> pl.Series:
        """Whether each ending is of one of these kinds."""
        return pl.Series([kind in kinds for kind in self.kinds], dtype=pl.Boolean)


def said_of(tags: Tags, cells: pl.DataFrame, *, endings: list[Attributes], scope: Scope) -> Said:
    """Texts, facts and values of the cells of a piece (`row`, `ending`). Raises NotBulk where one is of a rare kind."""
    row, ending = cells["row"], cells["ending"]
    kinds = _kinds(endings, scope.book)
    owner = tags.owners(Tag.CELL, Tag.CELL_BLANK)
    values = _contents(tags, owner, ending=ending, tag=Tag.VALUE, needed=kinds.are("s"))
    inline = _contents(tags, owner, ending=ending, tag=Tag.TEXT, needed=kinds.are())
    formulas = _formulas(tags, owner, ending=ending)
    if scope.book.is_stale and formulas.height:
        values = _without_stale(values, formulas, is_number=kinds.are("n"))
    blank = ending[owner[tags.places(Tag.VALUE_BLANK)]]
    need(not kinds.are("s")[blank].any(), "a shared string that is missing")
    need(kinds.are("inlineStr")[ending[owner[tags.places(Tag.INLINE)]]].all(), "a text in a cell of another kind")
    need(not kinds.are("inlineStr")[values["ending"]].any(), "a value in a cell of text")
    shared = _shared(values.filter(kinds.are("s")[values["ending"]]), scope.strings)
    spoken = values.filter(kinds.are("str")[values["ending"]])
    counted = [_counted(each, kinds, book=scope.book) for each in _measured(values, kinds)]
    marks = _of_strings(shared, scope.strings)
    written = [
        inline.select("cell", text=unescaped_texts(tags, inline["raw"])),
        spoken.select("cell", text=unescaped_texts(tags, spoken["raw"], is_plain=True)),
        shared.select("cell", "text"),
    ]
    texts = _texts([*written, *(each.select("cell", "text") for each in counted)])
    told = [
        _without_value(formulas, kinds=kinds, values=values),
        *(each.filter(pl.col("fact").is_not_null()).select(*_FACTS) for each in (marks, *counted)),
        *_marks(texts, ending, kinds=kinds),
        *_levels(texts, row, ending=ending, kinds=kinds),
    ]
    stored = [each.filter(pl.col("stored").is_not_null()).select("cell", value="stored") for each in counted]
    written[-1] = shared.join(marks.filter(fact="SUPERSCRIPT"), on="cell", how="anti", maintain_order="left")
    numbers = pl.concat([each.filter(pl.col("text").str.contains(PLAIN))["cell"] for each in written])
    return Said(texts, _ranked(told), pl.concat([pl.DataFrame(schema=_STORED), *stored]).sort("cell"), numbers)


def _levels(texts: pl.DataFrame, row: pl.Series, *, ending: pl.Series, kinds: _Kinds) -> Iterator[pl.DataFrame]:
    """What the format of the first filled cell of each row says of its level."""
    if not any(kinds.levels):
        return
    first = texts.filter((row[texts["cell"]].diff() != 0).fill_null(value=True))["cell"]
    told = ending[first]
    for at, levels in enumerate(kinds.levels):
        here = first.filter(told == at)
        yield from (
            pl.DataFrame({"cell": here}).select("cell", fact=pl.lit(fact), detail=pl.lit(detail))
            for fact, detail in levels
        )


def _kinds(endings: list[Attributes], book: Workbook) -> _Kinds:
    stated = [each.get("s", "0") for each in endings]
    need(all(each.isascii() and each.isdecimal() for each in stated), "a cell format that is no number")
    kinds = [each.get("t", "n") for each in endings]
    need(set(kinds) <= KINDS, "a cell of another kind")
    formats = list(map(int, stated))
    need(all(map(book.styles.has, formats)), "a cell format that is missing")
    shapes = [book.styles.shape(each) for each in formats]
    told = any(kind in SPOKEN and worded_text(shape) != NOTHING for kind, shape in zip(kinds, shapes, strict=True))
    need(not told, "a format that changes texts")
    return _Kinds(
        kinds, shapes, [book.styles.marks(each) for each in formats], [book.styles.levels(each) for each in formats]
    )


def _contents(tags: Tags, owner: pl.Series, *, ending: pl.Series, tag: Tag, needed: pl.Series) -> pl.DataFrame:
    """The filled contents of all tags of one kind: `cell`, `ending`, `raw`; `needed`: whether an ending needs one."""
    places = tags.places(tag)
    if places.is_empty():
        return pl.DataFrame(schema=_CONTENTS)
    cell = owner[places]
    found = pl.DataFrame({"cell": cell, "ending": ending[cell], "raw": tags.contents(places)})
    is_blank = found["raw"] == ""
    if not is_blank.any():
        return found
    need(not needed[found.filter(is_blank)["ending"]].any(), "a shared string that is missing")
    return found.filter(~is_blank)


def _shared(values: pl.DataFrame, strings: Strings) -> pl.DataFrame:
    """`index` and `text` of cells that point to a shared string."""
    index = values["raw"].cast(pl.UInt32, strict=False)
    is_plain = index.is_not_null() & ~values["raw"].str.starts_with("+")
    need(is_plain.all() and (index < len(strings.texts)).all(), "a shared string that is missing")
    return values.select("cell", index=index, text=strings.texts[index])


def _of_strings(shared: pl.DataFrame, strings: Strings) -> pl.DataFrame:
    """What is told of the shared strings, for each cell that points to one."""
    if strings.told.is_empty():
        return pl.DataFrame(schema=_FACTS)
    return shared.join(strings.told, on="index", how="inner").select(*_FACTS)


def _measured(values: pl.DataFrame, kinds: _Kinds) -> list[pl.DataFrame]:
    """Values that are no text, apart by the ending of their tag."""
    others = values.filter(~kinds.are(*SPOKEN)[values["ending"]])
    need(not others["raw"].str.contains("&", literal=True).any(), "an entity in a number")
    return others.partition_by("ending") if others.height else []


def _counted(values: pl.DataFrame, kinds: _Kinds, *, book: Workbook) -> pl.DataFrame:
    """`text`, `stored`, `fact` and `detail` of values of one kind and format: each distinct one is looked at once."""
    at = int(values["ending"][0])
    kind, shape = kinds.kinds[at], kinds.shapes[at]
    is_as_written = is_plain(shape) and valued(kind, _PROBE, shape=shape, is_1904=book.is_1904) == (
        _PROBE,
        None,
        None,
        "",
    )
    is_short = values["raw"].str.contains(_PLAIN) if is_as_written and kind not in "bde" else pl.lit(value=False)
    marked = values.with_columns(is_plain=is_short)
    odd = marked.filter(~pl.col("is_plain"))["raw"].unique()
    need(not any(map(str.isspace, odd)), "a blank value")
    found = [(raw, *valued(kind, raw.strip(), shape=shape, is_1904=book.is_1904)) for raw in odd]
    told = pl.DataFrame(found, schema=_VALUED, orient="row")
    if kind == "e":
        told = told.with_columns(fact=pl.lit("ERROR"), detail=pl.col("text").fill_null(""))
    whole = marked.join(told, on="raw", how="left", maintain_order="left")
    return whole.with_columns(text=pl.when("is_plain").then("raw").otherwise("text"))


def _texts(parts: list[pl.DataFrame]) -> pl.DataFrame:
    """`cell` and `text` of the cells that hold one, in order."""
    filled = [part for part in parts if part.height]
    if not filled:
        return parts[0]
    whole = filled[0] if len(filled) == 1 else pl.concat(filled).sort("cell")
    return whole.filter(pl.col("text").is_not_null() & (pl.col("text") != ""))


def _formulas(tags: Tags, owner: pl.Series, *, ending: pl.Series) -> pl.DataFrame:
    """The cells with a formula, and whether there is a place for its result: `cell`, `ending`, `is_stored`."""
    places = tags.places(Tag.FORMULA, Tag.FORMULA_BLANK)
    cell = owner[places]
    stored = owner[tags.places(Tag.VALUE, Tag.VALUE_BLANK)] if places.len() else cell
    return pl.DataFrame({"cell": cell, "ending": ending[cell], "is_stored": cell.is_in(stored.implode())})


def _without_stale(values: pl.DataFrame, formulas: pl.DataFrame, *, is_number: pl.Series) -> pl.DataFrame:
    """Values but those noughts that stand for results nobody worked out."""
    is_nought = values["raw"].str.contains(NOUGHT) & is_number[values["ending"]]
    return values.filter(~(is_nought & values["cell"].is_in(formulas["cell"].implode())))


def _without_value(formulas: pl.DataFrame, *, kinds: _Kinds, values: pl.DataFrame) -> pl.DataFrame:
    """Formulas whose result nobody stored; of those that give a text it may be a blank one."""
    if formulas.is_empty():
        return pl.DataFrame(schema=_FACTS)
    is_counted = ~kinds.are("inlineStr", "str")[formulas["ending"]]
    is_absent = kinds.are("str")[formulas["ending"]] & ~formulas["is_stored"]
    empty = formulas.filter(is_counted | is_absent).join(values.select("cell"), on="cell", how="anti")
    return empty.select("cell", fact=pl.lit("NO_STORED_VALUE"), detail=pl.lit(""))


def _marks(texts: pl.DataFrame, ending: pl.Series, *, kinds: _Kinds) -> Iterator[pl.DataFrame]:
    """What the format of a filled cell says of all that stands in it."""
    if not any(kinds.marks):
        return
    told = ending[texts["cell"]]
    for at, marks in enumerate(kinds.marks):
        here = texts.filter(told == at)
        yield from (here.select("cell", fact=pl.lit(fact), detail=pl.lit(detail)) for fact, detail in marks)


def _ranked(told: list[pl.DataFrame]) -> pl.DataFrame:
    """Facts cell by cell, in the order in which the careful lane tells them."""
    rank = pl.col("fact").replace_strict(RANKS, range(len(RANKS)), return_dtype=pl.UInt8)
    whole = pl.concat([pl.DataFrame(schema=_FACTS), *told]).unique(maintain_order=True)
    return whole.sort("cell", rank, maintain_order=True)
