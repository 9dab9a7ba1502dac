"""A changed mapping makes anew what depends on it and nothing else, and what is taken over is never stale (P19)."""

import json
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import pytest

from pipelines import catalogue, home, stage
from pipelines.derivation import whatif
from pipelines.derivation.manifest import Table, manifest_of
from pipelines.orchestration.publishing import ensure_snapshot
from pipelines.register.errors import RegisterError
from tests.derivation.conftest import FIGURES, RECORDS, ROWS, send, send_all
from tests.support.small import LOOKUPS, csv_of, plant, source_of, told
from tests.support.thorough import some_of
from warehouse.contents import contents
from warehouse.differences import Difference, differences
from warehouse.lineage import part, rests_on

CODES = {"motive": ["SEXUAL", "FINANCIAL", "MIXED", "_U"], "demand": ["MONEY", "GOODS", "MORE_CONTENT", "_U"],
         "age": ["Y13T15", "Y_LT13", "_U"], "gender": ["F", "M", "_U"]}  # fmt: skip


def mutations() -> Iterator[dict[str, Any]]:
    """The lookups with one row changed: another code, another relation, or left out; those that make a source file."""
    draw = random.Random(19)  # noqa: S311 - the same mutations each time
    for name, labels in LOOKUPS.items():
        for label in labels:
            other = draw.choice(CODES[name])
            changed = draw.choice(
                [other, {"code": other, "relation": "WIDER", "reason": "tried"}, {"exclude": "tried"}]
            )
            lookups = LOOKUPS | {name: labels | {label: changed}}
            if changed != labels[label] and is_source(lookups):
                yield lookups


def is_source(lookups: dict[str, Any]) -> bool:
    try:
        source_of(lookups=lookups)
    except ValueError:  # a mapping that contradicts itself
        return False
    return True


SAMPLED = some_of(list(mutations())[::3], 2)


def anew(folder: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, Table]:
    """The tables of a whole new installation with the sources as they are now."""
    monkeypatch.setenv("OSCEC_DATA", str(folder))
    send_all()
    return manifest_of(ensure_snapshot()[0]).tables


@pytest.mark.parametrize("lookups", SAMPLED, ids=range(len(SAMPLED)))
def test_a_changed_row_of_a_mapping_recomputes_what_depends_on_it_and_no_more(
    lookups: dict[str, Any], own: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    known, staged = [(FIGURES, "2016"), (RECORDS, "2024")], stage.folder_of("core", FIGURES, "2016").resolve()
    plant(home.data().parent / "sources", lookups=lookups)
    stale = [
        each
        for each in known
        if not stage.is_current(catalogue.source(each[0]), each[1], sha256=stage.told(*each)["sha256"])
    ]
    assert stale == [(RECORDS, "2024")]
    send(csv_of(ROWS), "records.csv", RECORDS, "2024")
    incremental = ensure_snapshot()[0]

    assert stage.folder_of("core", FIGURES, "2016").resolve() == staged
    with duckdb.connect(str(own), read_only=True) as connection:
        one = part(connection, RECORDS, "2024")
        names = sorted(contents(connection))
    for each in differences(own, incremental, names=names, but_surrogates=True):
        assert any(rests_on(each.table, row, one=one) for row in (each.before, each.after) if row), each
    assert manifest_of(incremental).tables == anew(tmp_path / "anew", monkeypatch)


def quiet(_text: str, _number: int, _of: int) -> None:
    """Nobody watches."""


def shown(found: list[Difference]) -> list[str]:
    return sorted(repr((each.table, each.before, each.after)) for each in found)


def test_what_is_foretold_of_a_mapping_is_what_comes(own: Path, tmp_path: Path) -> None:
    wider = {"code": "SEXUAL", "relation": "WIDER", "reason": "tried"}
    lookups = LOOKUPS | {"motive": LOOKUPS["motive"] | {"sexual": wider}}
    draft = tmp_path / "draft.yml"
    draft.write_text(json.dumps(told(lookups=lookups), indent=1), encoding="utf-8")
    old, new = whatif.content_of("mapping", RECORDS, None), whatif.content_of("mapping", RECORDS, str(draft))
    steps: list[str] = []
    foretold = whatif.changes(
        own, ("mapping", RECORDS), old=old, new=new, tell=lambda text, _number, _of: steps.append(text)
    )

    assert steps == [f"{RECORDS} 2024", "warehouse"]
    plant(home.data().parent / "sources", lookups=lookups)
    send(csv_of(ROWS), "records.csv", RECORDS, "2024")
    come = ensure_snapshot()[0]
    with duckdb.connect(str(own), read_only=True) as connection:
        names = sorted(contents(connection))
    assert shown(foretold) == shown(differences(own, come, names=names, but_surrogates=True))
    [cell] = [each for each in foretold if each.table == "mart.cell" and each.key["code"] == "SEXUAL"]
    assert cell.changed["lower"] == (3, 0)


def test_what_a_codelist_would_change_is_told(own: Path, tmp_path: Path) -> None:
    sha256, content = whatif.content_of("codelist", "motivation", None)
    draft = tmp_path / "motivation.csv"
    draft.write_bytes(content.replace(b"SEXUAL,Sexual,", b"SEXUAL,Of a sexual kind,", 1))
    found = whatif.changes(
        own,
        ("codelist", "motivation"),
        old=(sha256, content),
        new=whatif.content_of("codelist", "motivation", str(draft)),
        tell=quiet,
    )

    labels = {
        each.table: each.changed["label"]
        for each in found
        if each.key.get("code") == "SEXUAL" and "label" in each.changed
    }
    assert labels["core.code"] == labels["mart.cell"] == ("Sexual", "Of a sexual kind")
    assert all(set(each.changed) <= {"label", "by_label"} for each in found)


def test_versions_are_known_by_who_agreed_and_what_was_made_with_them(own: Path) -> None:
    first, _ = whatif.content_of("mapping", RECORDS, None)
    plant(home.data().parent / "sources", title="Another title (model country, invented data)", is_approved=False)
    second, _ = whatif.content_of("mapping", RECORDS, None)

    found = {each.sha256: each for each in whatif.known("mapping", RECORDS)}
    assert list(found) == [first, second]
    assert (found[first].used_in, found[first].author, found[first].reviewer) == ((own.stem,), "Anna", "Bert")
    assert (found[second].used_in, found[second].author, found[first].valid_from) == (("now",), None, "2024-01-01")
    assert whatif.content_of("mapping", RECORDS, first[:10])[0] == first


@pytest.mark.parametrize("version", ["ffffffff", "", "no/such/file.yml"])
def test_a_version_that_is_not_kept_is_told(version: str, own: Path) -> None:
    assert own.exists()
    with pytest.raises(RegisterError, match="there is no one version"):
        whatif.content_of("mapping", "xz_other_records" if version == "" else RECORDS, version)
