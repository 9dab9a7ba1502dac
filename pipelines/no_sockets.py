"""A process without sockets of its own and without other programs: a filter of system calls, as Linux has it.

Landlock knows TCP only; a name looked up or a packet of UDP would leave the machine all the same. The filter is a
handful of instructions for the kernel (seccomp) and refuses the calls that make a socket, or a ring through which one
could be made, and those that start a program; what a process has open already it keeps.
"""

import ctypes
import errno
import platform
import struct
import sys

_NO_NEW_PRIVILEGES, _SET_SECCOMP, _FILTER = 38, 22, 2  # options of prctl, and a mode
_LOAD, _IF_EQUAL, _IF_AT_LEAST, _RETURN = 0x20, 0x15, 0x35, 0x06  # instructions
_NUMBER_AT, _MACHINE_AT = 0, 4  # where the number of a call and the machine it is made for stand
_OTHER_NUMBERS = 0x40000000  # from here on calls of another convention on the same machine (x32)
_ALLOW, _REFUSE = 0x7FFF0000, 0x00050000 | errno.EACCES
_RING = 425
_CALLS = {  # machine: its mark; socket, execve, execveat
    "x86_64": (0xC000003E, (41, 59, 322, _RING)),
    "aarch64": (0xC00000B7, (198, 221, 281, _RING)),
}


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("instructions", ctypes.c_char_p))


def refuse_sockets() -> bool:
    """Refuse new sockets and programs to this process and its children, for good. False where the system cannot."""
    known = _CALLS.get(platform.machine()) if sys.platform.startswith("linux") else None
    if known is None:
        return False
    instructions = _instructions(*known)
    program = _Program(len(instructions), b"".join(instructions))
    kernel = ctypes.CDLL(None, use_errno=True)
    kernel.prctl(_NO_NEW_PRIVILEGES, 1, 0, 0, 0)
    return int(kernel.prctl(_SET_SECCOMP, _FILTER, ctypes.byref(program), 0, 0)) == 0


def _instructions(machine: int, refused: tuple[int, ...]) -> list[bytes]:
    """Refuse calls made for another machine or convention, then the named ones; allow all others."""
    refuse = _instruction(_RETURN, _REFUSE)
    return [
        _instruction(_LOAD, _MACHINE_AT),
        _instruction(_IF_EQUAL, machine, skip_if_so=1),
        refuse,
        _instruction(_LOAD, _NUMBER_AT),
        _instruction(_IF_AT_LEAST, _OTHER_NUMBERS, skip_if_not=1),
        refuse,
        *(each for call in refused for each in (_instruction(_IF_EQUAL, call, skip_if_not=1), refuse)),
        _instruction(_RETURN, _ALLOW),
    ]


def _instruction(code: int, value: int, *, skip_if_so: int = 0, skip_if_not: int = 0) -> bytes:
    return struct.pack("=HBBI", code, skip_if_so, skip_if_not, value)
