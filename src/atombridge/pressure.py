"""Critical temperatures under pressure: a parabola through few numbers, and the charge-transfer model.

In the charge-transfer model pressure P moves holes into the CuO2 planes, p = p0 + k P, and raises the top of the
doping dome, Tc,max = Tc,max(0) + c P, so that Tc runs along the parabola of `doping` with a moving height.  Form and
rates: arXiv:cond-mat/9912357 (abstract).  Pressures are in GPa, temperatures in kelvin.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from .arguments import positive
from .doping import CURVATURE, OPTIMAL_DOPING, tc_of_doping

__all__ = ["ChargeTransfer", "parabola_vertex"]


@dataclass(frozen=True, kw_only=True)
class ChargeTransfer:
    """The charge-transfer model of one compound.

    Parameters
    ----------
    doping : float
        Holes per planar copper without pressure, p0, between 0 and 0.4.
    tc_max_k : float
        Top of the doping dome without pressure, in kelvin, positive.
    holes_per_gpa : float
        Rate of charge transfer k, in holes per planar copper and GPa, not negative.
    tc_max_rise_k_per_gpa : float
        Rate c at which the top rises, in kelvin per GPa, not negative.

    Raises
    ------
    ValueError
        If a parameter is outside its range or not finite.
    """

    doping: float
    tc_max_k: float
    holes_per_gpa: float
    tc_max_rise_k_per_gpa: float

    def __post_init__(self):
        positive(tc_max_k=self.tc_max_k)
        for name, low, high in (
            ("doping", 0, 0.4),
            ("holes_per_gpa", 0, math.inf),
            ("tc_max_rise_k_per_gpa", 0, math.inf),
        ):
            value = getattr(self, name)
            if not (math.isfinite(value) and low <= value <= high):
                raise ValueError(f"{name} must be finite, from {low:g} to {high:g}, got {value:g}")

    def tc(self, pressure_gpa):
        """Critical temperature in kelvin, zero outside the feet of the dome, shaped like the pressures.

        Raises
        ------
        ValueError
            If a pressure is negative or not finite.
        """
        pressure = np.asarray(pressure_gpa, float)
        if np.any(bad := ~(np.isfinite(pressure) & (pressure >= 0))):
            raise ValueError(f"pressure_gpa must be finite and not negative, got {pressure[bad].flat[0]:g}")
        top = 1 + self.tc_max_rise_k_per_gpa / self.tc_max_k * pressure
        return tc_of_doping(doping=self.doping + self.holes_per_gpa * pressure, tc_max_k=self.tc_max_k) * top

    @property
    def initial_slope(self) -> float:
        """dTc/dP without pressure, in kelvin per GPa."""
        d = self.doping - OPTIMAL_DOPING
        rise = self.tc_max_rise_k_per_gpa * (1 - CURVATURE * d**2)
        return rise - 2 * self.tc_max_k * CURVATURE * d * self.holes_per_gpa

    @property
    def maximum(self) -> tuple[float, float]:
        """Pressure, in GPa, and height, in kelvin, of the maximum at non-negative pressure.

        The derivative of the cubic is c (1 - A d^2) - 2 A k (T + c P) d with d = p0 + k P - 0.16; its larger root is
        the maximum.  Without charge transfer Tc has none: both are infinite, or the value at zero pressure if c is 0.
        """
        k, c, d = self.holes_per_gpa, self.tc_max_rise_k_per_gpa, self.doping - OPTIMAL_DOPING
        if k == 0:
            return (math.inf, math.inf) if c else (0.0, float(self.tc(0)))
        # In terms of d, with T + c P = h + (c/k) d:  c - 3 A c d^2 - 2 A k h d = 0.
        height = self.tc_max_k - c / k * d
        if c == 0:
            top = 0.0
        else:
            half = k * height / (3 * c)
            top = -half + math.sqrt(half**2 + 1 / (3 * CURVATURE))
        pressure = max(0.0, (top - d) / k)
        return pressure, float(self.tc(pressure))


def parabola_vertex(*, tc_k: float, initial_slope_k_per_gpa: float, pressure_gpa: float, tc_at_pressure_k: float):
    """Maximum of the parabola that starts at Tc with a slope and passes through one more point.

    Parameters
    ----------
    tc_k, tc_at_pressure_k : float
        Critical temperatures without pressure and at `pressure_gpa`, in kelvin, positive.
    initial_slope_k_per_gpa : float
        Slope without pressure, in kelvin per GPa, positive.
    pressure_gpa : float
        Positive.

    Returns
    -------
    (pressure, height, curvature)
        Place, in GPa, and height, in kelvin, of the maximum, and b of Tc = Tc(0) + s P - b P^2, in K/GPa^2.

    Raises
    ------
    ValueError
        If a value is not positive and finite, or the points do not bend downwards.
    """
    start, slope, pressure, end = (
        float(v)
        for v in positive(
            tc_k=tc_k,
            initial_slope_k_per_gpa=initial_slope_k_per_gpa,
            pressure_gpa=pressure_gpa,
            tc_at_pressure_k=tc_at_pressure_k,
        )
    )
    curvature = (start + slope * pressure - end) / pressure**2
    if curvature <= 0:
        raise ValueError(
            f"initial_slope_k_per_gpa must exceed the mean slope {(end - start) / pressure:.3g}, got {slope:g}"
        )
    return slope / (2 * curvature), start + slope**2 / (4 * curvature), curvature
