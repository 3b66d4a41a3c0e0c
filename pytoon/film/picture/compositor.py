"""Draws a composition at any moment of its scene.

A layer is turned into planes once, when it is first seen. A frame is then a few warps and blends of the
rectangles that show, with no colour conversion. What stands still is not drawn again: everything below the
first moving layer is kept as one picture, over a clip as one picture with transparency.
"""

from __future__ import annotations

from types import TracebackType
from typing import Self

from pytoon.film.picture.frames import Frame
from pytoon.film.picture.layers import Composition, MovingGround, Pose
from pytoon.film.picture.moving import MovingPicture
from pytoon.film.picture.overlay import Overlay
from pytoon.film.picture.sprites import Ground, Sprite


class Compositor:
    """Draws one composition at any moment of its scene; over a clip, at times that only rise.

    To be closed, or used in a `with` block, where the ground may be a clip: another program decodes it. Not
    for several threads at once.
    """

    def __init__(self, composition: Composition) -> None:
        ground = composition.ground
        self._clip: MovingPicture | None = None
        self._stack: list[Ground | Sprite] = []
        if isinstance(ground, MovingGround):
            self._clip = MovingPicture(ground)
            self._still: Frame = Overlay()
        else:
            self._stack.append(Ground(ground))
            self._still = Frame()
        self._stack += [Sprite(layer) for layer in composition.layers]
        self._captions = [Sprite(layer) for layer in composition.captions]
        self._still_poses: list[Pose] = []
        self._last_poses: list[Pose] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """End the program that decodes the clip, if there is one. Drawing again starts another."""
        if self._clip is not None:
            self._clip.close()

    def draw(self, t_ms: int, into: Frame) -> None:
        """Draw ground and layers as they stand `t_ms` after the scene's first frame, over all of `into`.

        Raises MediaError and FfmpegError where a clip cannot be read.
        """
        poses = [drawn.layer.pose_at(t_ms) for drawn in self._stack]
        resting = _common_length(poses, self._last_poses)
        self._last_poses = poses
        if self._clip is not None:
            self._clip.draw(t_ms, into)
        if resting:
            self._keep_still(self._stack[:resting], poses[:resting])
            if isinstance(self._still, Overlay):
                self._still.lay_over(into)
            else:
                into.take(self._still)
        for drawn, pose in zip(self._stack[resting:], poses[resting:], strict=True):
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
            if isinstance(self._still, Overlay):
                self._still.clear()
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
