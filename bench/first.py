"""One file in a process of its own: `python -m bench.first FILE SOURCE EDITION`, as a command reads it.

Prints the peak memory, in MiB, of the process and of its reader together.
"""

import resource
import sys
from pathlib import Path

from pipelines import readers


def main(path: Path, source_id: str, edition: str) -> None:
    """Read and tidy a file, from the start of the process on."""
    readers.ahead(path)
    from pipelines import catalogue  # noqa: PLC0415 - loaded while the reader loads its own
    from pipelines.layout import options_of  # noqa: PLC0415 - the same
    from pipelines.read.guard import read_apart  # noqa: PLC0415 - the same
    from pipelines.records import tidy_records  # noqa: PLC0415 - the same
    from schemas.layout import RecordsTable  # noqa: PLC0415 - the same

    tables = catalogue.source(source_id).tables_of(edition)
    sheets = read_apart(path.read_bytes(), path.name, options=options_of(tables))
    for table in tables:
        if isinstance(table, RecordsTable) and tidy_records(sheets, table).rows.is_empty():
            raise RuntimeError(f"{path}: no rows")
    readers.end_all()
    peaks = [resource.getrusage(who).ru_maxrss / 1024 for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    print(sum(peaks))


if __name__ == "__main__":
    main(Path(sys.argv[1]), *sys.argv[2:])
