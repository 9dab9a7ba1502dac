"""`python -m bench [--scale 1.0]`: every benchmark, as ratios measured in one run."""

import argparse
import os

from bench import disclosure, intake, log, marts, rebuilt, returned, rules, verdicts

LARGE = {
    "OSCEC_LIMIT_FILE_BYTES": "2000000000",
    "OSCEC_LIMIT_TEXT_BYTES": "4000000000",
    "OSCEC_LIMIT_UNPACKED_BYTES": "4000000000",
    "OSCEC_LIMIT_CELLS": "100000000",
    "OSCEC_LIMIT_MEMORY_BYTES": "16000000000",
    "OSCEC_LIMIT_SECONDS": "600",
}  # a benchmark is larger than anything an office may send


def main() -> None:
    """Run the benchmarks at the chosen scale; 1.0 takes some minutes on two cores."""
    parser = argparse.ArgumentParser("python -m bench")
    parser.add_argument("--scale", type=float, default=1.0, help="share of the rows, such as 0.1 for a quick look")
    scale = parser.parse_args().scale
    os.environ |= LARGE
    intake.xlsx_lane(int(100_000 * scale))  # first: the peak of children is that of the largest so far
    intake.csv_lane(int(1_000_000 * scale))
    intake.one_file(int(190_000 * scale), int(100_000 * scale))
    intake.many_files(int(30_000 * scale))
    intake.check_command(3_000)
    returned.annotated_copy(3_000, 300)
    rules.rules(int(1_000_000 * scale))
    marts.whole_build(int(10_000_000 * scale))
    verdicts.every_pair(max(int(200 * scale), 8))
    disclosure.linked_tables(max(int(16 * scale), 4))
    disclosure.whole_warehouse()
    log.acting(int(200 * scale))
    log.verification(int(10_000 * scale))
    rebuilt.from_originals(int(1_000_000 * scale))  # last: it works in a data folder of its own


if __name__ == "__main__":
    main()
