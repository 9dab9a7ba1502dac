"""Long tests try some of many cases that are alike; `make thorough` (OSCEC_THOROUGH=1) tries every one of them."""

import os
from collections.abc import Sequence
from typing import TypeVar

IS_THOROUGH = bool(os.environ.get("OSCEC_THOROUGH"))
Case = TypeVar("Case")


def some_of(cases: Sequence[Case], at_most: int) -> list[Case]:
    """Cases spread evenly over all, from the first one to the last; every case where the run is thorough."""
    if IS_THOROUGH or len(cases) <= at_most:
        return list(cases)
    if at_most == 1:
        return [cases[0]]
    return [cases[at * (len(cases) - 1) // (at_most - 1)] for at in range(at_most)]
