"""The bar for the size of functions and files, measured over the code itself; complexity is measured by the linter."""

import ast
import re
from functools import cache
from pathlib import Path
from statistics import median, quantiles

ROOT = Path(__file__).parents[2]
PACKAGES = ("schemas", "pipelines", "warehouse", "interfaces", "docs", "bench", "tests")
COMMANDS = "interfaces"  # every option of a command is a parameter of its function

Function = ast.FunctionDef | ast.AsyncFunctionDef


@cache
def _files() -> dict[str, str]:
    paths = (path for name in PACKAGES for path in sorted((ROOT / name).rglob("*.py")))
    return {path.relative_to(ROOT).as_posix(): path.read_text(encoding="utf-8") for path in paths}


@cache
def _functions() -> dict[str, Function]:
    return {
        f"{name}:{node.lineno} {node.name}": node
        for name, text in _files().items()
        for node in ast.walk(ast.parse(text))
        if isinstance(node, Function)
    }


def _lines(function: Function) -> int:
    """Lines of the body, the docstring left out."""
    first = function.body[1:] if ast.get_docstring(function) else function.body
    return (function.end_lineno or 0) - first[0].lineno + 1 if first else 1


def _is_command(name: str, function: Function) -> bool:
    return name.startswith(COMMANDS) and any(
        "command" in (told := ast.unparse(each)) or told == "plainly" for each in function.decorator_list
    )


def _given_by_place(function: Function) -> list[str]:
    names = [each.arg for each in (*function.args.posonlyargs, *function.args.args)]
    return [name for name in names if name not in {"self", "cls"}]


def test_functions_are_small() -> None:
    lines = {name: _lines(function) for name, function in _functions().items()}
    assert {name: count for name, count in lines.items() if count > 60} == {}
    assert median(lines.values()) <= 10
    assert quantiles(lines.values(), n=20)[-1] <= 40


def test_functions_take_few_parameters() -> None:
    counts = {
        name: len(_given_by_place(function)) + len(function.args.kwonlyargs)
        for name, function in _functions().items()
        if not _is_command(name, function)
    }
    assert {name: count for name, count in counts.items() if count > 5} == {}


def test_files_are_small() -> None:
    lines = {name: len(text.splitlines()) for name, text in _files().items()}
    assert {name: count for name, count in lines.items() if count > 400} == {}
    assert median(lines.values()) <= 120


def test_nothing_else_imports_the_tests() -> None:
    imported = re.compile(r"^\s*(?:from|import) tests\b", re.MULTILINE)
    assert [name for name, text in _files().items() if imported.search(text) and not name.startswith("tests/")] == []
