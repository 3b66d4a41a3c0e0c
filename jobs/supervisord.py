"""`python -m jobs.supervisord -c FILE`: supervisord that looks after its programs ten times a second.

Of itself it does so once a second, which holds up every start by a second and every end by two or three.
"""

from __future__ import annotations

from typing import Any

from supervisor import poller, supervisord

LOOK_EVERY_S = 0.1


class QuickPoller(poller.Poller):
    """Waits for what the programs write, and no longer than LOOK_EVERY_S."""

    def poll(self, timeout: float) -> Any:
        return super().poll(min(timeout, LOOK_EVERY_S))


if __name__ == "__main__":
    poller.Poller = QuickPoller
    supervisord.main()
