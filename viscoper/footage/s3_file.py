"""An S3 object as a seekable file, fetched in ranges as it is read."""

import io
from collections import OrderedDict
from collections.abc import Callable
from typing import Any

# Large enough that a request's delay is small beside its transfer, small enough that a few are little memory.
BLOCK_BYTES = 4 << 20
# A demuxer goes back and forth between an index, sound and picture: one block each, and one spare.
_BLOCKS_KEPT = 4


class S3File(io.RawIOBase):
    """Reads through `fetch(first_byte, last_byte) -> bytes`; keeps the latest few blocks, 16 MiB at most."""

    def __init__(self, fetch: Callable[[int, int], bytes], size: int) -> None:
        self._fetch = fetch
        self._size = size
        self._position = 0
        self._blocks: OrderedDict[int, bytes] = OrderedDict()

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._position

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        start = {io.SEEK_SET: 0, io.SEEK_CUR: self._position, io.SEEK_END: self._size}[whence]
        if start + offset < 0:
            raise ValueError("a file has no place before its start")
        self._position = start + offset
        return self._position

    def readinto(self, buffer: Any) -> int:
        if self._position >= self._size:
            return 0
        number, start = divmod(self._position, BLOCK_BYTES)
        piece = self._block(number)[start : start + len(buffer)]
        buffer[: len(piece)] = piece
        self._position += len(piece)
        return len(piece)

    def _block(self, number: int) -> bytes:
        if number not in self._blocks:
            first = number * BLOCK_BYTES
            while len(self._blocks) >= _BLOCKS_KEPT:
                self._blocks.popitem(last=False)
            self._blocks[number] = self._fetch(first, min(first + BLOCK_BYTES, self._size) - 1)
        self._blocks.move_to_end(number)
        return self._blocks[number]
