"""An installation of its own: the small invented source, published figures, a log, and a snapshot with its manifest."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from bench.model_countries import COUNTRIES, make_delivery, write_delivery
from pipelines import catalogue, home
from pipelines.arrivals import arrivals
from pipelines.orchestration.publishing import ensure_snapshot
from pipelines.submit import submit
from schemas.source import Source
from tests.support.small import csv_of, plant, rows_of
from warehouse.build import current

SOURCES = Path(__file__).parent.parent.parent / "sources"
RECORDS, FIGURES = "xz_test_records", "gb_nca_akeu"
ROWS = rows_of({}, {"Motive": "money"}, {"Age": "13-15"}, {"Demand": "cash;images"}, {"Motive": "test"})


def settle(folder: Path, patch: pytest.MonkeyPatch) -> None:
    """State, keys and two sources below a folder."""
    plant(folder / "sources")
    shutil.copytree(SOURCES / "gb" / FIGURES, folder / "sources" / "gb" / FIGURES, dirs_exist_ok=True)
    for name in ("data", "keys", "sources"):
        patch.setenv(f"OSCEC_{name.upper()}", str(folder / name))
    patch.setenv("OSCEC_ACTOR", "Anna")


def send(content: bytes, file: str, source_id: str, edition: str) -> Source:
    """Submit a file; it must be accepted or known."""
    source = catalogue.source(source_id)
    assert submit(content, file, source=source, edition=edition).receipt
    return source


def send_all() -> None:
    """One delivery of records and one of published figures."""
    send(csv_of(ROWS), "records.csv", RECORDS, "2024")
    sent = SOURCES / "gb" / FIGURES / "examples" / "2016" / "akeu_2016.docx"
    send(sent.read_bytes(), sent.name, FIGURES, "2016")


@pytest.fixture(scope="package")
def countries(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An installation with everything that ships and a delivery of every model country; gives its folder."""
    folder = tmp_path_factory.mktemp("countries")
    with pytest.MonkeyPatch.context() as patch:
        for name in ("data", "keys"):
            patch.setenv(f"OSCEC_{name.upper()}", str(folder / name))
        patch.setenv("OSCEC_SOURCES", str(SOURCES))
        for country in COUNTRIES.values():
            for edition in country.editions:
                write_delivery(make_delivery(country, edition, rows=edition.rows)[0], home.inbox())
        for each in arrivals():
            send(each.path.read_bytes(), each.path.name, each.source_id, each.edition)
        ensure_snapshot()
    return folder


@pytest.fixture
def among_countries(countries: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """That installation, to look at; gives its snapshot."""
    for name in ("data", "keys"):
        monkeypatch.setenv(f"OSCEC_{name.upper()}", str(countries / name))
    monkeypatch.setenv("OSCEC_SOURCES", str(SOURCES))
    found = current(home.warehouse())
    assert found
    return found


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """An installation that the tests of a module share and do not change; gives its snapshot."""
    with pytest.MonkeyPatch.context() as patch:
        settle(tmp_path_factory.mktemp("installed"), patch)
        send_all()
        yield ensure_snapshot()[0]


@pytest.fixture
def own(installed: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of that installation, to be changed; gives its snapshot."""
    shutil.copytree(installed.parent.parent.parent, tmp_path / "own", symlinks=True)
    for name in ("data", "keys", "sources"):
        monkeypatch.setenv(f"OSCEC_{name.upper()}", str(tmp_path / "own" / name))
    return home.warehouse() / installed.name
