"""The two processes of one reading: one only watches, its child reads.

The watcher ends the child when its time is up or when nobody waits any more, and says through
an open file how the child has ended.
"""

from __future__ import annotations

import importlib
import json
import os
import select
import shutil
import sys
import traceback
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any, NoReturn

from core.errors import AppError
from core.fenced import answers
from core.files import is_full, read_json
from core.jobs.bounds import NICENESS, die_with_parent, is_out_of_memory, limit_memory
from core.jobs.process import end_group, mark_of, out_of_memory_kills, peak_mb
from core.secret_store import redacted

ASKED = "asked.json"
NO_ROOM = 3  # how a reading ends that has found the disk full
QUICK_SECONDS = 1.0
_SESSION_NICENESS = 5


def begin(folder: str, told: int) -> None:
    """Watch over the reading that is asked for in a folder, and tell how it ended."""
    place = Path(folder)
    asked = read_json(place / ASKED)
    kills = out_of_memory_kills()
    lifeline, held = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(told)
        os.close(lifeline)
        _read(place, asked)
    os.close(held)
    with suppress(OSError):
        os.setpgid(child, child)  # the child does the same: whoever is first
    over_time = not _over(lifeline, told, QUICK_SECONDS)
    if over_time:
        _give_way(child)
        over_time = not _over(lifeline, told, asked["seconds"] - QUICK_SECONDS)
    end_group(child, mark_of(child))
    _, status, usage = os.wait4(child, 0)
    end = {
        "code": os.waitstatus_to_exitcode(status),
        "peak_mb": peak_mb(usage),
        "over_time": over_time,
        "starved": out_of_memory_kills() > kills,
    }
    try:
        os.write(told, json.dumps(end).encode())
    except OSError:
        shutil.rmtree(place, ignore_errors=True)  # who has asked is gone


def _over(lifeline: int, told: int, seconds: float) -> bool:
    """Wait so long, and say whether the child has ended or nobody waits for it any more."""
    poll = select.poll()
    poll.register(lifeline, select.POLLIN)
    poll.register(told, 0)  # speaks only when the other end is closed
    return bool(poll.poll(max(0.0, seconds) * 1000))


def _give_way(child: int) -> None:
    """Let a reading that is not quick go behind whoever answers people.

    Linux may share the cores among sessions first, whatever the niceness inside of each, so that
    the session gives way as well, though less: it must not starve where much is to do.
    """
    with suppress(OSError):
        os.setpriority(os.PRIO_PGRP, child, NICENESS)
        if sys.platform == "linux":
            Path("/proc/self/autogroup").write_text(str(_SESSION_NICENESS))


def _read(folder: Path, asked: Mapping[str, Any]) -> NoReturn:
    """Do the errand within its limits, and leave without waiting for anything."""
    code = 1
    try:
        os.setpgid(0, 0)
        die_with_parent()
        _answer(folder, asked)
        code = 0
    except OSError as error:
        code = NO_ROOM if is_full(error) else code
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


def _answer(folder: Path, asked: Mapping[str, Any]) -> None:
    module, _, name = str(asked["errand"]).partition(":")
    try:
        errand = getattr(importlib.import_module(module), name)
        limit_memory(asked["memory_mb"])
        answers.leave(folder, errand(asked))
    except AppError as error:
        answers.leave_refusal(folder, error)
    except Exception as error:
        # The page frame of the server shows and logs it: this process has no other ear.
        if is_full(error):
            raise  # to write down anything would fail as well
        if is_out_of_memory(error):
            answers.leave_starved(folder)
        else:
            answers.leave_fault(folder, redacted(traceback.format_exc()))
