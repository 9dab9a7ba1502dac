"""What identifies a person blocks the file, by column and count; labels, codes, dates and case numbers do not."""

import random

import polars as pl
import pytest
from stdnum.nl import bsn

from pipelines.deliver import deliver, tidy_delivery
from schemas.shown import shown
from tests.support.small import HEADER, ROW, csv_of, delivered, ids, source_of
from tests.support.workbooks import xlsx_of

IDENTITY = "national identity numbers"
VALID = {
    "AT": ["1237010180", "2618010190"],
    "BE": "85.07.30-033.28",
    "BG": "7523169263",
    "CH": "756.9217.0769.85",
    "CZ": "710319/2745",
    "DE": "36 574 261 809",
    "EE": "36805280109",
    "ES": "54362315-K",
    "ES of foreigners": "X2482300W",
    "FI": "131052-308T",
    "FR": "2 95 10 99 126 111 93",
    "GR": "01013099997",
    "IT": "RCCMNL83S18D969H",
    "NO": "15108695088",
    "PL": "44051401359",
    "RO": "1630615123457",
    "SE": "880320-0016",
    "SI": "0101006500006",
    "TR": "17291716060",
}
SINGLE = {name: text for name, text in VALID.items() if isinstance(text, str)}


def remarks(*texts: str, header: str = "Remarks", **row: str) -> list[tuple[str, str | None, str]]:
    """Column, count and kind of what is found with these texts in an unused column."""
    rows = [[*(ROW | {"Number": f"C-{at}"} | row).values(), text] for at, text in enumerate(texts)]
    source = source_of(unused_columns={header: "text"})
    found = deliver(csv_of(rows, [*HEADER, header], "|"), "a.csv", source=source, edition="2024").findings
    kept = found.filter(finding_id="identifier-in-column")
    return list(kept.select("column_name", "value", "detail").iter_rows())


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("a.b@post.example", "e-mail addresses"),
        ("write to žaneta@pošta.example, she said", "e-mail addresses"),
        ("https://chat.example/u/12", "web addresses"),
        ("see www.example.org", "web addresses"),
        ("192.168.17.4", "IP addresses"),
        ("2001:db8::8a2e:370:7334", "IP addresses"),
        ("+49 170 1234567", "telephone numbers"),
        ("called 0170/1234567 twice", "telephone numbers"),
        ("06 12 34 56 78", "telephone numbers"),
        ("0044 7700 900123", "telephone numbers"),
        ("(555) 234-5678", "telephone numbers"),
        ("DE89 3704 0044 0532 0130 00", "IBANs"),
        ("paid to GB82WEST12345698765432", "IBANs"),
        *((text, IDENTITY) for text in SINGLE.values()),
    ],
)
def test_identifier_in_an_unused_column_blocks_the_file(text: str, kind: str) -> None:
    assert ("Remarks", "2", kind) in remarks("nothing", text, text)


@pytest.mark.parametrize(
    "texts",
    [
        ["2024-03-01", "01/02/2024", "01-02-2024 12:30", "12:30:45", "2023-2024"],
        ["DE89370400440532013001", "GB00WEST12345698765432"],
        ["36805280100", "44051401358", "131052-308A", "RCCMNL83S18D969A"],
        ["08111000", "08 1 11 000", "05711000", "1.234.567", "12 345 678", "46,56 %", "1234567"],
        ["instagram.com", "TikTok", "13-15", "N/A", "boy 13-15; girl 16-17", "99.1.300.4", "1.2.3"],
        ["00012345", "2024/00123", "ABC-2024-000123", "0231.2024.11"],
        ["Bad Homburg", "North Yorkshire", "San Juan", "Not Known", "Social Media", "Martin"],
        ["the child was asked by Anna", "Anna"],
    ],
)
def test_labels_numbers_dates_and_codes_are_no_identifiers(texts: list[str]) -> None:
    assert remarks(*texts) == []


@pytest.mark.parametrize("header", ["Telefon", "Phone number", "Mobile"])
def test_digits_below_a_header_that_says_telephone_are_telephone_numbers(header: str) -> None:
    assert remarks("5551234", "600 123 456", header=header) == [(header, "2", "telephone numbers")]
    assert remarks("5551234", header="Amount") == []


@pytest.mark.parametrize("header", ["Name", "Nachname", "Příjmení", "Επώνυμο", "victim's name"])
def test_names_below_a_header_that_says_so_block(header: str) -> None:
    assert remarks("Kowalczyk", "O'Brien", "Müller-Lüdenscheidt", header=header) == [(header, "3", "names of persons")]


