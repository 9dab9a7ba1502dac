"""A manifest names by hash everything a snapshot was made from and holds, and names the same for the same."""

import hashlib
import io
import tarfile
from datetime import date
from importlib import metadata
from pathlib import Path

import duckdb
import pytest

from pipelines import catalogue, home, receive
from pipelines.derivation import holdings, sealing
from pipelines.derivation.manifest import Manifest, ManifestError, manifest_of, path_of
from pipelines.orchestration.publishing import ensure_snapshot
from pipelines.register import log, versions
from schemas import codelist
from tests.derivation.conftest import FIGURES, RECORDS, ROWS, send
from tests.support.small import csv_of, plant
from warehouse.contents import Content, contents


@pytest.fixture(scope="module")
def manifest(installed: Path) -> Manifest:
    return manifest_of(installed)


def sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def test_everything_named_is_kept_under_its_hash(manifest: Manifest) -> None:
    versioned = [manifest.codelists, manifest.rules, manifest.mappings]
    named = [manifest.archive, *(each.sha256 for group in versioned for each in group.values())]
    named += [each.raw.sha256 for each in manifest.editions]
    named += [each.mapping for each in manifest.editions if each.mapping] + [manifest.corrections]

    assert len(named) == 2 + len(codelist.names()) + 2 + 2 + 2 + 2
    assert {sha256(receive.object_path(each).read_bytes()) for each in named} == set(named)


def test_editions_are_named_with_what_made_their_rows(manifest: Manifest) -> None:
    found = {each.place: each for each in manifest.editions}

    assert list(found) == [(FIGURES, "2016"), (RECORDS, "2024")]
    records = found[RECORDS, "2024"]
    assert records.raw.sha256 == sha256(csv_of(ROWS))
    assert (records.raw.size, records.receipt, records.file) == (len(csv_of(ROWS)), 1, "records.csv")
    assert records.mapping == manifest.mappings[RECORDS].sha256 == sha256(catalogue.paths()[RECORDS].read_bytes())
    assert records.code == manifest.code_hash
    assert "value-unmapped" in records.in_force


def test_every_file_of_the_program_is_named_and_in_the_archive(manifest: Manifest) -> None:
    root = Path(__file__).parent.parent.parent
    with tarfile.open(fileobj=io.BytesIO(receive.object_path(manifest.archive).read_bytes())) as packed:
        held = {each.name: packed.extractfile(each).read() for each in packed}  # type: ignore[union-attr] # all are files
    apart = {*manifest.rules, *(f"schemas/codelists/{name}.csv" for name in manifest.codelists)}

    assert {name: sha256(content) for name, content in held.items()} == manifest.code
    for package in holdings.PACKAGES:
        for path in (root / package).rglob("*.*"):
            name = path.relative_to(root).as_posix()
            assert "__pycache__" in path.parts or name in manifest.code or name in apart


def test_packages_are_what_the_program_needs_and_no_tools(manifest: Manifest) -> None:
    assert manifest.packages["polars"] == metadata.version("polars")
    assert manifest.packages["duckdb"] == metadata.version("duckdb")
    assert "numpy" in manifest.packages
    assert not {"ruff", "mypy", "pytest", "hatchling"} & manifest.packages.keys()


def test_tables_have_a_hash_of_their_content(manifest: Manifest, installed: Path) -> None:
    with duckdb.connect(str(installed), read_only=True) as connection:
        assert manifest.tables["core.incident"].rows == 4
        assert manifest.tables["mart.cell"].rows == len(connection.table("mart.cell"))


def test_log_holds_the_hash_of_the_manifest(manifest: Manifest, installed: Path) -> None:
    [published] = [entry for entry in log.entries() if entry.act == "publish"]

    assert published.payload["manifest"] == manifest.sha256 == sha256(path_of(installed).read_bytes())


