"""Editions as partitions: a set a source, which grows as editions arrive, and the runs that cover some of them."""

from collections.abc import Sequence

from dagster import DagsterInstance, DynamicPartitionsDefinition

RANGE_START = "dagster/asset_partition_range_start"
RANGE_END = "dagster/asset_partition_range_end"


def editions_of(source_id: str) -> DynamicPartitionsDefinition:
    """The editions of a source."""
    return DynamicPartitionsDefinition(name=f"{source_id}_edition")


def known_editions(instance: DagsterInstance, source_id: str) -> list[str]:
    """Editions registered so far, in the order in which they came."""
    return list(instance.get_dynamic_partitions(f"{source_id}_edition"))


def ranges(known: Sequence[str], wanted: Sequence[str]) -> list[dict[str, str]]:
    """Tags of the fewest runs that cover the wanted editions and no other; a run covers neighbours."""
    runs: list[list[str]] = []
    for before, edition in zip([None, *known], known, strict=False):
        if edition not in wanted:
            continue
        if before in wanted and runs:
            runs[-1].append(edition)
        else:
            runs.append([edition])
    return [{RANGE_START: run[0], RANGE_END: run[-1]} for run in runs]
