"""Reading opens no file and no connection: a canary beside the reader and a listener on this machine stay untouched."""

import ctypes
import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from pipelines.read import ReadOptions, Unreadable, guard
from pipelines.read.guard import read_apart
from pipelines.sealed import OpeningError, seal_process, sealed
from schemas.read_as import ReadAs, XmlRows
from tests.support.workbooks import ods_text, xlsx_of, zip_of

CANARY = "zzcanary-on-the-disk"
ROWS = [["a", "b"], ["1", "2"]]
ROOT = Path(__file__).parents[2]


@pytest.fixture
def canary(tmp_path: Path) -> Path:
    path = tmp_path / "canary.txt"
    path.write_text(CANARY, encoding="utf-8")
    return path


@pytest.fixture
def listener() -> Iterator[socket.socket]:
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.setblocking(False)  # noqa: FBT003  # the name of the method says what is false
        yield server


def is_untouched(server: socket.socket) -> bool:
    try:
        server.accept()
    except BlockingIOError:
        return True
    return False


def test_nothing_is_opened_while_a_file_is_read(canary: Path, listener: socket.socket) -> None:
    with sealed():
        for attempt in (
            lambda: canary.read_text(encoding="utf-8"),
            lambda: os.open(canary, os.O_RDONLY),
            lambda: (canary.parent / "new.txt").write_text("x", encoding="utf-8"),
            lambda: socket.create_connection(listener.getsockname()),
            lambda: subprocess.run(["true"], check=True),
            lambda: os.system("true"),  # noqa: S605  # it must not run
            canary.unlink,
        ):
            with pytest.raises(OpeningError, match="may open nothing"):
                attempt()
    assert canary.read_text(encoding="utf-8") == CANARY
    assert is_untouched(listener)
    assert [each.name for each in canary.parent.iterdir()] == ["canary.txt"]


def test_code_pages_and_modules_are_loaded_while_a_file_is_read() -> None:
    code = (
        "from pipelines.sealed import sealed\n"
        "with sealed():\n    import colorsys; print('ą'.encode('iso8859_16'), colorsys.__name__)"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)

    assert "colorsys" in done.stdout


@cache
def has_filter() -> bool:
    """Whether a process may have its system calls filtered."""
    code = "import sys; from pipelines.no_sockets import refuse_sockets; sys.exit(not refuse_sockets())"
    return subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False).returncode == 0


def has_landlock() -> bool:
    return sys.platform.startswith("linux") and int(ctypes.CDLL(None).syscall(444, None, 0, 1)) >= 1


@pytest.mark.skipif(not has_landlock(), reason="the kernel has no Landlock")
def test_process_that_reads_is_shut_off_by_the_kernel(canary: Path, listener: socket.socket) -> None:
    code = f"""
import ctypes, socket, sys
from pipelines.sealed import _confine
assert _confine()
libc = ctypes.CDLL(None, use_errno=True)
assert libc.open({os.fsencode(canary)!r}, 0) == -1 and ctypes.get_errno() == 13
assert libc.open({os.fsencode(canary.parent / "new")!r}, 0o101, 0o600) == -1 and ctypes.get_errno() == 13
try:
    socket.create_connection({listener.getsockname()!r})
except PermissionError:
    import polars
    print(polars.DataFrame({{"a": [1]}}).height)
"""
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)

    assert (done.stdout, done.stderr) == ("1\n", "")
    assert is_untouched(listener)


@pytest.fixture
def mailbox() -> Iterator[socket.socket]:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as bound:
        bound.bind(("127.0.0.1", 0))
        bound.settimeout(0.2)
        yield bound


_SENT = """
import ctypes, socket, struct, sys
{sealed}
libc = ctypes.CDLL(None, use_errno=True)
opened = libc.socket(2, 2, 0)
address = struct.pack("=H", 2) + struct.pack("!H4s8x", {port}, bytes([127, 0, 0, 1]))
print(opened >= 0, libc.sendto(opened, b"told", 4, 0, address, len(address)))
"""


def sent_from(code: str, port: int) -> str:
    """What a process of its own says that sends a packet of UDP, past Python and what watches it."""
    whole = _SENT.format(sealed=code, port=port)
    return subprocess.run([sys.executable, "-c", whole], cwd=ROOT, capture_output=True, text=True, check=True).stdout


@pytest.mark.skipif(not has_filter(), reason="the kernel filters no system calls on this machine")
def test_process_that_reads_sends_no_packet(mailbox: socket.socket) -> None:
    """The packet arrives from a process that is not shut off, so that the test would see one."""
    port = mailbox.getsockname()[1]

    assert sent_from("", port) == "True 4\n"
    assert mailbox.recv(10) == b"told"
    assert sent_from("from pipelines.sealed import seal_process; seal_process()", port) == "False -1\n"
    with pytest.raises(TimeoutError):
        mailbox.recv(10)


