"""Whether SDMX-CSV data fit the structure beside them: its components, codes and constraints."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

import polars as pl
from lxml import etree

from pipelines.release.sdmx_data import flow_id
from pipelines.release.sdmx_structure import PATH, STR

_HEAD = 3


@dataclass(frozen=True)
class Flow:
    """What the structure says of one dataflow: its components in order, the codes of each, and those that occur."""

    components: frozenset[str]
    codes: dict[str, frozenset[str]] = field(hash=False)
    occurring: dict[str, frozenset[str]] = field(hash=False)


def misfits(folder: Path, stem: str, *, rows: pl.DataFrame) -> Iterator[str]:
    """What of the rows the structure does not allow, or allows in vain."""
    try:
        flow = flow_of((folder / PATH).read_bytes(), stem)
    except (etree.XMLSyntaxError, LookupError, ValueError) as error:
        yield f"{PATH}: it cannot be read: {error}"
        return
    columns = rows.columns[_HEAD:]
    if set(columns) != flow.components:
        yield f"{PATH}: {flow_id(stem)} has other components than the data"
    for name, codes in flow.codes.items():
        unknown = set(rows[name].drop_nulls()) - codes if name in columns else set()
        if unknown:
            yield f"{PATH}: {flow_id(stem)} does not list {', '.join(sorted(unknown))} of {name}"
    for name, codes in flow.occurring.items():
        if name in columns and set(rows[name]) != codes:
            yield f"{PATH}: the constraint of {flow_id(stem)} on {name} is not what occurs"


def flow_of(content: bytes, stem: str) -> Flow:
    """One dataflow of a structure message. Raises LookupError where it is not there."""
    root = _root(content)
    structure = _by_id(root, "DataStructure", name=f"DSD_{stem.upper()}")
    parts = [
        each for kind in ("Dimension", "TimeDimension", "Attribute", "Measure") for each in structure.iter(STR + kind)
    ]
    lists = {each.get("id"): each for each in root.iter(f"{STR}Codelist")}
    codes = {}
    for part in parts:
        for urn in part.iter(f"{STR}Enumeration"):
            name = (urn.text or "").rpartition(":")[2].partition("(")[0]
            codes[str(part.get("id"))] = frozenset(str(code.get("id")) for code in lists[name].iter(f"{STR}Code"))
    constraint = _by_id(root, "DataConstraint", name=f"CC_{stem.upper()}")
    occurring = {
        str(key.get("id")): frozenset(value.text or "" for value in key.iter(f"{STR}Value"))
        for key in constraint.iter(f"{STR}KeyValue")
    }
    return Flow(frozenset(str(part.get("id")) for part in parts), codes, occurring)


@lru_cache(maxsize=1)
def _root(content: bytes) -> etree._Element:
    return etree.fromstring(content, etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False))


def _by_id(root: etree._Element, kind: str, *, name: str) -> etree._Element:
    found = next((each for each in root.iter(STR + kind) if each.get("id") == name), None)
    if found is None:
        raise LookupError(f"there is no {kind} {name}")
    return found
