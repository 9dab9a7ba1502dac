"""`oscec scope`: every record of every source under every definition, with the element that decides."""

from tests.cli.conftest import FIGURES, MODEL, Oscec


def test_every_record_stands_once_under_every_definition(snapshot: Oscec) -> None:
    told = snapshot("scope", MODEL, "--json").told
    query = f"SELECT source_id, count(*) AS records FROM core.incident WHERE source_id = '{MODEL}' GROUP BY ALL"  # noqa: S608
    [counted] = snapshot("query", query, "--json").told["rows"]

    sums = {name: sum(each["records"] for each in told if each["definition"] == name) for name in
            {each["definition"] for each in told}}  # fmt: skip
    assert set(sums.values()) == {counted["records"]}
    assert len(sums) == 4
    assert all(each["deciding"] and each["reasons"] for each in told if each["scope"] != "IN")


def test_figures_are_judged_by_what_their_source_declares(snapshot: Oscec) -> None:
    done = snapshot("scope", FIGURES)
    told = snapshot("scope", FIGURES, "--json").told

    assert done.code == 0
    assert "EUROPOL_2017, CHILD: The victim is a child." in done.out
    assert {(each["scope"], each["records"]) for each in told} == {("UNDETERMINED", None)}
    assert next(each["deciding"] for each in told if each["definition"] == "EUROPOL_2017") == [
        "MATERIAL", "VALUE", "CHILD",
    ]  # fmt: skip


def test_wrong_input_is_named(snapshot: Oscec) -> None:
    done = snapshot("scope", "xa_none")
    assert done.code == 2
    assert "There is no source xa_none; `oscec sources` lists them." in done.err
