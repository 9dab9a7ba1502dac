"""A PostgreSQL of our own: Debian's binaries, a folder that goes away, loopback only, never as root."""

import os
import pwd
import secrets
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_ACCOUNTS = ("postgres", "nobody")


def binaries() -> Path | None:
    """The folder of the newest server that is installed."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    return found[-1].parent if found else None


@contextmanager
def server(programs: Path) -> Iterator[str]:
    """The address of a running server, as long as the block lasts."""
    folder = Path(tempfile.mkdtemp(prefix="oscec-postgres-"))
    account = _account()
    if account:
        shutil.chown(folder, *account)
    password, port = secrets.token_hex(16), _free_port()
    secret = folder / "password"
    secret.write_text(password, encoding="ascii")
    secret.chmod(0o644)
    try:
        _run(programs / "initdb", "-D", folder / "data", "-U", "oscec", "-A", "md5", "--no-sync",
             "-E", "UTF8", "--locale=C", "--pwfile", secret, account=account)  # fmt: skip
        options = f"-p {port} -k {folder} -c listen_addresses=127.0.0.1 -c fsync=off"
        _run(programs / "pg_ctl", "-D", folder / "data", "-o", options, "-l", folder / "log", "-w", "start",
             account=account)  # fmt: skip
        try:
            yield f"postgresql://oscec:{password}@127.0.0.1:{port}/postgres"
        finally:
            _run(programs / "pg_ctl", "-D", folder / "data", "-m", "immediate", "-w", "stop", account=account)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _run(*command: object, account: tuple[int, int] | None) -> None:
    as_account = {"user": account[0], "group": account[1], "extra_groups": ()} if account else {}
    done = subprocess.run(
        list(map(str, command)),
        check=False,
        capture_output=True,
        text=True,
        cwd="/",
        **as_account,  # type: ignore[call-overload]
    )
    assert done.returncode == 0, f"{command[0]}: {done.stdout}{done.stderr}"


def _account() -> tuple[int, int] | None:
    """An account without rights where we are root: the server refuses to run as root."""
    if os.geteuid() != 0:
        return None
    found = [each for each in pwd.getpwall() if each.pw_name in _ACCOUNTS]
    best = min(found, key=lambda each: _ACCOUNTS.index(each.pw_name))
    return best.pw_uid, best.pw_gid


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
        return port
