"""Command line: `python -m bench.model_countries --out DIR [--truth DIR] [--rows N] [--countries XA,XB] [--seed 7]`."""

import argparse
from collections.abc import Sequence
from pathlib import Path

from bench.model_countries.countries import COUNTRIES
from bench.model_countries.deliver import SEED, make_delivery, write_delivery


def main(arguments: Sequence[str] | None = None) -> None:
    """Write the deliveries of the chosen countries and, if asked, the truth behind them."""
    parser = argparse.ArgumentParser("python -m bench.model_countries", description="Invented deliveries of XA to XF.")
    parser.add_argument("--out", type=Path, required=True, help="folder for <source_id>/<edition>/<files>")
    parser.add_argument("--truth", type=Path, help="folder for <source_id>-<edition>.parquet")
    parser.add_argument("--rows", type=int, help="rows an edition (default: the country's own)")
    parser.add_argument("--countries", default=",".join(COUNTRIES), help="for example XA,XF")
    parser.add_argument("--seed", type=int, default=SEED)
    options = parser.parse_args(arguments)
    codes = options.countries.split(",")
    if refusal := _refusal(codes, options.rows):
        parser.error(refusal)
    for code in codes:
        _make_country(code, options)


def _refusal(codes: list[str], rows: int | None) -> str:
    if unknown := [code for code in codes if code not in COUNTRIES]:
        return f"no such model country: {', '.join(unknown)}"
    if rows is not None and rows < 1:
        return "--rows must be at least 1"
    small = [code for code in codes if rows is not None and rows > COUNTRIES[code].max_rows]
    limits = ", ".join(f"{code} holds at most {COUNTRIES[code].max_rows:,} rows" for code in small)
    return f"{limits}; leave it out with --countries" if small else ""


def _make_country(code: str, options: argparse.Namespace) -> None:
    country = COUNTRIES[code]
    for edition in country.editions:
        delivery, truth = make_delivery(country, edition, rows=options.rows or edition.rows, seed=options.seed)
        for path in write_delivery(delivery, options.out):
            print(f"{path}: {delivery.table.height:,} rows")
        if options.truth:
            options.truth.mkdir(parents=True, exist_ok=True)
            truth.write_parquet(options.truth / f"{country.source_id}-{edition.name}.parquet")


if __name__ == "__main__":
    main()
