"""How a text table is written, as a source would declare it: code page and delimiter."""

import codecs
from typing import NamedTuple

from pipelines.read import archive, html, is_text, kind_of, xml
from pipelines.read import json as json_lines
from pipelines.read.delimited_rules import most_regular
from pipelines.read.encoding import decode, guessed
from pipelines.read.limits import Limits

_PAGES = (
    "ascii", "utf-8", "utf-16", "windows-1252", "windows-1250", "iso8859-2", "windows-1251", "windows-1253",
    "iso8859-7", "windows-1254", "windows-1257", "koi8-r", "cp932", "cp949",
)  # fmt: skip


class Dialect(NamedTuple):
    """The code page, `utf-8-sig` where a byte order mark says so, and the sign between fields."""

    encoding: str
    delimiter: str


def dialect(content: bytes) -> Dialect | None:
    """The dialect of a text table, packed or not; None where the file is none or has no delimiter."""
    plain = _unpacked(content)
    if not is_text(plain) or html.is_html(plain) or xml.is_xml(plain) or json_lines.is_json(plain):
        return None
    text = decode(plain, None)
    page = "utf-8-sig" if plain.startswith(codecs.BOM_UTF8) else _page(plain, text)
    return Dialect(page, most_regular(text))


def _unpacked(content: bytes) -> bytes:
    """The text inside a gzip or zip archive; of several the first."""
    limits = Limits.from_environment()
    if content.startswith(archive.GZIP):
        return archive.unzipped(content, limits)
    if kind_of(content) != "zip":
        return content
    names = archive.Package(content, limits).names
    is_document = any(name.startswith(("xl/", "word/", "_rels/")) or name == "content.xml" for name in names)
    return content if is_document else next(iter(archive.members(content, limits)), ("", content))[1]


def _page(content: bytes, text: str) -> str:
    """The first code page in which the bytes read as the text they were taken for; one that is rare by its own name."""
    usual = next((page for page in _PAGES if _reads(content, page) == text.removeprefix("\ufeff")), None)
    return usual or guessed(content, None) or "utf-8"


def _reads(content: bytes, page: str) -> str | None:
    try:
        return content.decode(page).removeprefix("\ufeff")
    except UnicodeDecodeError:
        return None
