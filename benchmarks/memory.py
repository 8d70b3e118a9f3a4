"""The most memory that this process held, itself alone."""

from __future__ import annotations

import re
import resource
from pathlib import Path

KIBIBYTE = 1024
STATUS = Path("/proc/self/status")


def most_held() -> int:
    """Bytes of memory at the peak.

    Linux hands a program's peak on to the program that takes its place, so the peak of a process that was started from
    a large one is read from its own status; elsewhere from its resource usage.
    """
    if STATUS.exists() and (found := re.search(r"VmHWM:\s+(\d+) kB", STATUS.read_text(encoding="ascii"))):
        return int(found[1]) * KIBIBYTE
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * KIBIBYTE
