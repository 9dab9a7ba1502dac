"""How to cite a release: `CITATION.cff` for machines, `citation.txt` for people."""

import json

from pipelines.release.content import Release

CFF_PATH, TEXT_PATH = "CITATION.cff", "citation.txt"


def written(release: Release) -> dict[str, bytes]:
    """Both files."""
    return {CFF_PATH: _cff(release).encode(), TEXT_PATH: f"{text(release)}\n".encode()}


def text(release: Release) -> str:
    """One sentence to put under a table or into a list of references."""
    return (
        f"{release.publisher} ({release.released_on.year}): {release.title}, version {release.number}.0.0,"
        f" {release.released_on.isoformat()}. {release.notice}"
    )


def _cff(release: Release) -> str:
    """CFF 1.2.0; every text is written as JSON, which is YAML as well."""
    told = {
        "cff-version": "1.2.0",
        "message": "Please cite this release, by its version, and the sources of the figures you use.",
        "type": "dataset",
        "title": release.title,
        "version": f"{release.number}.0.0",
        "abstract": f"{release.abstract} {release.notice}",
    }
    lines = [f"{name}: {json.dumps(value, ensure_ascii=False)}" for name, value in told.items()]
    return "\n".join(
        [
            *lines,
            f"date-released: {json.dumps(release.released_on.isoformat())}",
            "authors:",
            f"  - name: {json.dumps(release.publisher)}",
            "references:" if release.sources else "references: []",
            *(line for each in release.sources for line in _reference(each.title, each.publisher)),
            "",
        ]
    )


def _reference(title: str, publisher: str) -> list[str]:
    told = json.dumps(title, ensure_ascii=False), json.dumps(publisher, ensure_ascii=False)
    return ["  - type: data", f"    title: {told[0]}", "    authors:", f"      - name: {told[1]}"]
