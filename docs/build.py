"""`python -m docs.build`: write every generated page; a test compares those committed with a fresh build."""

import sys
import tempfile
from pathlib import Path

from docs.generate.analysts import for_analysts
from docs.generate.checks import arithmetic_findings
from docs.generate.codebook import codebook
from docs.generate.derivation import derivation
from docs.generate.findings import findings
from docs.generate.limits import limits
from docs.generate.marts import marts
from docs.generate.method import method
from docs.generate.rule_book import rules
from docs.generate.rules import comparability_rules
from docs.generate.shipped import shipped
from docs.generate.sources import sources

HERE = Path(__file__).parent


def declared_pages() -> dict[str, str]:
    """Pages made from what is declared: file name to text. Takes a moment."""
    return {
        "codebook.md": codebook(),
        "comparability-rules.md": comparability_rules(),
        "findings.md": findings(),
        "limits.md": limits(),
        "marts.md": marts(),
        "rules.md": rules(),
        "sources.md": sources(),
    }


def queried_pages(folder: Path) -> dict[str, str]:
    """Pages that show what a warehouse says, built below `folder`: file name to text. Takes some seconds."""
    with shipped(folder) as warehouse:
        return {
            "arithmetic-findings.md": arithmetic_findings(warehouse),
            "derivation.md": derivation(warehouse, folder),
            "for-analysts.md": for_analysts(warehouse),
            "method.md": method(warehouse),
        }


def main() -> None:
    """Write all pages beside this file and name those that changed."""
    with tempfile.TemporaryDirectory() as folder:
        pages = declared_pages() | queried_pages(Path(folder))
    for name, text in pages.items():
        path = HERE / name
        is_same = path.exists() and path.read_text(encoding="utf-8") == text
        path.write_text(text, encoding="utf-8")
        sys.stdout.write(f"docs/{name}: {'unchanged' if is_same else 'written'}\n")


if __name__ == "__main__":
    main()
