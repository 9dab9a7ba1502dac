"""XML by declared paths; what could draw in other files is refused."""

from typing import Any

import pytest
from pydantic import ValidationError

from pipelines.read import ReadOptions, Unreadable, read
from schemas.read_as import ReadAs, XmlRows
from tests.support.sheets import texts

FIELDS = {"Nr": "@id", "Day": "date", "Age": "victim/age", "Unit": "victim/@unit"}
TEXT = """<export xmlns="urn:x" xmlns:v="urn:v"><meta><case id="no"/></meta><!-- c -->
<cases><case id="1"><date>2024-03-01</date><v:victim unit="years"><v:age>14</v:age></v:victim></case>
<case id="2"><date><![CDATA[ 2 & 3 ]]></date><victim/></case><other/><case id=" "/></cases></export>"""
WANT = {
    0: list(FIELDS),
    1: ["1", "2024-03-01", "14", "years"],
    2: ["2", " 2 & 3 ", None, None],
}


def options(rows: str = "export/cases/case", **fields: str) -> ReadOptions:
    return ReadOptions(read_as=ReadAs(xml=XmlRows(rows=rows, fields=fields or FIELDS)))


def refused(text: str | bytes, declared: ReadOptions) -> Unreadable:
    with pytest.raises(Unreadable) as told:
        read(text.encode() if isinstance(text, str) else text, "x.xml", options=declared)
    return told.value


@pytest.mark.parametrize("start", ["", '<?xml version="1.0"?>\n', "\n<!-- from the office -->"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_declared_fields_are_the_columns(start: str, encoding: str) -> None:
    assert texts(read(f"{start}{TEXT}".encode(encoding), "x.xml", options=options())[0]) == WANT


def test_declared_code_page_of_the_file_holds() -> None:
    content = '<?xml version="1.0" encoding="windows-1250"?><a><b>žluť</b></a>'.encode("windows-1250")
    assert texts(read(content, "x", options=options("a/b", text="."))[0])[1] == ["žluť"]


def test_root_may_be_the_record_and_a_table_element_is_no_page() -> None:
    assert texts(read(b"<table><td>1</td></table>", "x", options=options("table", cell="td"))[0]) == {
        0: ["cell"],
        1: ["1"],
    }


def test_undeclared_xml_is_refused_with_what_to_declare() -> None:
    told = refused(TEXT, ReadOptions())
    assert told.finding_id == "file-not-tabular"
    assert "read_as.xml" in told.detail


@pytest.mark.parametrize(
    ("declared", "cause"),
    [
        (options("export/nothing"), "without an element export/nothing"),
        (options("other"), "without an element other"),
        (options("export", c="cases/case"), "more than once"),
        (options("export/cases/case", c="victim"), "record 1 holds other elements in victim"),
    ],
)
def test_path_that_does_not_lead_to_one_text_is_refused(declared: ReadOptions, cause: str) -> None:
    told = refused(TEXT, declared)
    assert told.finding_id == "file-not-tabular"
    assert cause in told.detail


@pytest.mark.parametrize(
    "text",
    [
        TEXT[:200],
        "<export><cases></export>",
        '<?xml version="1.0" encoding="no-such"?><a/>',
        '<!DOCTYPE a [<!ENTITY e SYSTEM "file:///etc/passwd">]><a><b>&e;</b></a>',
        '<!DOCTYPE a [<!ENTITY e "12"><!ENTITY f "&e;&e;">]><a><b>&f;</b></a>',
        '<!DOCTYPE a SYSTEM "http://a.example/a.dtd"><a/>',
        "<a>&undefined;</a>",
    ],
)
def test_damaged_or_unsafe_file_is_unreadable(text: str) -> None:
    assert refused(text, options("a/b", text=".")).finding_id == "file-unreadable"


@pytest.mark.parametrize(
    "told",
    [
        {"rows": "", "fields": FIELDS},
        {"rows": "/a", "fields": FIELDS},
        {"rows": "a//b", "fields": FIELDS},
        {"rows": "a", "fields": {}},
        {"rows": "a", "fields": {"x": "b[1]"}},
        {"rows": "a", "fields": {"x": "@b/c"}},
    ],
)
def test_path_that_says_too_little_or_too_much_is_no_declaration(told: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        XmlRows.model_validate(told)


def test_one_file_is_read_in_one_way() -> None:
    with pytest.raises(ValidationError, match="one way"):
        ReadAs(xml=XmlRows(rows="a", fields={"x": "."}), fixed_width=[1])


def test_an_attribute_that_stands_twice_under_two_namespaces_is_refused() -> None:
    told = refused('<a xmlns:n="urn:n"><b n:c="1" c="2"/></a>', options("a/b", c="@c"))

    assert "holds @c more than once" in told.detail


@pytest.mark.parametrize(
    ("text", "records"), [('<a><b c="1"><D>5</D></b><b c="2"/></a>', 1), ('<a><b c="1" x="2"/><b d="3"/></a>', 2)]
)
def test_parts_of_records_that_no_field_names_are_told(text: str, records: int) -> None:
    [sheet] = read(text.encode(), "x.xml", options=options("a/b", c="@c", d="d"))

    assert sheet.notes == (f"{records} records hold elements or attributes that no field names, not read",)
    assert not read(TEXT.encode(), "x.xml", options=options())[0].notes
