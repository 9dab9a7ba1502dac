"""Active and foreign content of office packages: what could run, fetch or hide something is refused and named."""

import re
from collections.abc import Iterator

from pipelines.read.archive import Package
from pipelines.read.biff12 import records
from pipelines.read.cells import Unreadable

_REFUSED = {
    r"(^|/)vbaproject[^/]*\.bin$|^basic/.+\.xml$": "a macro (VBA)",
    r"^scripts/.": "a macro (script)",
    r"(^|/)macrosheets/": "an Excel 4 macro sheet (XLM)",
    r"(^|/)(embeddings|activex|ctrlprops)/|^object [^/]*/content\.xml$": "an embedded object (OLE or attachment)",
    r"(^|/)media/|^pictures/.": "an embedded picture (image)",
    r"(^|/)webextensions/": "an add-in from the web",
}
_EXTERNAL = re.compile(r"(^|/)externallinks/[^/]+\.(xml|bin)$")
_DDE = re.compile(rb"<[^>]*ddeLink|<[^>]*oleLink", re.IGNORECASE)
_LINK, _TO_WORKBOOK = 360, b"\0\0"
_DRAWN = re.compile(r"(^|/)drawings/[^/]+\.xml$")
_WORDS = re.compile(rb"<(?:\w+:)?t>[^<]*\S")
_CONNECTIONS = {"xl/connections.xml", "xl/connections.bin"}
_REFRESHES = re.compile(rb'refreshOnLoad="(1|true)"', re.IGNORECASE)


def refuse(package: Package) -> None:
    """Raise Unreadable where the package holds anything that could run or fetch, or a picture."""
    found = list(dict.fromkeys(_held(package)))
    if found:
        raise Unreadable("file-active", "it holds " + ", ".join(found))


def _held(package: Package) -> Iterator[str]:
    for name in package.names:
        yield from (what for pattern, what in _REFUSED.items() if re.search(pattern, name.casefold()))
        if _EXTERNAL.search(name.casefold()) and _is_dde(package.part(name), name):
            yield "an external DDE link"
    if "xl/connections.xml" in package and _REFRESHES.search(package.part("xl/connections.xml")):
        yield "an external data connection that refreshes on load"


def _is_dde(content: bytes, name: str) -> bool:
    """Whether another program fills a link: a workbook in XML says it in words, a binary one by a number."""
    if not name.casefold().endswith(".bin"):
        return bool(_DDE.search(content))
    try:
        return any(kind == _LINK and record[:2] != _TO_WORKBOOK for kind, record in records(content))
    except IndexError as error:
        raise Unreadable("file-unreadable", "a package: its part of external links is damaged") from error


def told(package: Package) -> tuple[str, ...]:
    """What is not read and deserves to be known: links to other workbooks, comments."""
    names = [name.casefold() for name in package.names]
    noted = {
        "external link to another workbook, not followed": any(map(_EXTERNAL.search, names)),
        "external data connection, not followed": not _CONNECTIONS.isdisjoint(names),
        "records behind a pivot table present, not stored": any(
            re.search(r"(^|/)pivotcacherecords[^/]*$|(^|/)model/item[^/]*\.data$", name) for name in names
        ),
        "comments present, not stored": any(
            re.search(r"(^|/)(threaded)?comments?[^/]*/?[^/]*\.(xml|bin)$", name) for name in names
        ),
        "text boxes present, not stored": any(
            _WORDS.search(package.part(name)) for name in package.names if _DRAWN.search(name.casefold())
        ),
    }
    return tuple(what for what, is_present in noted.items() if is_present)
