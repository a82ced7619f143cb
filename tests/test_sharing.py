"""Tests that share a service are given to one process."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.sharing import SHARE_A_SERVICE, kept_together

ROOT = Path(__file__).parents[1]


@pytest.mark.parametrize(
    ("nodeid", "kept"),
    [
        pytest.param("tests/ray_apps/test_jobs.py::test_one[a::b]", "tests/ray_apps/", id="shares a service"),
        pytest.param("tests/e2e/app/test_words.py::test_one", "tests/e2e/app/", id="shares another"),
        pytest.param("tests/e2e/test_kill.py::test_one", "tests/e2e/test_kill.py", id="beside such a folder"),
        pytest.param("tests/test_clock.py::test_one[x]", "tests/test_clock.py", id="a file of its own"),
    ],
)
def test_what_is_kept_together(nodeid: str, kept: str) -> None:
    assert kept_together(nodeid) == kept
    assert all((ROOT / folder / "conftest.py").exists() for folder in SHARE_A_SERVICE)


def test_the_tests_of_a_file_run_in_one_process() -> None:
    """As `make test` runs them, on two files of many small tests."""
    files = ["tests/test_clock.py", "tests/search/test_describe_back.py"]
    command = [sys.executable, "-m", "pytest", "-v", "--numprocesses", "2", "--dist", "loadfile", *files]
    clean = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")}
    done = subprocess.run(command, cwd=ROOT, env=clean, capture_output=True, text=True, check=True)
    workers = {
        file: {line.split()[0] for line in done.stdout.splitlines() if line.startswith("[gw") and file in line}
        for file in files
    }
    assert all(len(each) == 1 for each in workers.values()), workers
    assert len(set.union(*workers.values())) == 2, workers
