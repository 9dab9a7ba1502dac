"""Hints for texts that nobody declared."""

import pytest

from pipelines.suggest import nearest

DECLARED = ["boy 13-15", "boy 15-17", "Messenger", "sexual"]


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("mesenger", "Messenger"),
        ("sexuall", "sexual"),
        ("boys 13-15", "boy 13-15"),
        ("boy 13-16", None),
        ("boy 15-13", None),
        ("telephone", None),
        ("", None),
    ],
)
def test_hint_is_close_in_letters_and_the_same_in_digits(text: str, hint: str | None) -> None:
    assert nearest(text, DECLARED) == (f"; did you mean '{hint}'?" if hint else "")


def test_nothing_declared_gives_no_hint() -> None:
    assert nearest("x", []) == ""
