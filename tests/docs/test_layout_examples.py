"""Every example of the guide's tables about layout is one that a source file may hold."""

import re
from collections.abc import Iterator
from typing import Annotated, Any

import pytest
from pydantic import BaseModel, TypeAdapter
from pydantic.fields import FieldInfo
from ruamel.yaml import YAML

from schemas.counts import CountsTable
from schemas.layout import Column, Header, PrintedCount, RecordsTable, Sheets
from schemas.read_as import PdfArea
from tests.docs.conftest import ROOT

GUIDE = (ROOT / "docs" / "adding-a-source.md").read_text(encoding="utf-8")
SECTION = GUIDE.partition("### What each format needs")[2].partition("## 4. ")[0]
MODELS: tuple[type[BaseModel], ...] = (RecordsTable, CountsTable, Header, Column, Sheets, PrintedCount, PdfArea)
_CELL = re.compile(r"^\|[^|]*\|(.*)\|$", re.MULTILINE)
_CODE = re.compile(r"`([^`]+)`")


def _examples() -> Iterator[tuple[str, Any]]:
    """Key and value of every code in the second column of a table, and of every YAML block."""
    for text in (code for cell in _CELL.findall(SECTION) for code in _CODE.findall(cell)):
        found = YAML(typ="safe", pure=True).load(text if text.startswith("{") else f"{{{text}}}")
        yield from ((name, value) for name, value in found.items() if value is not None)
    for block in re.findall(r"^```yaml\n(.*?)^```", SECTION, re.MULTILINE | re.DOTALL):
        yield from YAML(typ="safe", pure=True).load(block).items()


EXAMPLES = list(_examples())


def _adapter(name: str) -> TypeAdapter[Any]:
    fields: list[FieldInfo] = [model.model_fields[name] for model in MODELS if name in model.model_fields]
    annotated: Any = Annotated[(fields[0].annotation, *(fields[0].metadata or [None]))]
    return TypeAdapter(annotated)


@pytest.mark.parametrize(("name", "value"), EXAMPLES, ids=[f"{at}-{name}" for at, (name, _) in enumerate(EXAMPLES)])
def test_an_example_of_the_guide_is_what_a_source_file_may_hold(name: str, value: Any) -> None:
    _adapter(name).validate_python(value)


def test_the_examples_show_every_word_of_a_layout() -> None:
    shown = {name for name, _ in EXAMPLES}
    inner = {name for name, value in EXAMPLES if isinstance(value, dict) for name in value}
    missing = (Header.model_fields.keys() | RecordsTable.model_fields.keys()) - shown - inner
    assert missing <= {"table", "kind", "row_key", "unused_columns", "columns", "delimiter", "encoding"}
