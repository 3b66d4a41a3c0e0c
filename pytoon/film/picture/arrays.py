"""OpenCV's resampling with the element type kept: bytes in, bytes out, for a type checker too."""

from __future__ import annotations

from typing import Any, TypeVar, cast

import cv2
import numpy as np
from numpy.typing import NDArray

Array = TypeVar("Array", bound=NDArray[Any])


def scaled(array: Array, width_px: int, height_px: int, method: int = cv2.INTER_LINEAR) -> Array:
    """Return `array` (height x width [x channels]) at another size; `method` is one of OpenCV's."""
    return cast(Array, cv2.resize(array, (max(1, width_px), max(1, height_px)), interpolation=method))


def blurred(
    array: Array, sigma_x: float, sigma_y: float | None = None, border: int = cv2.BORDER_DEFAULT
) -> Array:
    """Return `array` under a Gaussian; a sigma of 0 leaves that axis alone."""
    sigma_y = sigma_x if sigma_y is None else sigma_y
    # An explicit width of one sample for an axis that stays; otherwise OpenCV derives it from sigma.
    if sigma_x == 0 or sigma_y == 0:
        reach = 2 * round(3 * max(sigma_x, sigma_y)) + 1
        kernel = (1 if sigma_x == 0 else reach, 1 if sigma_y == 0 else reach)
        one = max(sigma_x, sigma_y)
        return cast(Array, cv2.GaussianBlur(array, kernel, sigmaX=one, sigmaY=one, borderType=border))
    return cast(Array, cv2.GaussianBlur(array, (0, 0), sigmaX=sigma_x, sigmaY=sigma_y, borderType=border))


def shifted(array: Array, dx_px: float, dy_px: float, size_px: tuple[int, int] | None = None) -> Array:
    """Return `array` moved, on a canvas of `size_px` (width, height; its own by default), zeros around it."""
    matrix = np.array([[1.0, 0.0, dx_px], [0.0, 1.0, dy_px]], np.float32)
    return cast(Array, cv2.warpAffine(array, matrix, size_px or (array.shape[1], array.shape[0])))


def summed(array: NDArray[Any]) -> NDArray[np.float64]:
    """Return the summed-area table of a plane: one row and one column larger, zeros first."""
    return cast(NDArray[np.float64], cv2.integral(array.astype(np.float64)))


def as_bytes(array: NDArray[Any]) -> NDArray[np.uint8]:
    """Round and clip to 0 to 255."""
    return cast(NDArray[np.uint8], cv2.convertScaleAbs(np.clip(array, 0.0, 255.0)))
