"""What counts for an edition: the rules in force, those waived there, and the cells corrected there."""

from dataclasses import dataclass

import polars as pl

from pipelines.corrections import Correction
from schemas.rule import book


@dataclass(frozen=True)
class Standing:
    """Ids of the rules in force, and of those put up with in one edition; corrections of it and of what it revises."""

    in_force: frozenset[str]
    waived: frozenset[str] = frozenset()
    corrections: tuple[Correction, ...] = ()

    @property
    def key(self) -> str:
        """The same for the same rules, in one line: what an outcome depends on."""
        rules = f"{' '.join(sorted(self.in_force))} but {' '.join(sorted(self.waived))}"
        return f"{rules} with {self.corrections}" if self.corrections else rules

    def applied(self, found: pl.DataFrame) -> pl.DataFrame:
        """Findings as they count here: one that is waived is told like before and holds nothing back."""
        if not self.waived or found.is_empty():
            return found
        is_waived = pl.col("finding_id").is_in(sorted(self.waived))
        return found.with_columns(severity=pl.when(is_waived).then(pl.lit("warns")).otherwise("severity"))


def shipped() -> Standing:
    """The rules as they ship: nothing promoted since, nothing waived."""
    return Standing(frozenset(rule.rule_id for rule in book().values() if rule.state == "in_force"))
