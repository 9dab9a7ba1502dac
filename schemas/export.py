"""`python -m schemas.export`: the model of a source file as JSON schema, for editors that complete and check YAML."""

import json
from pathlib import Path
from typing import Any

from schemas.source import Source

PATH = Path(__file__).parent / "source.schema.json"
_SHORT_FORMS = {"LabelMeaning": ("string",), "Fact": ("string", "integer")}


def text() -> str:
    """The JSON schema. Where a source file may write a plain value for an object, the schema allows both."""
    schema = Source.model_json_schema()
    kinds: dict[str, Any] = schema["$defs"]
    for name, plain in _SHORT_FORMS.items():
        kinds[name] = {"anyOf": [{"type": kind} for kind in plain] + [kinds[name]]}
    schema = {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}
    return json.dumps(schema, indent=1, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    PATH.write_text(text(), encoding="utf-8")
