"""Details that tests meet: each has to be made by a listed template, or no catalogue could tell it."""

import re
from collections.abc import Iterable

import polars as pl
import pytest

from pipelines.report.details import ANY, SLOT, pattern, separator_of, templates
from schemas import finding

WAREHOUSE = ("figure-", "mart-", "mention-")  # told of the whole warehouse, to analysts and auditors, in English
MAINTAINERS = {"mapping-unapproved", "codelist-unapproved"}  # the same
BLANK = {"file-protected", "number-unreadable"}  # their detail is empty


def to_senders() -> set[str]:
    """Findings that a sender may read, and that say something in `detail`."""
    found = {each.finding_id for each in finding.catalogue().values() if "{detail}" in each.text}
    return {each for each in found if not each.startswith(WAREHOUSE)} - MAINTAINERS


def is_made(detail: str, finding_id: str) -> bool:
    """Whether a template of a finding makes a detail."""
    return any(_makes(template, detail) for template in templates().get(finding_id, ()))


def _makes(template: str, detail: str) -> bool:
    """The same of one template; what it holds of our own words has to be listed too."""
    found = re.fullmatch(pattern(template), detail)
    if found is None:
        return False
    return all(_are_ours(name, text) for name, text in zip(SLOT.findall(template), found.groups(), strict=True))


def _are_ours(name: str, text: str) -> bool:
    separator = separator_of(name)
    return separator is None or all(is_made(each, ANY) for each in text.split(separator))


def watch(patch: pytest.MonkeyPatch) -> None:
    """From here on a finding whose detail no template makes fails the test that meets it."""
    unwatched = finding.of_rows

    def of_rows(finding_id: str, rows: pl.DataFrame) -> pl.DataFrame:
        found = unwatched(finding_id, rows)
        if finding_id in to_senders():
            _check(finding_id, found["detail"].drop_nulls().unique())
        return found

    patch.setattr(finding, "of_rows", of_rows)


def _check(finding_id: str, details: Iterable[str]) -> None:
    lost = [each for each in details if each and not is_made(each, finding_id)]
    assert not lost, f"{finding_id}: no template of schemas/details.csv makes {lost[:3]}"
