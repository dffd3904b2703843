"""Keeps a CPU awake until standard input ends, at the lowest priority.

A CPU that sleeps between two answers wakes up slowly and with empty caches: everything then takes twice as long or
more, and how much more depends on who else uses the machine.
"""

import os
import sys
import threading


def turn() -> None:
    """Do nothing, busily."""
    while True:
        pass


if __name__ == "__main__":
    os.sched_setaffinity(0, {int(sys.argv[1])})
    os.sched_setscheduler(0, os.SCHED_IDLE, os.sched_param(0))
    threading.Thread(target=turn, daemon=True).start()
    sys.stdin.read()
