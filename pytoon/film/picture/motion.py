"""Movement as functions of time: easing curves, and poses built from them.

Every pose is a function of the time in ms from the scene's first frame; poses are stacked, never mutated.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace

import numpy as np

from pytoon.film.picture.layers import REST, Pose

Curve = Callable[[float], float]
"""Progress to progress: 0 gives 0, 1 gives 1; in between a curve may overshoot."""
PoseAt = Callable[[int], Pose]

_SAMPLES = 512


def cubic_bezier(x1: float, y1: float, x2: float, y2: float) -> Curve:
    """Return the easing curve of CSS `cubic-bezier(x1, y1, x2, y2)`; beyond 0 and 1 it holds still."""
    s = np.linspace(0.0, 1.0, _SAMPLES)
    along = 3 * (1 - s) ** 2 * s * x1 + 3 * (1 - s) * s**2 * x2 + s**3
    up = 3 * (1 - s) ** 2 * s * y1 + 3 * (1 - s) * s**2 * y2 + s**3

    def ease(progress: float) -> float:
        return float(np.interp(progress, along, up))

    return ease


SOFT = cubic_bezier(0.16, 1.0, 0.3, 1.0)
SNAP = cubic_bezier(0.2, 0.9, 0.1, 1.0)
POP = cubic_bezier(0.34, 1.56, 0.64, 1.0)
EASE = cubic_bezier(0.65, 0.0, 0.35, 1.0)
DRIFT = cubic_bezier(0.37, 0.0, 0.63, 1.0)
IN = cubic_bezier(0.55, 0.0, 1.0, 0.45)


def linear(progress: float) -> float:
    return min(max(progress, 0.0), 1.0)


def progress(t_ms: float, start_ms: float, length_ms: float, curve: Curve) -> float:
    """Return how far `curve` has come at `t_ms`; a length of 0 is a step."""
    if length_ms <= 0:
        return 1.0 if t_ms >= start_ms else 0.0
    return curve(min(max((t_ms - start_ms) / length_ms, 0.0), 1.0))


def still(_: int) -> Pose:
    return REST


def stack(*poses: PoseAt) -> PoseAt:
    """Return all movements at once: offsets and turns add, scales and opacities multiply, masks meet."""

    def pose_at(t_ms: int) -> Pose:
        total = REST
        for pose in (pose_at(t_ms) for pose_at in poses):
            total = Pose(
                total.dx_px + pose.dx_px,
                total.dy_px + pose.dy_px,
                total.scale * pose.scale,
                total.rotation_deg + pose.rotation_deg,
                total.opacity * pose.opacity,
                (
                    max(total.reveal[0], pose.reveal[0]),
                    max(total.reveal[1], pose.reveal[1]),
                    min(total.reveal[2], pose.reveal[2]),
                    min(total.reveal[3], pose.reveal[3]),
                ),
            )
        return total

    return pose_at


def move_in(
    start_ms: int,
    length_ms: int,
    curve: Curve = SOFT,
    *,
    dx_px: float = 0.0,
    dy_px: float = 0.0,
    scale: float = 1.0,
    already: float = 0.0,
) -> PoseAt:
    """Come to rest from an offset and a scale; `already` is the share of the way done before it begins."""

    def pose_at(t_ms: int) -> Pose:
        left = (1.0 - already) * (1.0 - progress(t_ms, start_ms, length_ms, curve))
        return Pose(dx_px * left, dy_px * left, 1.0 + (scale - 1.0) * left)

    return pose_at


def fade_in(start_ms: int, length_ms: int, curve: Curve = linear, *, already: float = 0.0) -> PoseAt:
    def pose_at(t_ms: int) -> Pose:
        return Pose(opacity=already + (1.0 - already) * min(1.0, progress(t_ms, start_ms, length_ms, curve)))

    return pose_at


def fade_out(end_ms: int, length_ms: int) -> PoseAt:
    """Be gone at `end_ms`, having faded for `length_ms`."""

    def pose_at(t_ms: int) -> Pose:
        return Pose(opacity=1.0 - progress(t_ms, end_ms - length_ms, length_ms, linear))

    return pose_at


def behind(reveal: tuple[float, float, float, float]) -> PoseAt:
    """Show only `reveal` of the layer, a mask that stays where the layer rests."""
    pose = replace(REST, reveal=reveal)
    return lambda _: pose


def wipe_up(start_ms: int, length_ms: int, curve: Curve = SOFT, *, already: float = 0.0) -> PoseAt:
    """Open from the lower edge."""

    def pose_at(t_ms: int) -> Pose:
        open_ = already + (1.0 - already) * progress(t_ms, start_ms, length_ms, curve)
        return Pose(reveal=(0.0, 1.0 - open_, 1.0, 1.0))

    return pose_at


def wipe_right(start_ms: int, length_ms: int, curve: Curve = EASE, *, already: float = 0.0) -> PoseAt:
    """Open from the left edge."""

    def pose_at(t_ms: int) -> Pose:
        open_ = already + (1.0 - already) * progress(t_ms, start_ms, length_ms, curve)
        return Pose(reveal=(0.0, 0.0, open_, 1.0))

    return pose_at


def wipe_down(start_ms: int, length_ms: int, curve: Curve = EASE, *, already: float = 0.0) -> PoseAt:
    """Open from the top edge."""

    def pose_at(t_ms: int) -> Pose:
        open_ = already + (1.0 - already) * progress(t_ms, start_ms, length_ms, curve)
        return Pose(reveal=(0.0, 0.0, 1.0, open_))

    return pose_at


def floating(dy_px: float, rotation_deg: float, period_ms: int, phase: float = 0.0) -> PoseAt:
    """Hover: a slow swing of +-`dy_px` and +-`rotation_deg`, at rest when it begins."""

    def pose_at(t_ms: int) -> Pose:
        turn = 2.0 * math.pi * (t_ms / period_ms + phase)
        return Pose(dy_px=-dy_px * math.sin(turn), rotation_deg=rotation_deg * math.sin(turn / 2.0))

    return pose_at


def breathing(scale: float, opacity: float, period_ms: int) -> PoseAt:
    """Swell between 1 and `scale`, and between 1 and `opacity`, with the rhythm of `floating`."""

    def pose_at(t_ms: int) -> Pose:
        share = (1.0 + math.sin(2.0 * math.pi * t_ms / period_ms)) / 2.0
        return Pose(scale=1.0 + (scale - 1.0) * share, opacity=1.0 + (opacity - 1.0) * share)

    return pose_at


def swell_once(at_ms: int, length_ms: int, scale: float) -> PoseAt:
    """One breath: to `scale` and back."""

    def pose_at(t_ms: int) -> Pose:
        share = min(max((t_ms - at_ms) / length_ms, 0.0), 1.0)
        return Pose(scale=1.0 + (scale - 1.0) * math.sin(math.pi * share) ** 2)

    return pose_at


def push(
    from_scale: float, to_scale: float, duration_ms: int, *, dx_px: float = 0.0, dy_px: float = 0.0
) -> PoseAt:
    """The camera's way over a whole scene: a scale from one end to the other and a pan centred on rest."""

    def pose_at(t_ms: int) -> Pose:
        share = progress(t_ms, 0, duration_ms, DRIFT)
        return Pose(
            dx_px * (share - 0.5), dy_px * (share - 0.5), from_scale + (to_scale - from_scale) * share
        )

    return pose_at
