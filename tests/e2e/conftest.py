"""The real program in a home of its own, and short clips of the demo city to feed it."""

import itertools
import json
import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import av
import pytest

FOOTAGE = Path(__file__).parents[2] / "demo" / "footage"
PROGRAM = Path(sys.executable).parent / "viscoper"


@dataclass
class Program:
    """`viscoper` with VISCOPER_HOME at `home`."""

    home: Path
    variables: dict[str, str]

    @property
    def env(self) -> dict[str, str]:
        return {**os.environ, "VISCOPER_HOME": str(self.home), **self.variables}

    def run(self, *words: object) -> subprocess.CompletedProcess[str]:
        return subprocess.run([PROGRAM, *map(str, words)], env=self.env, capture_output=True, text=True, check=False)

    def start(self, *words: object) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            [PROGRAM, *map(str, words)], env=self.env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )

    def ask(self, *words: object) -> Any:
        """The JSON answer of a command that must succeed."""
        done = self.run(*words, "--json")
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)

    def refuse(self, *words: object) -> tuple[int, str]:
        """Exit status and the one line of a command that must fail."""
        done = self.run(*words)
        assert done.returncode != 0, done.stdout
        lines = done.stderr.strip().splitlines()
        assert len(lines) == 1, done.stderr
        return done.returncode, lines[0]


MakeProgram = Callable[..., Program]


@pytest.fixture
def make_program(tmp_path: Path) -> MakeProgram:
    """A program in a fresh home; keywords are further environment variables."""
    numbers = itertools.count()

    def make(**variables: str) -> Program:
        home = tmp_path / f"home{next(numbers)}"
        home.mkdir()
        return Program(home, variables)

    return make


@pytest.fixture
def viscoper(make_program: MakeProgram) -> Program:
    return make_program()


@pytest.fixture(scope="session")
def clips(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Six clips of five seconds, cut from the demo city where somebody passes."""
    folder = tmp_path_factory.mktemp("clips")
    source = FOOTAGE / "haneul-ro-2.mp4"
    return [cut(source, start_s, 5.0, folder / f"from{start_s}.mp4") for start_s in (26, 31, 2, 43, 38, 60)]


def cut(source: Path, start_s: float, seconds: float, target: Path) -> Path:
    """Part of a video, encoded anew as H.264."""
    with av.open(str(source)) as reader, av.open(str(target), "w") as writer:
        stream = reader.streams.video[0]
        out = writer.add_stream("libx264", rate=stream.average_rate, options={"preset": "ultrafast"})
        out.width, out.height, out.pix_fmt = stream.width, stream.height, "yuv420p"
        chosen = (frame for frame in reader.decode(stream) if start_s <= (frame.time or 0.0) < start_s + seconds)
        for number, frame in enumerate(chosen):
            frame.pts, frame.time_base = number, 1 / stream.average_rate
            writer.mux(out.encode(frame))
        writer.mux(out.encode(None))
    return target
