"""The JSON schema for editors is the one of the model."""

import json

from schemas import export


def test_the_committed_schema_is_up_to_date() -> None:
    assert export.PATH.read_text(encoding="utf-8") == export.text(), "run: python -m schemas.export"


def test_short_forms_are_allowed_and_unknown_keys_are_not() -> None:
    kinds = json.loads(export.text())["$defs"]
    assert [each["type"] for each in kinds["LabelMeaning"]["anyOf"]] == ["string", "object"]
    assert [each["type"] for each in kinds["Fact"]["anyOf"]] == ["string", "integer", "object"]
    assert kinds["Edition"]["additionalProperties"] is False
