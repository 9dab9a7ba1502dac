"""Which rules count for an edition: those in force, and those waived there."""

from dataclasses import dataclass

import polars as pl

from schemas.rule import book


@dataclass(frozen=True)
class Standing:
    """Ids of the rules in force, and of those that are put up with in one edition."""

    in_force: frozenset[str]
    waived: frozenset[str] = frozenset()

    @property
    def key(self) -> str:
        """The same for the same rules, in one line: what an outcome depends on."""
        return f"{' '.join(sorted(self.in_force))} but {' '.join(sorted(self.waived))}"

    def applied(self, found: pl.DataFrame) -> pl.DataFrame:
        """Findings as they count here: one that is waived is told like before and holds nothing back."""
        if not self.waived or found.is_empty():
            return found
        is_waived = pl.col("finding_id").is_in(sorted(self.waived))
        return found.with_columns(severity=pl.when(is_waived).then(pl.lit("warns")).otherwise("severity"))


def shipped() -> Standing:
    """The rules as they ship: nothing promoted since, nothing waived."""
    return Standing(frozenset(rule.rule_id for rule in book().values() if rule.state == "in_force"))
