"""Identifiers in columns of which no source says what they hold: they may be case numbers."""

import pytest

from pipelines.identifiers import kinds_in

IBAN = "DE89 3704 0044 0532 0130 00"
MOBILES = [f"0171 {number}" for number in range(2345678, 2345684)]


@pytest.mark.parametrize(
    ("header", "texts", "kind"),
    [
        ("x", ["+49 30 1234567"], "telephone numbers"),
        ("x", MOBILES, "telephone numbers"),
        ("x", [IBAN], "IBANs"),
        ("x", ["first.last(at)police.example"], "e-mail addresses"),
        ("x", ["someone @ example.org"], "e-mail addresses"),
        ("x", ["t.me/someone"], "web addresses"),
        ("x", ["instagram.com/someone"], "web addresses"),
        ("x", ["abcdefgh234567.onion"], "web addresses"),
        ("Nom et prénom", ["Jean Dupont", "Marie Curie"], "names of persons"),
        ("Jméno a příjmení", ["Jan Novák"], "names of persons"),
        ("Vor- und Nachname", ["Anna Weber"], "names of persons"),
        ("VICTIM_NAME", ["ANNA NOVAK"], "names of persons"),
    ],
)
def test_identifiers_are_counted(header: str, texts: list[str], kind: str) -> None:
    assert kinds_in(header, texts) == {kind: len(texts)}


@pytest.mark.parametrize(
    ("header", "texts"),
    [
        ("Case", [f"2024/00{number}" for number in range(1000, 1010)]),
        ("x", [*MOBILES[:3], *(f"case {number}" for number in range(9))]),
        ("Price", ["2 @ 3.50"]),
        ("Platform", ["Omegle.com", "Booking.com"]),
        ("Ratio", ["1.2/3", "z.B. etwas"]),
        ("Count", ["1234567", "12345678"]),
        ("Name of region", ["Bayern", "Hessen"]),
    ],
)
def test_what_only_looks_alike_is_none(header: str, texts: list[str]) -> None:
    assert kinds_in(header, texts) == {}
