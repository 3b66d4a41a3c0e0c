"""How one scene becomes the next: pure functions on the planes of two frames.

Both pictures move on while they are blended. `share` is how much of the transition's time has passed, 0 to 1;
the easing is in here, so a caller counts frames and nothing else.
"""

from __future__ import annotations

from collections.abc import Callable

import cv2
import numpy as np

from pytoon.film.look import TransitionType
from pytoon.film.picture.colour import BLACK
from pytoon.film.picture.frames import Frame
from pytoon.film.picture.layers import WIDTH_PX


def blend(kind: TransitionType, before: Frame, after: Frame, share: float, into: Frame) -> None:
    """Draw the moment at `share` of a transition from `before` to `after` over all of `into`."""
    _BLENDS[kind](before, after, share, into)


def _cut(before: Frame, after: Frame, share: float, into: Frame) -> None:
    into.take(before if share < 0.5 else after)


def _fade(before: Frame, after: Frame, share: float, into: Frame) -> None:
    weight = _smooth(share)
    cv2.addWeighted(before.buffer, 1 - weight, after.buffer, weight, 0, dst=into.buffer)


def _fade_black(before: Frame, after: Frame, share: float, into: Frame) -> None:
    shown = before if share < 0.5 else after
    light = _smooth(abs(2 * share - 1))
    for source, target, black in zip(shown.planes, into.planes, BLACK, strict=True):
        cv2.convertScaleAbs(source, dst=target, alpha=light, beta=black * (1 - light))


def _swipe_left(before: Frame, after: Frame, share: float, into: Frame) -> None:
    _push(before, after, 1 - _swing(share), into)


def _swipe_right(before: Frame, after: Frame, share: float, into: Frame) -> None:
    _push(after, before, _swing(share), into)


def _push(left: Frame, right: Frame, seam: float, into: Frame) -> None:
    """Draw two pictures side by side, the border between them at `seam` of the frame's width."""
    # Even, so that luma and chroma are cut at the same place.
    seam_px = 2 * round(seam * WIDTH_PX / 2)
    for one, other, target in zip(left.planes, right.planes, into.planes, strict=True):
        width = target.shape[1]
        column = seam_px * width // WIDTH_PX
        np.copyto(target[:, :column], one[:, width - column :])
        np.copyto(target[:, column:], other[:, : width - column])


def _smooth(share: float) -> float:
    """Ease in and out gently (smoothstep)."""
    return share * share * (3 - 2 * share)


def _swing(share: float) -> float:
    """Ease in and out strongly (cubic): slow departure, fast middle, soft landing."""
    return 4 * share**3 if share < 0.5 else 1 - 4 * (1 - share) ** 3


_BLENDS: dict[TransitionType, Callable[[Frame, Frame, float, Frame], None]] = {
    "cut": _cut,
    "fade": _fade,
    "fade_black": _fade_black,
    "swipe_left": _swipe_left,
    "swipe_right": _swipe_right,
}
