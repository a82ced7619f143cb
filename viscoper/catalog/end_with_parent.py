"""PARENT PROGRAM...: becomes the program, which the kernel will end (SIGTERM) when the process PARENT ends.

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
    if os.getppid() != int(sys.argv[1]):
        sys.exit("who started this has ended already")
    os.execv(sys.argv[2], sys.argv[2:])  # noqa: S606 - the supervisor gives the program, no user does
