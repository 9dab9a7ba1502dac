"""How a command ends: its exit code, and what stops it as one message without a traceback."""

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec

import typer

from interfaces import show

CLEAN, BLOCKED, CANNOT_READ = 0, 1, 2
P = ParamSpec("P")


class CommandError(Exception):
    """What stops a command, in words for the person who typed it."""


def plainly(command: Callable[P, int]) -> Callable[P, None]:
    """Turn a function that returns an exit code into a command; what is wrong with its input becomes one message."""

    @wraps(command)
    def ended(*args: P.args, **options: P.kwargs) -> None:
        try:
            code = command(*args, **options)
        except Exception as error:
            if not _is_expected(error):
                raise
            show.complain(_words(error))
            code = CANNOT_READ
        raise typer.Exit(code)

    return ended


def plainly_said(command: Callable[P, int]) -> Callable[P, None]:
    """Like `plainly`, with what is wrong with an option of an act in words."""

    @wraps(command)
    def checked(*args: P.args, **options: P.kwargs) -> int:
        from pydantic import ValidationError  # noqa: PLC0415 - needed only by acts

        try:
            return command(*args, **options)
        except ValidationError as error:
            told = [f"{'.'.join(map(str, each['loc']))}: {each['msg']}" for each in error.errors()]
            raise CommandError("; ".join(told)) from error

    return plainly(checked)


def _is_expected(error: Exception) -> bool:
    from pipelines.catalogue import SourceError  # noqa: PLC0415 - half a second, needed only where something failed
    from pipelines.register.errors import RegisterError  # noqa: PLC0415 - the same
    from pipelines.release.content import ReleaseError  # noqa: PLC0415 - the same

    expected = CommandError | SourceError | RegisterError | ReleaseError | OSError
    return isinstance(error, expected) and not isinstance(error, BrokenPipeError)


def _words(error: Exception) -> str:
    if isinstance(error, OSError) and error.filename is not None:
        return f"{error.filename}: {error.strerror}"
    return str(error)
