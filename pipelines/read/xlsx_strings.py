"""The shared strings of a workbook as a column: as many as there are distinct texts, so they are bulk too."""

from dataclasses import dataclass
from functools import partial

import polars as pl
from lxml import etree

from pipelines.read.cells import Unreadable
from pipelines.read.marks import NotBulk, mapped, need
from pipelines.read.ooxml import Workbook
from pipelines.read.ooxml_text import unescaped
from pipelines.read.ooxml_tree import local
from pipelines.read.safe_xml import parse
from pipelines.read.xlsx_tags import Tag, Tags, tags_of

_ITEM, _END = b"<si", b"</sst>"
_UTF8 = {None, "UTF-8"}
_TOLD = {"index": pl.UInt32, "fact": pl.String, "detail": pl.String}


@dataclass(frozen=True)
class Strings:
    """The text of every shared string, and what is `told` of some: `index` from 0, `fact`, `detail`."""

    texts: pl.Series
    told: pl.DataFrame


def strings_of(book: Workbook) -> Strings:
    """The shared strings of a workbook. Raises Unreadable where their part is damaged or unsafe."""
    try:
        return Strings(_plain(book), pl.DataFrame(schema=_TOLD))
    except NotBulk:
        texts = pl.Series([each.text for each in book.strings], dtype=pl.String)
        told = [(at, *fact) for at, each in enumerate(book.strings) for fact in each.facts]
        return Strings(texts, pl.DataFrame(told, schema=_TOLD, orient="row"))


def _plain(book: Workbook) -> pl.Series:
    need(book.string_part, "no shared strings")
    name, content = book.string_part or ("", b"")
    start, end = content.find(_ITEM), content.rfind(_END)
    need(0 <= start < end, "no items")
    root = shell(content[:start] + content[end:], name, book=book)
    need(root.prefix is None and not any(local(each) != "extLst" for each in root), "items of another kind")
    tags = tags_of(memoryview(content)[start:end])
    need(tags.holds_only(Tag.ITEM, Tag.ITEM_BLANK, Tag.ITEM_END), "items that are cut off")
    owner = tags.owners(Tag.ITEM, Tag.ITEM_BLANK)
    filled = tags.places(Tag.TEXT)
    texts = unescaped_texts(tags, tags.contents(filled))
    count = len(tags.places(Tag.ITEM, Tag.ITEM_BLANK))
    return pl.repeat("", count, dtype=pl.String, eager=True).scatter(owner[filled], texts)


def shell(content: bytes, name: str, *, book: Workbook) -> etree._Element:
    """What surrounds the bulk of a part, as a tree. Raises NotBulk where the careful lane has to look at it."""
    try:
        root = parse(content, name, limits=book.limits)
    except Unreadable as error:
        raise NotBulk(error.detail) from error
    need(root.getroottree().docinfo.encoding in _UTF8, "another encoding")
    return root


def unescaped_texts(tags: Tags, texts: pl.Series, *, is_plain: bool = False) -> pl.Series:
    """Texts with entities resolved and, where they are not `is_plain`, signs written as _xHHHH_ too."""
    if not (tags.octets == b"&"[0]).any() and (is_plain or not (tags.octets == b"_"[0]).any()):
        return texts
    is_odd = texts.str.contains("&", literal=True) | texts.str.contains("_x", literal=True)
    return mapped(texts, is_odd, mend=partial(_resolved, is_plain=is_plain))


def _resolved(texts: list[str], *, is_plain: bool) -> list[str]:
    items = "".join(f"<t>{text}</t>" for text in texts)
    try:
        root = etree.fromstring(f"<a>{items}</a>", etree.XMLParser(resolve_entities=False, huge_tree=True))
    except etree.XMLSyntaxError as error:
        raise NotBulk("an entity that is not defined") from error
    need(not any(len(item) for item in root), "an entity that is not defined")
    resolved = [item.text or "" for item in root]
    return [text.replace("\r\n", "\n") if is_plain else unescaped(text) for text in resolved]
