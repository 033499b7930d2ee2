"""Checks of arguments that the physics modules share."""

from __future__ import annotations

import numpy as np

__all__ = ["positive"]


def positive(**values) -> list[np.ndarray]:
    """The named values as arrays of floats, in order.

    Raises
    ------
    ValueError
        Naming the first value that is not positive and finite.
    """
    arrays = []
    for name, value in values.items():
        array = np.asarray(value, float)
        bad = ~(np.isfinite(array) & (array > 0))
        if np.any(bad):
            raise ValueError(f"{name} must be positive and finite, got {array[bad].flat[0]:g}")
        arrays.append(array)
    return arrays
