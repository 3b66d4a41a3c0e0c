"""Draws a composition at any moment of its scene.

A layer is turned into planes once, when it is first seen. A frame is then a few warps and blends of the
rectangles that show, with no colour conversion. What stands still is not drawn again: everything below the
first moving layer is kept as one picture.
"""

from __future__ import annotations

from pytoon.film.picture.frames import Frame
from pytoon.film.picture.layers import Composition, Pose
from pytoon.film.picture.sprites import Ground, Sprite


class Compositor:
    """Draws one composition at any moment of its scene. Not for several threads at once."""

    def __init__(self, composition: Composition) -> None:
        self._ground = Ground(composition.ground)
        self._layers = [Sprite(layer) for layer in composition.layers]
        self._captions = [Sprite(layer) for layer in composition.captions]
        self._still = Frame()
        self._still_poses: list[Pose] = []
        self._last_poses: list[Pose] = []

    def draw(self, t_ms: int, into: Frame) -> None:
        """Draw ground and layers as they stand `t_ms` after the scene's first frame, over all of `into`."""
        stack: list[Ground | Sprite] = [self._ground, *self._layers]
        poses = [drawn.layer.pose_at(t_ms) for drawn in stack]
        resting = _common_length(poses, self._last_poses)
        self._last_poses = poses
        if resting:
            self._keep_still(stack[:resting], poses[:resting])
            into.take(self._still)
        for drawn, pose in zip(stack[resting:], poses[resting:], strict=True):
            drawn.draw(pose, into)

    def draw_captions(self, t_ms: int, into: Frame) -> None:
        """Draw the captions of that moment over what `into` holds."""
        for sprite in self._captions:
            sprite.draw(sprite.layer.pose_at(t_ms), into)

    def _keep_still(self, stack: list[Ground | Sprite], poses: list[Pose]) -> None:
        """Bring the kept picture to these layers, drawing only those it does not have yet."""
        kept = len(self._still_poses)
        if self._still_poses != poses[:kept]:
            kept = 0
        for drawn, pose in zip(stack[kept:], poses[kept:], strict=True):
            drawn.draw(pose, self._still)
        self._still_poses = poses


def _common_length(poses: list[Pose], others: list[Pose]) -> int:
    """Return how many poses at the beginning of both lists are equal."""
    length = 0
    for pose, other in zip(poses, others, strict=False):
        if pose != other:
            break
        length += 1
    return length