def test_same_inputs_give_the_same_manifest_but_for_the_bytes_of_the_file(manifest: Manifest, own: Path) -> None:
    own.unlink()
    again = manifest_of(ensure_snapshot()[0])

    alike = manifest.model_dump(exclude={"file", "snapshot"})
    assert again.model_dump(exclude={"file", "snapshot"}) == alike


def test_versions_stand_with_who_agreed_to_them(own: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    day = "2026-01-01"
    versions.propose("mapping", RECORDS, valid_from=date.fromisoformat(day), valid_to=None)
    monkeypatch.setenv("OSCEC_ACTOR", "Bert")
    versions.approve("mapping", RECORDS)
    found = sealing.manifest(own, own.name, fingerprint="anything").mappings

    told = found[RECORDS]
    assert (told.author, told.reviewer, str(told.valid_from)) == ("Anna", "Bert", day)
    assert found[FIGURES].reviewer == "reviewer of the mapping (role in the project)"


def test_an_edition_keeps_the_mapping_that_made_it(own: Path) -> None:
    before = manifest_of(own)
    plant(home.data().parent / "sources", title="Another title (model country, invented data)")
    found = sealing.manifest(own, own.name, fingerprint="anything")
    [edition] = [each for each in found.editions if each.source_id == RECORDS]

    assert edition.mapping == before.mappings[RECORDS].sha256 != found.mappings[RECORDS].sha256
    send(csv_of(ROWS), "records.csv", RECORDS, "2024")
    [edition] = [
        each for each in sealing.manifest(own, own.name, fingerprint="anything").editions if each.source_id == RECORDS
    ]
    assert edition.mapping == found.mappings[RECORDS].sha256


@pytest.mark.parametrize("content", [b"", b"{}", b"\xff", b'{"format": 1'])
def test_a_damaged_manifest_says_so(content: bytes, own: Path) -> None:
    path_of(own).write_bytes(content)
    with pytest.raises(ManifestError, match=r"oscec-000001\.manifest\.json cannot be read"):
        manifest_of(own)
    path_of(own).unlink()
    with pytest.raises(ManifestError, match=r"oscec-000001\.manifest\.json is gone"):
        manifest_of(own)


def content_of(*statements: str) -> Content:
    with duckdb.connect() as connection:
        for statement in ("CREATE SCHEMA core", "CREATE SCHEMA mart", *statements):
            connection.execute(statement)
        return contents(connection)["core.x"]


VALUES = "CREATE TABLE core.x AS SELECT * FROM (VALUES {}) AS given(a, b)"


def test_content_does_not_depend_on_the_order_of_rows() -> None:
    first = content_of(VALUES.format("(1, 'a'), (2, 'b'), (2, 'b')"))
    assert first == content_of(VALUES.format("(2, 'b'), (1, 'a'), (2, 'b')"))
    assert first.rows == 3


@pytest.mark.parametrize(
    "other",
    [
        VALUES.format("(1, 'a'), (2, 'b')"),
        VALUES.format("(1, 'a'), (1, 'a'), (2, 'b')"),
        VALUES.format("(1, 'a'), (2, 'b'), (2, NULL)"),
        VALUES.format("(1, 'a'), (2, 'b'), (2.0, 'b')"),
        VALUES.format("(1, 'a'), (2, 'b'), (2, 'B')"),
        VALUES.format("(1, 'a'), (2, 'b'), (2, 'b')").replace("(a, b)", "(a, c)"),
        "CREATE TABLE core.x(a INTEGER, b VARCHAR)",
    ],
)
def test_content_tells_tables_apart(other: str) -> None:
    assert content_of(VALUES.format("(1, 'a'), (2, 'b'), (2, 'b')")) != content_of(other)


def test_content_tells_the_last_bit_of_a_number() -> None:
    one, other = (
        "CREATE TABLE core.x AS SELECT 0.1::DOUBLE + 0.2::DOUBLE AS a",
        "CREATE TABLE core.x AS SELECT 0.3::DOUBLE AS a",
    )
    assert content_of(one) != content_of(other)
