"""Films whose every frame tells its number, and an S3 server that fails on demand."""

import http.client
import http.server
import socket
import socketserver
import struct
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path
from typing import Any, BinaryIO
from urllib.parse import urlsplit

import av
import numpy as np
import pytest
from numpy.typing import NDArray

CELL = 16
BITS = 10


def draw(number: int, width: int, height: int) -> NDArray[np.uint8]:
    """A picture with `number` in black and white cells along its top, and something that moves below."""
    image = np.full((height, width, 3), 90, np.uint8)
    for bit in range(BITS):
        image[:CELL, bit * CELL : (bit + 1) * CELL] = 235 if number >> bit & 1 else 20
    left = number * 5 % (width - 20)
    image[CELL + 8 : CELL + 28, left : left + 20] = (40, 160, 230)
    return image


def number_in(image: NDArray[np.uint8]) -> int:
    """The number that `draw` put into the picture."""
    cells = [image[4 : CELL - 4, bit * CELL + 4 : (bit + 1) * CELL - 4].mean() > 127 for bit in range(BITS)]
    return sum(1 << bit for bit, white in enumerate(cells) if white)


@dataclass
class Film:
    """Writes a test film; `times_ms` overrides the even spacing of `fps`."""

    codec: str = "libx264"
    frames: int = 50
    fps: int = 25
    width: int = 192
    height: int = 96
    options: dict[str, str] = field(default_factory=dict)
    container_options: dict[str, str] = field(default_factory=dict)
    times_ms: Sequence[int] | None = None
    rotation: int = 0
    sound: bool = False
    noise: bool = False
    """Adds noise below, so that the pictures, not the headers, make up the file."""

    def write(self, path: Path) -> Path:
        self._write(str(path), None)
        return path

    def write_unclosed(self, path: Path, format: str) -> Path:
        """As it lies on disk when its writer never went back to fill in sizes and duration."""
        with path.open("wb") as target:
            self._write(_Pipe(target), format)
        return path

    def _write(self, target: Any, format: str | None) -> None:
        with av.open(target, "w", format=format, options=self.container_options) as container:
            stream = container.add_stream(self.codec, rate=self.fps, options=self.options)
            stream.width, stream.height = self.width, self.height
            stream.pix_fmt = "yuvj420p" if self.codec == "mjpeg" else "yuv420p"
            if self.times_ms is not None:
                stream.codec_context.time_base = Fraction(1, 1000)
            if self.codec == "libx265":
                stream.options = {"x265-params": f"log-level=none:{self.options.get('x265', '')}"}
            if self.rotation:
                stream.set_display_rotation(self.rotation)
            tone = container.add_stream("mp2", rate=48000) if self.sound else None
            for number in range(self.frames):
                image = draw(number, self.width, self.height)
                if self.noise:
                    half = self.height // 2
                    image[half:] = np.random.default_rng(number).integers(0, 255, (half, self.width, 1))
                frame = av.VideoFrame.from_ndarray(image, format="bgr24")
                if self.times_ms is not None:
                    frame.pts, frame.time_base = self.times_ms[number], Fraction(1, 1000)
                container.mux(stream.encode(frame))
                if tone is not None:
                    container.mux(tone.encode(_silence(number)))
            for written in (stream, tone) if tone is not None else (stream,):
                container.mux(written.encode(None))


class _Pipe:
    """Takes bytes and cannot go back."""

    def __init__(self, target: BinaryIO) -> None:
        self.write = target.write


def _silence(number: int) -> av.AudioFrame:
    frame = av.AudioFrame.from_ndarray(np.zeros((1, 1152 * 2), np.int16), format="s16", layout="stereo")
    frame.sample_rate, frame.pts = 48000, number * 1152
    return frame


@pytest.fixture
def film() -> type[Film]:
    return Film


@pytest.fixture
def number_of() -> Callable[[NDArray[np.uint8]], int]:
    return number_in


class FaultyProxy(http.server.ThreadingHTTPServer):
    """Stands before an S3 server. Every entry of `faults` spoils one request: an HTTP status, 'reset' (the connection
    breaks before the answer), 'break' (in the middle of the body), 'stall' (no answer for `stall_s`)."""

    daemon_threads = True
    stall_s = 1.0

    def __init__(self, upstream: str) -> None:
        super().__init__(("127.0.0.1", 0), _Forward)
        self.upstream = urlsplit(upstream).netloc
        self.faults: deque[int | str] = deque()
        self.drop_headers: set[str] = set()
        self.requests = 0
        self.bytes_sent = 0

    def server_bind(self) -> None:
        """Without the look-up of this machine's name, which takes seconds where there is no name server."""
        socketserver.TCPServer.server_bind(self)
        self.server_name, self.server_port = self.server_address[:2]

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that hangs up is part of these tests."""


class _Forward(http.server.BaseHTTPRequestHandler):
    server: FaultyProxy
    protocol_version = "HTTP/1.1"  # Otherwise clients wait a second for leave to send a body.

    def _forward(self) -> None:
        self.server.requests += 1
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        fault = self.server.faults.popleft() if self.server.faults else None
        if fault == "stall":
            time.sleep(self.server.stall_s)
        if fault in ("reset", "stall"):
            return self._reset()
        if isinstance(fault, int):
            self.send_response(fault)
            self.send_header("Content-Length", "0")
            return self.end_headers()
        headers = {k: v for k, v in self.headers.items() if k.lower() not in self.server.drop_headers | {"expect"}}
        upstream = http.client.HTTPConnection(self.server.upstream)
        upstream.request(self.command, self.path, body, headers)
        answer = upstream.getresponse()
        self._answer(answer, cut=fault == "break")
        upstream.close()

    def _answer(self, answer: http.client.HTTPResponse, cut: bool) -> None:
        data = answer.read()
        self.send_response_only(answer.status)
        for name, value in answer.getheaders():
            if name.lower() not in ("content-length", "transfer-encoding", "connection"):
                self.send_header(name, value)
        length = answer.getheader("Content-Length") if self.command == "HEAD" else str(len(data))
        self.send_header("Content-Length", length or "0")
        self.end_headers()
        self.wfile.write(data[: len(data) // 2] if cut else data)
        self.server.bytes_sent += len(data)
        if cut:
            self._reset()

    def _reset(self) -> None:
        self.close_connection = True
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.connection.close()

    do_GET = do_PUT = do_POST = do_HEAD = do_DELETE = _forward

    def log_message(self, format: str, *args: object) -> None:
        """Requests are not news."""


@pytest.fixture
def proxy(s3_root: str, s3_endpoint: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[FaultyProxy]:
    """A proxy that the AWS_* variables lead to; the bucket of `s3_root` lies behind it."""
    with FaultyProxy(s3_endpoint) as server:
        threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        monkeypatch.setenv("AWS_ENDPOINT_URL", server.url)
        yield server
        server.shutdown()