@pytest.mark.skipif(not has_filter(), reason="the kernel filters no system calls on this machine")
@pytest.mark.parametrize(
    "attempt",
    [
        "socket.create_connection(('127.0.0.1', 9))",
        "socket.socket(socket.AF_UNIX)",
        "socket.socket(socket.AF_INET6, socket.SOCK_DGRAM)",
        "os.execv('/bin/true', ['true'])",
        "os.execve(os.open(sys.executable, os.O_RDONLY), ['x'], {})",
    ],
)
def test_process_without_sockets_makes_none_and_starts_no_program(attempt: str) -> None:
    code = (
        "import os, socket, sys; from pipelines.no_sockets import refuse_sockets\nassert refuse_sockets()\n"
        f"try:\n    {attempt}\nexcept PermissionError: print('refused')"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)

    assert done.stdout == "refused\n"


def test_there_is_nothing_to_shut_where_the_system_cannot(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "darwin")

    assert not seal_process()


def reaching_out(canary: Path, address: str) -> dict[str, bytes]:
    """Files that would draw in another file or call a server, if anything in them were followed."""
    entity = f'<!DOCTYPE a [<!ENTITY e SYSTEM "{canary.as_uri()}"><!ENTITY f SYSTEM "http://{address}/x">]>'
    include = f'<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="{canary.as_uri()}" parse="text"/>'
    table = f"<table><tr><td>a<td>b<tr><td>{include}<td><img src='http://{address}/i'></table>"
    return {
        "entity.xlsx": zip_of({"[Content_Types].xml": b"<a/>", "xl/workbook.xml": f"{entity}<a>&e;</a>".encode()}),
        "entity.ods": zip_of({"content.xml": f"{entity}<a>&e;&f;</a>".encode()}),
        "entity.docx": zip_of({"word/document.xml": f"{entity}<a>&e;&f;</a>".encode()}),
        "entity.xml": f"{entity}<a><b><c>&e;&f;</c></b></a>".encode(),
        "include.xml": f"<a><b><c>x{include}</c></b></a>".encode(),
        "page.html": f"<!DOCTYPE html SYSTEM 'http://{address}/d'><html>{table}</html>".encode(),
        "formula.csv": f'a;b\n=WEBSERVICE("http://{address}");\'{canary}\n'.encode(),
    }


def told(content: bytes, name: str, options: ReadOptions) -> str:
    """All that reading says of a file: its cells, or why there are none."""
    try:
        return str([sheet.cells.rows() for sheet in read_apart(content, name, options=options)])
    except Unreadable as error:
        return error.detail


@pytest.mark.parametrize("apart", [False, True])
def test_no_file_draws_in_another(
    canary: Path, listener: socket.socket, monkeypatch: pytest.MonkeyPatch, *, apart: bool
) -> None:
    if apart:
        monkeypatch.setattr(guard, "is_small", lambda *_: False)
    address = ":".join(map(str, listener.getsockname()))
    options = ReadOptions(read_as=ReadAs(xml=XmlRows(rows="a/b", fields={"c": "c"})))
    for name, content in reaching_out(canary, address).items():
        declared = options if name.endswith(".xml") else ReadOptions()
        assert CANARY not in told(content, name, declared), name
    assert is_untouched(listener)


def _is_traceable() -> bool:
    strace = shutil.which("strace")
    return strace is not None and subprocess.run([strace, "true"], capture_output=True, check=False).returncode == 0


@pytest.mark.slow
@pytest.mark.skipif(not _is_traceable(), reason="strace is not installed or not allowed")
def test_libraries_open_nothing_either(tmp_path: Path) -> None:
    """Seen from outside: between two marks on the error channel no file of data is opened, and no socket."""
    files = {
        "a.xlsx": xlsx_of(ROWS),
        "b.ods": ods_text(ROWS),
        "c.csv": b"a;b\n1;2\n",
        "d.html": b"<table><tr><td>1</table>",
    }
    sent = tmp_path / "sent"
    sent.mkdir()
    for name, content in files.items():
        (sent / name).write_bytes(content)
    code = (
        "import os, sys; from pathlib import Path; from pipelines.read import guard\n"
        "guard.is_small = lambda *_: True  # in place, where the kernel does not help\n"
        "files = {path.name: path.read_bytes() for path in Path(sys.argv[1]).iterdir()}\n"
        "os.write(2, b'READING STARTS')\n"
        "found = [guard.read_apart(content, name) for name, content in files.items()]\n"
        "os.write(2, b'READING ENDS'); print(len(found))"
    )
    log = tmp_path / "trace.log"
    command = ["strace", "-f", "-e", "trace=%file,%network,write", "-o", str(log), sys.executable, "-c", code]
    done = subprocess.run([*command, str(sent)], cwd=ROOT, capture_output=True, text=True, check=True)
    traced = log.read_text(encoding="utf-8").partition("READING STARTS")[2].partition("READING ENDS")[0]
    opened = [line for line in traced.splitlines() if "open" in line or "socket(" in line or "connect(" in line]
    allowed = (sys.prefix, sys.base_prefix, str(ROOT), "/proc/", "/sys/", "/lib", "/usr/lib", "/etc/ld.so.cache")

    assert done.stdout == f"{len(files)}\n"
    assert [line for line in opened if not any(f'"{place}' in line for place in allowed)] == []
    assert [line for line in opened if str(tmp_path) in line] == []
