"""Keep a CPU busy at the lowest priority until stdin closes, so that it does not sleep.

A CPU that sleeps between two responses wakes up slowly and with cold caches. Everything then takes at least twice as
long, and the time varies with the other load on the machine.
"""

import os
import sys
import threading


def turn() -> None:
    """Loop forever to keep the CPU busy."""
    while True:
        pass


if __name__ == "__main__":
    os.sched_setaffinity(0, {int(sys.argv[1])})
    os.sched_setscheduler(0, os.SCHED_IDLE, os.sched_param(0))
    threading.Thread(target=turn, daemon=True).start()
    sys.stdin.read()
