"""Hints for texts that nobody declared."""

import pytest

from pipelines.suggest import code, likeness, nearest, targets

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


@pytest.mark.parametrize(
    ("header", "language", "target"),
    [
        ("Wiek pokrzywdzonego", "pl", "victim_age"),
        ("Victime | Tranche d'âge", "fr", "victim_age"),
        ("date_received", "en", "reference_date"),
        ("Σχέση με τον δράστη", "el", "relation"),
        ("Bemerkungen", "de", "free_text"),
    ],
)
def test_a_header_names_its_target_in_the_language_of_the_source(header: str, language: str, target: str) -> None:
    assert targets(header, [language])[0].meaning == target


@pytest.mark.parametrize(
    ("label", "dimension", "found"),
    [
        ("Females", "victim_gender", ("F", "EQUAL")),
        ("k. A.", "demand", ("_U", "EQUAL")),
        ("Social network", "platform", ("SOCIAL_NETWORK", "EQUAL")),
        ("money by bank transfer", "demand", ("MONEY", "INEXACT")),
        ("girl 13-15", "victim_gender", None),
        ("unter 14 Jahre", "victim_age", ("Y_LT14", "EQUAL")),
        ("seventeen kangaroos", "demand", None),
    ],
)
def test_a_label_gets_its_code_with_the_relation(label: str, dimension: str, found: tuple[str, str] | None) -> None:
    told = code(label, dimension)
    assert (told and (told.meaning, told.relation)) == found


def test_letters_decide_once_digits_agree() -> None:
    assert likeness("boy 13-15", "girl 13-15") < 50
    assert likeness("boy 13-15", "boys 13-15") > 80
    assert likeness("boy 13-15", "boy 13-16") == 0
