"""How a command that runs in a terminal is ended."""

from __future__ import annotations

import signal
from types import FrameType
from typing import NoReturn


def stop_like_ctrl_c() -> None:
    """Let the signals of `kill` and of a closed terminal end this command as Ctrl-C does: cleaning up.

    A signal that the caller has silenced, as nohup does, stays silent.
    """
    for number in (signal.SIGTERM, signal.SIGHUP):
        if signal.getsignal(number) is not signal.SIG_IGN:
            signal.signal(number, _interrupt)


def _interrupt(signal_number: int, frame: FrameType | None) -> NoReturn:
    raise KeyboardInterrupt
