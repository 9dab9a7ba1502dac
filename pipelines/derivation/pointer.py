"""Whether the warehouse serves what was published last: a pointer that was set back serves an earlier day as today."""

from pipelines import home
from pipelines.register import ask, record
from pipelines.register.tables import SNAPSHOT
from warehouse.build import current


def set_back() -> list[str]:
    """What is served in place of the last snapshot, in words; empty where that is served, or nothing is."""
    served = current(home.warehouse())
    with record.reading() as register:
        known = {each["snapshot"]: each["sequence"] for each in ask.rows(register, SNAPSHOT)} if register else {}
    last = max(known, key=lambda name: known[name], default=None)
    if served is None or served.name not in known or served.name == last:
        return []
    return [f"{served.name} is served, and {last} was published after it"]
