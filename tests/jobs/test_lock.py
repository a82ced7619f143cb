"""One index job at a time, and a killed one never in the way."""

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from jobs.lock import index_lock
from viscoper.errors import BusyError

HOLD = """
import sys, time
from pathlib import Path
from jobs.lock import index_lock
with index_lock(Path(sys.argv[1])):
    print("held", flush=True)
    time.sleep(60)
"""


def test_a_second_job_is_refused_and_a_killed_one_frees_the_lock(tmp_path: Path) -> None:
    with subprocess.Popen([sys.executable, "-c", HOLD, str(tmp_path)], stdout=subprocess.PIPE, text=True) as holder:
        assert holder.stdout is not None and holder.stdout.readline() == "held\n"
        with pytest.raises(BusyError, match=f"already running.*process {holder.pid}"), index_lock(tmp_path):
            pass
        holder.send_signal(signal.SIGKILL)
        holder.wait()
    with index_lock(tmp_path):
        pass
