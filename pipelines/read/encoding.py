"""Bytes to text: byte order mark, declared code page, UTF-8, shape of UTF-16, then the code page that reads best."""

import codecs
import io
import re
from functools import cache

from pipelines.read import code_pages
from pipelines.read.cells import Unreadable
from pipelines.read.marks import Content, is_utf8

_BOMS = (
    (codecs.BOM_UTF32_LE, "utf-32"), (codecs.BOM_UTF32_BE, "utf-32"), (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"),
)  # fmt: skip
_HIGH = re.compile(rb"[\x80-\xff]")
_SAMPLE = 20_000
_FEW, _HEAD = 4, 2_000
_ASCII = bytes(range(128)).decode()
_SHARE = 0.2
_PIECE = 1 << 18  # bytes that stay near the processor


def is_cut_like_ascii(content: Content, declared: str) -> bool:
    """Whether every byte of the declared code page is a sign of its own and the lower half is ASCII."""
    is_marked = bytes(content[:4]).startswith(tuple(bom for bom, _ in _BOMS))
    return not is_marked and _signs(declared)[: len(_ASCII)] == _ASCII


@cache
def _signs(encoding: str) -> str:
    """The sign of every byte; nothing where a byte waits for another."""
    try:
        b"a".decode(encoding)  # refuses what Python knows under such a name and is no code page
    except (LookupError, UnicodeError):
        return ""
    signs = [_sign(encoding, byte) for byte in range(256)]
    return "".join(signs) if all(len(sign) == 1 for sign in signs) else ""


def _sign(encoding: str, byte: int) -> str:
    try:
        return codecs.getincrementaldecoder(encoding)().decode(bytes([byte]))
    except UnicodeError:
        return "\ufffd"  # a byte without a meaning, which is told where it occurs


def decode(content: bytes, declared: str | None) -> str:
    """Text of the bytes, without byte order marks. Raises Unreadable where no code page can be trusted."""
    marked = next((name for bom, name in _BOMS if content.startswith(bom)), None)
    if marked == "utf-32":
        raise Unreadable("encoding-differs", "in an encoding we read: it is UTF-32")
    shape = marked or _utf16_shape(content)
    for encoding in (shape, declared):
        if encoding is not None:
            return _strictly(content, encoding)
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as error:
        return _strictly(content, _best(content, error.start))


def guessed(content: Content, declared: str | None) -> str | None:
    """The code page that bytes are read in because it reads best; None where something says which it is."""
    head = bytes(content[:_HEAD])
    if declared or any(head.startswith(bom) for bom, _ in _BOMS) or _utf16_shape(head) or is_utf8(content):
        return None
    return _best(bytes(content), 0)  # where it cannot be told, reading has said so, and where


def in_utf8(content: bytes, declared: str | None) -> bytes:
    """The same text in UTF-8; a declared code page is read piece by piece, which spares a second large text."""
    if declared is None or any(content.startswith(bom) for bom, _ in _BOMS) or _utf16_shape(content):
        return decode(content, declared).encode()
    whole, data = io.BytesIO(), memoryview(content)
    try:
        decoder = codecs.getincrementaldecoder(declared)()
        for start in range(0, len(content), _PIECE):
            whole.write(decoder.decode(data[start : start + _PIECE]).encode())
        whole.write(decoder.decode(b"", final=True).encode())
    except (UnicodeDecodeError, LookupError):
        return _strictly(content, declared).encode()
    return whole.getvalue()


def _strictly(content: bytes, encoding: str) -> str:
    try:
        return content.decode(encoding).lstrip("\ufeff")
    except UnicodeDecodeError as error:
        raise Unreadable("encoding-differs", f"{encoding} (byte {error.start + 1})") from error
    except LookupError as error:
        raise Unreadable("encoding-differs", f"in an encoding we know: {encoding}") from error


def _utf16_shape(content: bytes) -> str | None:
    """UTF-16 without a mark: every other byte of Western text is zero."""
    head = content[:_HEAD]
    half = len(head) // 2
    zeros = (head[::2].count(0), head[1::2].count(0))
    if half < _FEW or max(zeros) < half * 0.6 or min(zeros) > half * 0.1:
        return None
    return "utf-16-le" if zeros[1] > zeros[0] else "utf-16-be"


def _best(content: bytes, first_bad: int) -> str:
    """The code page that reads best. Raises Unreadable where none can be trusted."""
    line = content.count(b"\n", 0, first_bad) + 1
    lines = [each for each in content.splitlines() if _HIGH.search(each)]
    whole = sum(map(_is_utf8, lines))
    if whole > 1 and whole > len(lines) * _SHARE:
        detail = f"in one encoding: parts are UTF-8 and parts are not, first at byte {first_bad + 1}, line {line}"
        raise Unreadable("encoding-differs", detail)
    fit = code_pages.fitting(_telling(content, lines))
    if fit is None or fit.by_sign < code_pages.LEAST_FIT:
        detail = f"in an encoding that can be told: byte {first_bad + 1} on line {line} is not UTF-8"
        raise Unreadable("encoding-differs", detail)
    if fit.rivals:
        pages = ", ".join(fit.rivals)
        detail = f"in an encoding that can be told: it reads about as well in {pages} as in {fit.page}, and differs"
        raise Unreadable("encoding-differs", detail)
    return fit.page


def _telling(content: bytes, lines: list[bytes]) -> bytes:
    """Lines enough to tell: the first ones, the first beyond ASCII, and others with a byte that none had so far."""
    kept, size, seen = content[:_SAMPLE].splitlines()[:-1], 0, set[bytes]()
    for line in lines:
        fresh = set(_HIGH.findall(line)) - seen
        if size < _SAMPLE or fresh:
            kept.append(line[:_SAMPLE])
            size += len(line)
            seen |= fresh
    return b"\n".join(kept)


def _is_utf8(line: bytes) -> bool:
    try:
        line.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True
