"""Every usual way to end a command in a terminal lets it clean up."""

from __future__ import annotations

import os
import signal

import pytest

from jobs.management.stopping import stop_like_ctrl_c

SIGNALS = (signal.SIGTERM, signal.SIGHUP)


@pytest.fixture(autouse=True)
def handlers():
    """Put the handlers of the test run back."""
    before = {number: signal.getsignal(number) for number in SIGNALS}
    yield
    for number, handler in before.items():
        signal.signal(number, handler)


@pytest.mark.parametrize("number", SIGNALS, ids=lambda number: number.name)
def test_a_command_is_interrupted_like_by_ctrl_c(number):
    signal.signal(number, signal.SIG_DFL)
    stop_like_ctrl_c()
    with pytest.raises(KeyboardInterrupt):
        os.kill(os.getpid(), number)


def test_a_signal_that_the_caller_has_silenced_stays_silent():
    signal.signal(signal.SIGHUP, signal.SIG_IGN)
    stop_like_ctrl_c()
    os.kill(os.getpid(), signal.SIGHUP)
    assert signal.getsignal(signal.SIGHUP) is signal.SIG_IGN
