"""The report of failures as files: HTML with its picture inside, a workbook, JSON, and PDF with the extra."""

import io
import json
import warnings
from typing import Any

import xlsxwriter

from pipelines.report.failures import TABLES, Failures, Told
from pipelines.report.rates import chart, environment

_LITERAL = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False, "in_memory": True}


def as_json(report: Failures) -> bytes:
    """The report for machines."""
    return (json.dumps(report.as_data(), indent=1) + "\n").encode()


def as_html(report: Failures) -> bytes:
    """The report as one page that loads nothing from elsewhere."""
    room = environment()
    room.filters["plain"] = plain
    picture = chart(report.rates, "Share that breaks a rule", is_model=report.told["is_model"]) if report.rates else ""
    tables = {name: getattr(report, name) for name in TABLES}
    broken = [each for each in report.rules if each["numerator"] and each["state"] == "in_force"]
    page = room.get_template("failures.html.j2").render(told=report.told, chart=picture, broken=broken, **tables)
    return page.encode()


def plain(value: object) -> str:
    """A value as a reader expects it: shares to four digits, nothing for what is absent."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return f"{value:.4g}" if isinstance(value, float) else str(value)


def as_workbook(report: Failures) -> bytes:
    """The report as a workbook, a sheet a table."""
    head = {name: value for name, value in report.told.items() if name != "rows"}
    rows = {f"rows_{name}": count for name, count in report.told["rows"].items()}
    tables = {"delivery": [{"what": name, "is": value} for name, value in (head | rows).items()]}
    tables |= {name: getattr(report, name) for name in TABLES}
    return workbook_of(tables | {"rates": [vars(each) for each in report.rates]})


def workbook_of(tables: dict[str, list[Told]]) -> bytes:
    """Tables as a workbook, a sheet each; texts stay texts, whatever they begin with."""
    content = io.BytesIO()
    with xlsxwriter.Workbook(content, _LITERAL) as workbook:
        for name, rows in tables.items():
            _write(workbook, name, rows=rows)
    return content.getvalue()


def _write(workbook: Any, name: str, *, rows: list[Told]) -> None:
    sheet = workbook.add_worksheet(name)
    bold = workbook.add_format({"bold": True})
    heads = list(rows[0]) if rows else ["none"]
    for column, head in enumerate(heads):
        sheet.write_string(0, column, head, bold)
    for at, row in enumerate(rows, start=1):
        for column, head in enumerate(heads):
            _put(sheet, at, column=column, value=row[head])
    sheet.freeze_panes(1, 0)


def _put(sheet: Any, row: int, *, column: int, value: object) -> None:
    if isinstance(value, bool):
        sheet.write_boolean(row, column, value)
    elif isinstance(value, int | float):
        sheet.write_number(row, column, value)
    elif value is not None:
        sheet.write_string(row, column, str(value))


class NoPdfError(Exception):
    """PDF cannot be made here; the message says what is missing."""


def as_pdf(page: bytes) -> bytes:
    """The HTML page as PDF; nothing is fetched for it. Raises NoPdfError without the extra or its system library."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # an optional library for smaller fonts is not installed
        return _printed(page)


def _printed(page: bytes) -> bytes:
    try:
        from weasyprint import HTML  # noqa: PLC0415 - an extra, and a second to import
    except ImportError as error:
        raise NoPdfError("it needs the extra, pip install 'oscec[reports]'") from error
    except OSError as error:
        raise NoPdfError("it needs the system library Pango, which is not installed") from error
    made: bytes = HTML(string=page.decode(), url_fetcher=_fetch_nothing).write_pdf()
    return made


def _fetch_nothing(url: str, *_: object, **__: object) -> dict[str, Any]:
    raise ValueError(f"a report loads nothing, and not {url}")