def test_a_column_called_name_that_holds_codes_does_not_block() -> None:
    assert remarks("instagram", "TIKTOK 2", "x", header="Name") == []


def test_full_names_below_any_header_block() -> None:
    names = ["Anna Schmidt", "Novák, Petr", "Maria de Vries", "Γιώργος Παπαδόπουλος"]
    assert remarks(*names, header="Contact") == [("Contact", "4", "names of persons")]


def test_numbers_with_one_check_digit_block_only_where_nearly_all_pass() -> None:
    good = [text for text in (f"{number:09d}" for number in range(100_000_000, 100_000_400)) if bsn.is_valid(text)]
    assert remarks(*good, header="BSN") == [("BSN", str(len(good)), IDENTITY)]
    assert remarks(*good[:4], header="BSN") == []
    assert remarks(*good[:5], *(f"{number}" for number in range(200_000_000, 200_000_020))) == []


def test_case_numbers_that_pass_a_check_by_chance_do_not_block() -> None:
    draw = random.Random(7)  # noqa: S311  # no secret
    for digits in (9, 10, 11, 13):
        numbers = [{"Number": f"{draw.randrange(10 ** (digits - 1), 10**digits)}"} for _ in range(300)]
        assert ids(delivered(*numbers)) == []
    assert ids(delivered(*({"Number": f"{240101 + at}-000{at}"} for at in range(9)))) == []
    assert ids(delivered({"Number": "0231/1234567"})) == []


def test_identity_numbers_as_case_numbers_block() -> None:
    found = delivered(*({"Number": text} for text in ("44051401359", "02070803628", "67040500538"))).findings
    assert found.select("finding_id", "column_name", "value").rows() == [("identifier-in-column", "Number", "3")]


def test_nothing_else_of_a_blocked_file_is_kept_or_told() -> None:
    content = csv_of([[*ROW.values()], ["C-9", "2024-03-01", "Anna Schmidt", "a@b.example", "14", "f"]])
    outcome = deliver(content, "a.csv", source=source_of(), edition="2024")

    assert tidy_delivery(content, "a.csv", source=source_of(), edition="2024").tables == []
    assert not outcome.is_accepted
    assert outcome.findings.select("finding_id", "column_name", "scope").rows() == [
        ("identifier-in-column", "Demand", "edition")
    ]
    assert "b.example" not in outcome.findings.write_csv()


def rows_of_plain() -> list[list[str]]:
    return [list(HEADER), list(ROW.values())]


def test_headers_and_sheet_names_count_and_are_not_repeated() -> None:
    rows = [[*HEADER, "call +49 170 1234567"], [*ROW.values(), "x"]]
    found = deliver(xlsx_of(rows, sheet="Anna Schmidt"), "a.xlsx", source=source_of(), edition="2024").findings

    assert sorted(found.select("column_name", "detail").rows()) == [
        ("G, its header", "telephone numbers"),
        ("sheet names", "a person's name"),
    ]
    assert ids(deliver(xlsx_of(rows_of_plain(), sheet="San Juan"), "a.xlsx", source=source_of(), edition="2024")) == []
    assert not any(word in found.write_csv() for word in ("Anna", "1234567"))


def test_a_column_without_a_header_is_named_by_its_letter() -> None:
    content = csv_of([[*ROW.values(), "a@b.example"]], [*HEADER, ""])
    found = deliver(content, "a.csv", source=source_of(), edition="2024").findings
    assert found["column_name"].to_list() == ["col_G"]


@pytest.mark.parametrize(
    "text",
    [
        *(text for text in SINGLE.values()),
        "Anna Schmidt",
        "Novák, Petr",
        "+49 170 1234567",
        "0555123",
        "1.2.3.4",
        "http://a.example",
        "www.a.example",
        "DE89 3704 0044 0532 0130",
        "AB 12 34 56 C",
    ],
)
def test_no_message_shows_an_identifier(text: str) -> None:
    assert _shown(text).startswith(f"[{len(text)} characters: ")


@pytest.mark.parametrize(
    "text",
    ["31.02.2024", "2019-01-02", "2019-01-02 12:30", "2023-2024", "1,234,567", "Not Known", "in Angeles", "1234567"],
)
def test_messages_show_dates_numbers_and_labels(text: str) -> None:
    assert _shown(text) == text


def _shown(text: str) -> str:
    return str(pl.DataFrame({"value": [text]}).select(shown(pl.col("value"))).item())
