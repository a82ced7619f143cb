"""Becomes the program given as arguments, which the kernel will end (SIGTERM) when the process that started it ends.

Run by path, not as a module: it imports nothing of the package and takes a few milliseconds. What prctl(2) sets here
stays through exec, so the program needs to know nothing of it.
"""

import ctypes
import os
import signal
import sys

PR_SET_PDEATHSIG = 1  # linux/prctl.h

if __name__ == "__main__":
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
    os.execv(sys.argv[1], sys.argv[1:])  # noqa: S606 - the supervisor gives the program, no user does
