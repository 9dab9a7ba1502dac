"""Active and foreign content of office packages: what could run, fetch or hide something is refused and named."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from pipelines.read.archive import Package
from pipelines.read.biff12 import records
from pipelines.read.cells import Unreadable
from pipelines.read.ooxml_tree import children
from pipelines.read.safe_xml import parse

_OBJECT, _PICTURE = "an embedded object (OLE or attachment)", "an embedded picture (image)"
_REFUSED = {
    r"(^|/)vbaproject[^/]*\.bin$|^basic/.+\.xml$": "a macro (VBA)",
    r"^scripts/.": "a macro (script)",
    r"(^|/)macrosheets/": "an Excel 4 macro sheet (XLM)",
    r"(^|/)(embeddings|activex|ctrlprops)/|^object [^/]*/content\.xml$": _OBJECT,
    r"(^|/)media/|^pictures/.": _PICTURE,
    r"^(?!docprops/thumbnail|thumbnails/).*\.(png|jpe?g|gif|bmp|tiff?|[ew]mf|webp|heic|svg)$": _PICTURE,
    r"(^|/)webextensions/": "an add-in from the web",
}
_OF_KIND = {  # by what its relation says that it is, whatever its name
    "vbaproject": "a macro (VBA)", "wordvbadata": "a macro (VBA)", "attachedtoolbars": "a macro (VBA)",
    "xlmacrosheet": "an Excel 4 macro sheet (XLM)", "xlintlmacrosheet": "an Excel 4 macro sheet (XLM)",
    **dict.fromkeys(("oleobject", "package", "control", "activexcontrolbinary"), _OBJECT),
    **dict.fromkeys(("image", "media", "video", "audio"), _PICTURE), "webextension": "an add-in from the web",
}  # fmt: skip
KINDS = frozenset({*_REFUSED.values(), *_OF_KIND.values()})
_FETCHED = {"image", "media", "video", "audio", "oleobject", "package", "frame", "attachedtemplate", "subdocument"}
_REMOTE = re.compile(r"(?:https?|ftp):|(?:file:)?(?://|\\\\)[^/\\]", re.IGNORECASE)
LINKED = "external link to another workbook, not followed"
_EXTERNAL = re.compile(r"(^|/)externallinks/[^/]+\.(xml|bin)$")
_DDE = re.compile(rb"<[^>]*ddeLink|<[^>]*oleLink", re.IGNORECASE)
_LINK, _TO_WORKBOOK = 360, b"\0\0"
_DRAWN = re.compile(r"(^|/)(drawings|diagrams)/[^/]+\.(xml|vml)$")
_WORDS = re.compile(
    rb"<(?:\w+:)?t(?:\s[^>]*)?>[^<]*[^<\s]|<v:textbox\b(?:(?!</v:textbox>).)*>[^<]*[^<\s][^<]*<", re.DOTALL
)
_QUERIES = re.compile(r"(^|/)(querytables/[^/]+|volatiledependencies)\.xml$")
_ITEMS = re.compile(rb"<(?:\w+:)?sharedItems[^>]*[^/]>\s*<")
_CONNECTIONS = {"xl/connections.xml", "xl/connections.bin"}
_REFRESHES = re.compile(rb'refreshOnLoad="(1|true)"', re.IGNORECASE)


def refuse(package: Package) -> None:
    """Raise Unreadable where the package holds anything that could run or fetch, or a picture."""
    found = list(dict.fromkeys([*_held(package), *_related(package)]))
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


class _Relation(NamedTuple):
    kind: str
    is_external: bool
    target: str


def _relations(package: Package) -> Iterator[_Relation]:
    """Every relation of every part, by its kind in small letters."""
    for name in package.names:
        if name.casefold().endswith(".rels"):
            for each in children(parse(package.part(name), name, limits=package.limits), "Relationship"):
                kind = each.get("Type", "").rpartition("/")[2].casefold()
                is_external = each.get("TargetMode", "").casefold() == "external"
                yield _Relation(kind, is_external, each.get("Target", ""))


def _related(package: Package) -> Iterator[str]:
    for kind, is_external, target in _relations(package):
        is_local = kind == "attachedtemplate" and not _REMOTE.match(target)  # every office has its own on a disk
        if is_external and kind in _FETCHED and not is_local:
            yield "something that is fetched from an external place"
        elif kind in _OF_KIND:
            yield _OF_KIND[kind]


def _is_query(package: Package, name: str) -> bool:
    """Whether a part is what Power Query keeps of its queries, in whatever encoding."""
    is_own = name.casefold().startswith("customxml/item")
    return is_own and b"DataMashup" in package.part(name).replace(b"\x00", b"")


def told(package: Package) -> tuple[str, ...]:
    """What is not read and deserves to be known: links to other workbooks, comments, copies behind tables."""
    names = [name.casefold() for name in package.names]
    kinds = {each.kind for each in _relations(package)}
    noted = {
        LINKED: any(map(_EXTERNAL.search, names)),
        "external data connection, not followed": not _CONNECTIONS.isdisjoint(names)
        or "connections" in kinds
        or any(map(_QUERIES.search, names))
        or any(_is_query(package, name) for name in package.names),
        "records behind a pivot table present, not stored": any(
            re.search(r"(^|/)pivotcacherecords[^/]*$|(^|/)model/item[^/]*\.data$", name) for name in names
        )
        or "pivotcacherecords" in kinds
        or any(
            _ITEMS.search(package.part(name)) for name in package.names if "pivotcachedefinition" in name.casefold()
        ),
        "comments present, not stored": any(
            re.search(r"(^|/)(threaded)?comments?[^/]*/?[^/]*\.(xml|bin)$", name) for name in names
        )
        or not kinds.isdisjoint({"comments", "threadedcomment"}),
        "text boxes present, not stored": any(
            _WORDS.search(package.part(name)) for name in package.names if _DRAWN.search(name.casefold())
        ),
        "a small picture of the first page present, not stored": any(
            name.startswith("docprops/thumbnail") for name in names
        ),
        "tracked changes present, not stored": any("/revisions/" in name for name in names),
    }
    return tuple(what for what, is_present in noted.items() if is_present)
