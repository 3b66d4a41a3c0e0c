"""Time as whole milliseconds, and the only place that turns it into frames."""

from __future__ import annotations

from dataclasses import dataclass

FPS = 30


def frame_at(time_ms: int) -> int:
    """Return the number of the frame nearest to `time_ms`: also how many whole frames fit a length."""
    return round(time_ms * FPS / 1000)


def time_of(frame: int) -> int:
    """Return the millisecond at which `frame` begins; `frame_at(time_of(n)) == n` for every n."""
    return round(frame * 1000 / FPS)


def snap(time_ms: float) -> int:
    """Return the start of the frame nearest to `time_ms`."""
    return time_of(round(time_ms * FPS / 1000))


@dataclass(frozen=True)
class Span:
    """A stretch of the film from `start_ms` up to, but without, `end_ms`."""

    start_ms: int
    end_ms: int

    def __post_init__(self) -> None:
        if self.end_ms < self.start_ms:
            raise ValueError(f"a span cannot end ({self.end_ms} ms) before it starts ({self.start_ms} ms)")

    @property
    def duration_ms(self) -> int:
        return self.end_ms - self.start_ms

    @property
    def frames(self) -> range:
        """The frames of the film that belong to this span."""
        return range(frame_at(self.start_ms), frame_at(self.end_ms))
