"""A threshold in place of a provider's own counts once a second person approved the list as it is."""

from datetime import date

import pytest

from pipelines.register import log, overrides, versions
from pipelines.register.errors import DeniedError
from schemas import disclosure, table

pytestmark = pytest.mark.usefixtures("register")
LIST = ({"source_id": "xz_test_records", "frequency_threshold": "6", "reason": "agreed with the publisher"},)


@pytest.fixture
def listed(monkeypatch: pytest.MonkeyPatch) -> None:
    """One override in the list."""
    monkeypatch.setattr(disclosure, "rows", lambda name: LIST if name == disclosure.OVERRIDES else table.rows(name))


@pytest.mark.usefixtures("listed")
def test_it_takes_two(monkeypatch: pytest.MonkeyPatch) -> None:
    assert overrides.in_force() == {}
    versions.propose("rule", disclosure.OVERRIDES, valid_from=date(2024, 1, 1), valid_to=None)
    assert overrides.in_force() == {}
    with pytest.raises(DeniedError, match="who proposes a version cannot approve it"):
        versions.approve("rule", disclosure.OVERRIDES)
    monkeypatch.setenv("OSCEC_ACTOR", "Berta")
    versions.approve("rule", disclosure.OVERRIDES)

    assert overrides.in_force() == {"xz_test_records": 6}
    told = [(entry.act, entry.who, entry.object.split()[1]) for entry in log.entries()]
    assert told[0][:1] == ("propose-version",)
    assert told[-1] == ("approve-version", "Berta", disclosure.OVERRIDES)


def test_an_override_needs_a_reason(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(disclosure, "rows", lambda _: ({**LIST[0], "reason": ""},))

    with pytest.raises(ValueError, match="reason"):
        disclosure.overrides()


def test_none_ship() -> None:
    assert disclosure.overrides() == ()
