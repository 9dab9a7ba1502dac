"""Texts of a release: always written the same way."""

import json


def as_json(told: object) -> bytes:
    """A JSON document for people and machines: keys as given, signs as they are, a line end last."""
    return (json.dumps(told, indent=1, ensure_ascii=False, allow_nan=False) + "\n").encode()


def as_markdown(title: str, paragraphs: list[str]) -> bytes:
    """A page of Markdown."""
    return ("\n\n".join([f"# {title}", *paragraphs]) + "\n").encode()


def in_table(heads: list[str], rows: list[list[str]]) -> str:
    """A table of Markdown; a line that would end a field is written as it is meant."""
    every = [heads, ["---"] * len(heads), *rows]
    return "\n".join("| " + " | ".join(each.replace("|", "\\|") for each in row) + " |" for row in every)
