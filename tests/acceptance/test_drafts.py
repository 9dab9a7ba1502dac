"""A first draft is mostly right: tables and dialects of real spreadsheets, columns and labels of model countries.

The floors lie just below what was measured, so that a change that makes drafts worse is noticed.
"""

import pytest

from bench import drafts
from tests.support.thorough import some_of

FLOORS = {"region": 0.95, "header rows": 0.95, "encoding": 1.0, "delimiter": 1.0, "all that applies": 0.95}
COLUMNS, LABELS = 1.0, 0.85


@pytest.mark.skipif(not drafts.CORPUS.is_dir(), reason=f"the real spreadsheets are not at {drafts.CORPUS}")
def test_tables_and_dialects_of_real_spreadsheets_are_found_without_help(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OSCEC_LIMIT_SECONDS", "600")
    rows = some_of(drafts.manifest(), 28)
    judged = drafts.judged_files(rows)
    shares = {part: right / of for part, (right, of) in drafts.shares(judged).items()}

    unknown = {row["file"] for row in drafts.manifest() if not drafts.truth_of(row["file"])}

    assert (len(judged), len(drafts.manifest())) == (len(rows), 84)
    assert all(name.endswith((".pdf", ".xml")) for name in unknown), "of every readable table the truth is known"
    assert {part: share for part, share in shares.items() if share < FLOORS[part]} == {}, [
        each for each in judged if not all(each.right.values())
    ]


def test_columns_and_labels_of_the_model_countries_are_suggested() -> None:
    judged = drafts.judged_suggestions(drafts.examples)

    assert len(judged) == 6
    assert sum(each.right_columns for each in judged) >= COLUMNS * sum(each.columns for each in judged)
    assert sum(each.right_labels for each in judged) >= LABELS * sum(each.labels for each in judged)
