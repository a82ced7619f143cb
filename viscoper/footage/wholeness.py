"""Is a file as long as its own headers say? A few bytes are read, never the footage itself.

A recorder that crashes and a copy that breaks off leave a file that opens and plays, but ends early. The container
tells: MP4 by its boxes (ISO 14496-12), MKV by the size of its Segment (RFC 8794), AVI by its RIFF sizes, TS by whole
packets (ISO 13818-1). A live recording that was never closed states no size; then nothing is known to be missing.
"""

import os
import struct
from collections.abc import Callable
from typing import BinaryIO

# A fragmented MP4 has thousands of boxes, each a request on S3: beyond this its end is judged while it is read.
_MAX_BOXES = 500
_EBML, _MKV_SEGMENT = 0x1A45DFA3, 0x18538067
_MP4_FIRST_BOXES = (b"ftyp", b"moov", b"mdat", b"free", b"skip", b"wide", b"styp", b"pnot")


def file_size(stream: BinaryIO) -> int:
    """Size in bytes; the position is left at the start."""
    size = stream.seek(0, os.SEEK_END)
    stream.seek(0)
    return size


def container_of(stream: BinaryIO) -> str | None:
    """'mp4', 'mkv', 'avi' or 'ts' by the first bytes; None for anything else. The position is left at the start."""
    head = _read_at(stream, 0, 1024)
    stream.seek(0)
    if head[4:8] in _MP4_FIRST_BOXES:
        return "mp4"
    if head[:4] == b"\x1a\x45\xdf\xa3":
        return "mkv"
    if head[:4] == b"RIFF" and head[8:12] == b"AVI ":
        return "avi"
    return "ts" if _ts_packet_size(head) else None


def find_cut(stream: BinaryIO, container: str) -> str | None:
    """What shows that the file ends early, as a clause ("its 'mdat' box lacks 512 bytes"), or None when it is whole."""
    checks: dict[str, Callable[[BinaryIO, int], str | None]] = {
        "mp4": _cut_mp4,
        "mkv": _cut_mkv,
        "avi": _cut_avi,
        "ts": _cut_ts,
    }
    cut = checks[container](stream, file_size(stream))
    stream.seek(0)
    return cut


def _cut_mp4(stream: BinaryIO, size: int) -> str | None:
    position, boxes, seen_index = 0, 0, False
    while position + 8 <= size and boxes < _MAX_BOXES:
        head = _read_at(stream, position, 16)
        length, kind = struct.unpack(">I4s", head[:8])
        if length == 1 and len(head) == 16:
            length = struct.unpack(">Q", head[8:])[0]
        elif length == 0:
            length = size - position
        if length < 8 or not kind.isalnum():
            break  # Bytes after the last box that are no box: players ignore them too.
        seen_index |= kind == b"moov"
        position, boxes = position + length, boxes + 1
        if position > size:
            index = "" if seen_index else " and its index"
            return f"its '{kind.decode()}' box lacks {position - size:,} bytes{index}"
    return None if seen_index or boxes == _MAX_BOXES else "its index (the 'moov' box) is missing"


def _cut_mkv(stream: BinaryIO, size: int) -> str | None:
    position = 0
    for expected in (_EBML, _MKV_SEGMENT):
        head = _read_at(stream, position, 12)
        if int.from_bytes(head[:4]) != expected:
            return None
        length, width = _ebml_size(head[4:])
        if length is None:
            return None
        position += 4 + width + length
    return f"it lacks {position - size:,} bytes" if position > size else None


def _ebml_size(data: bytes) -> tuple[int | None, int]:
    """An EBML size and the bytes it takes; None when it is the reserved 'unknown' of live recordings."""
    if not data or not data[0]:
        return None, 1
    width = 9 - data[0].bit_length()
    value = int.from_bytes(data[:width]) & ((1 << 7 * width) - 1)
    return (None if value == (1 << 7 * width) - 1 else value), width


def _cut_avi(stream: BinaryIO, size: int) -> str | None:
    position = 0
    while position + 12 <= size:
        head = _read_at(stream, position, 8)
        length = int.from_bytes(head[4:], "little")
        if head[:4] != b"RIFF" or length == 0 or length >= 0xFFFFFFF0:
            return None
        position += 8 + length
    # Writers differ on whether a padding byte at the very end is counted.
    return f"it lacks {position - size:,} bytes" if position > size + 1 else None


def _cut_ts(stream: BinaryIO, size: int) -> str | None:
    packet = _ts_packet_size(_read_at(stream, 0, 1024))
    return "it ends inside a packet" if packet and size % packet else None


def _ts_packet_size(head: bytes) -> int | None:
    """188 (plain), 192 (with arrival times, as on Blu-ray) or 204 (with parity); None when it is no TS."""
    for packet, first in ((188, 0), (192, 4), (204, 0)):
        marks = head[first::packet]
        if len(marks) >= 3 and set(marks[:5]) == {0x47}:
            return packet
    return None


def _read_at(stream: BinaryIO, position: int, length: int) -> bytes:
    stream.seek(position)
    return stream.read(length)
