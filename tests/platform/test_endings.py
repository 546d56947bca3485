from __future__ import annotations

import subprocess
import sys

from tests.faults.processes import PATIENCE

_PROCESS = """
import os, signal, time
from api.platform import endings

signal.signal(signal.SIGTERM, lambda number, frame: None)
endings.at_end(lambda: print("told", flush=True))
endings.watch()
for _ in range(3):
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(0.05)
"""


def test_who_is_told_to_end_more_than_once_says_nothing_of_it() -> None:
    """What waits is told once of the end, and a second signal on the way there is no error in the log."""
    done = subprocess.run(
        [sys.executable, "-c", _PROCESS], capture_output=True, text=True, timeout=PATIENCE, check=True
    )
    assert (done.stdout, done.stderr) == ("told\n", "")
