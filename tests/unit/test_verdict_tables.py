"""The matrix names who is compared with whom; the table below says why not further."""

import io

from rich.console import Console
from rich.table import Table

from interfaces.verdicts import Pair, matrix, reasons

WORST = Pair("xa 2024", "xb 2024", "NOT_COMPARABLE", ("They differ.", "Much."), (), "NOT_COMPARABLE")
BETTER = Pair("xa 2024", "xb 2024", "BOUNDS_ONLY", ("A little.",), ("Mend it",), "COMPARABLE")
FINE = Pair("xb 2024", "xc 2024", "COMPARABLE", (), (), "COMPARABLE")


def shown(table: Table) -> list[list[str]]:
    """The words of a table, line by line."""
    out = io.StringIO()
    Console(file=out, width=160).print(table)
    return [line.split() for line in out.getvalue().splitlines() if line.split()]


def test_the_matrix_is_symmetric_and_shows_the_worst() -> None:
    lines = shown(matrix([WORST, BETTER, FINE]))
    assert lines[0] == ["A", "B", "C"]
    assert lines[2] == ["A", "xa", "2024", "-", "not", "comparable"]
    assert lines[3] == ["B", "xb", "2024", "not", "comparable", "-", "comparable"]
    assert lines[4] == ["C", "xc", "2024", "comparable", "-"]


def test_reasons_leave_out_what_is_comparable_and_say_what_lifts_the_rest() -> None:
    lines = [" ".join(line) for line in shown(reasons([FINE, WORST, BETTER, BETTER]))]
    assert lines[2:] == [
        "A-B not comparable They differ; Much nothing the same",
        "A-B bounds only A little Mend it comparable",
    ]


def test_undeclared_facts_are_named_once_by_what_would_lift_them() -> None:
    facts = ("universe", "window")
    repairs = (*(f"Declare the fact: {fact}" for fact in facts), "Merge the age bands")
    pair = Pair("xa", "xb", "UNKNOWN", tuple(f"The {fact} is not declared." for fact in facts), repairs, "WITH_NOTE")
    (line,) = (" ".join(line) for line in shown(reasons([pair]))[2:])
    told = "2 facts are not declared Declare the fact: universe, window; Merge the age bands with a note"
    assert line == f"A-B unknown {told}"


def test_more_than_26_names_have_two_letters() -> None:
    pairs = [Pair("x00", f"x{at:02}", "COMPARABLE", (), (), "COMPARABLE") for at in range(1, 28)]
    letters = shown(matrix(pairs))[0]
    assert letters[25:] == ["Z", "AA", "AB"]


def test_control_signs_of_a_name_do_not_reach_the_terminal() -> None:
    pair = Pair("xa\x1b[2J", "xb", "UNKNOWN", ("x\x07.",), (), "UNKNOWN")
    told = str(shown(matrix([pair]))) + str(shown(reasons([pair])))
    assert "\x1b" not in told
    assert "\x07" not in told
