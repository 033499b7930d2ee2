"""Repulsion of two charges in a gas of free carriers: Thomas-Fermi and static Lindhard (random-phase) screening.

The gas is three-dimensional and isotropic, with a parabolic band of mass m* = m m_e and two spin states, in a host of
relative permittivity epsilon that screens at all distances alike.  Lengths are in angstrom, energies in electronvolt.
Formulas: Ashcroft and Mermin, *Solid State Physics* (1976), chapters 2 and 17; Kittel, *Introduction to Solid State
Physics* (2005), chapter 14.
"""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from scipy import constants
from scipy.optimize import brentq
from scipy.special import lambertw

from .arguments import positive

__all__ = [
    "bare_coulomb",
    "carriers_within",
    "distance_at_energy",
    "fermi_energy",
    "fermi_wavevector",
    "lindhard_function",
    "lindhard_potential",
    "screened_coulomb",
    "thermal_energy",
    "thomas_fermi_length",
    "wigner_seitz_radius",
]

_ANGSTROM = 1e-10
_COULOMB = constants.e / (4 * np.pi * constants.epsilon_0 * _ANGSTROM)  # e^2 / (4 pi eps0), eV angstrom
_HBAR2_OVER_ME = constants.hbar**2 / (constants.m_e * constants.e * _ANGSTROM**2)  # eV angstrom^2
_BOHR = _HBAR2_OVER_ME / _COULOMB  # angstrom
_K_B = constants.k / constants.e  # eV / K


def _temperature(temperature_k) -> float:
    temperature = float(temperature_k)
    if not (np.isfinite(temperature) and temperature >= 0):
        raise ValueError(f"temperature_k must be finite and not negative, got {temperature:g}")
    return temperature


def _per_cubic_angstrom(carrier_density_cm3) -> np.ndarray:
    return positive(carrier_density_cm3=carrier_density_cm3)[0] * 1e-24


def fermi_wavevector(*, carrier_density_cm3):
    """Fermi wavevector k_F = (3 pi^2 n)^(1/3).

    Parameters
    ----------
    carrier_density_cm3 : array_like
        Carriers per cubic centimetre, positive.

    Returns
    -------
    numpy.ndarray or float
        In 1/angstrom, of the shape given.

    Raises
    ------
    ValueError
        If a density is not positive and finite.
    """
    return np.cbrt(3 * np.pi**2 * _per_cubic_angstrom(carrier_density_cm3))


def fermi_energy(*, carrier_density_cm3, effective_mass_me=1.0):
    """Fermi energy E_F = hbar^2 k_F^2 / (2 m*) in eV; arguments broadcast, ValueError unless positive and finite."""
    (mass,) = positive(effective_mass_me=effective_mass_me)
    return _HBAR2_OVER_ME * fermi_wavevector(carrier_density_cm3=carrier_density_cm3) ** 2 / (2 * mass)


def wigner_seitz_radius(*, carrier_density_cm3, effective_mass_me=1.0, dielectric_constant=1.0):
    """Density parameter r_s = (3 / 4 pi n)^(1/3) / a*, with the Bohr radius a* = a0 epsilon / m of the host.

    About the ratio of the Coulomb to the kinetic energy of the gas.  Linear screening by free carriers is derived for
    r_s well below 1.

    Parameters
    ----------
    carrier_density_cm3, effective_mass_me, dielectric_constant : array_like
        Density per cubic centimetre, mass in electron masses, relative permittivity; positive, any shapes that
        broadcast.

    Returns
    -------
    numpy.ndarray or float
        A plain number.

    Raises
    ------
    ValueError
        If a value is not positive and finite.
    """
    mass, permittivity = positive(effective_mass_me=effective_mass_me, dielectric_constant=dielectric_constant)
    radius = np.cbrt(3 / (4 * np.pi * _per_cubic_angstrom(carrier_density_cm3)))
    return radius * mass / (permittivity * _BOHR)


def carriers_within(radius_angstrom, *, carrier_density_cm3):
    """Mean number of carriers in a sphere, n 4 pi r^3 / 3; ValueError unless all values are positive and finite."""
    (radius,) = positive(radius_angstrom=radius_angstrom)
    return _per_cubic_angstrom(carrier_density_cm3) * 4 * np.pi * radius**3 / 3


def thermal_energy(*, temperature_k):
    """k_B T in eV; ValueError if the temperature in kelvin is negative or not finite."""
    return _K_B * _temperature(temperature_k)


def bare_coulomb(separation_angstrom, *, dielectric_constant=1.0):
    """Repulsion e^2 / (4 pi eps0 epsilon r) of two elementary charges in eV; ValueError unless positive and finite."""
    separation, permittivity = positive(
        separation_angstrom=separation_angstrom, dielectric_constant=dielectric_constant
    )
    return _COULOMB / (permittivity * separation)


def thomas_fermi_length(
    *, carrier_density_cm3, effective_mass_me=1.0, dielectric_constant=1.0, temperature_k: float = 0.0
):
    """Thomas-Fermi screening length, lambda^-2 = (e^2 / eps0 epsilon) dn/dmu.

    At zero temperature lambda^-2 = 4 k_F / (pi a*) = 4 (3/pi)^(1/3) n^(1/3) / a* with a* = a0 epsilon / m.  Otherwise
    dn/dmu is that of the ideal Fermi gas, which gives the Debye length in the limit of high temperature.

    Parameters
    ----------
    carrier_density_cm3, effective_mass_me, dielectric_constant : array_like
        As in `wigner_seitz_radius`.
    temperature_k : float
        Temperature in kelvin.

    Returns
    -------
    numpy.ndarray or float
        In angstrom, of the shape that the arguments broadcast to.

    Raises
    ------
    ValueError
        If an argument is not positive (the temperature: negative) or not finite.
    """
    mass, permittivity = positive(effective_mass_me=effective_mass_me, dielectric_constant=dielectric_constant)
    k_f = fermi_wavevector(carrier_density_cm3=carrier_density_cm3)
    cold = np.sqrt(np.pi * _BOHR * permittivity / (4 * mass * k_f))
    if _temperature(temperature_k) == 0:
        return cold
    fermi = fermi_energy(carrier_density_cm3=carrier_density_cm3, effective_mass_me=mass)
    return cold / np.sqrt(np.vectorize(_relative_compressibility)(thermal_energy(temperature_k=temperature_k) / fermi))


def screened_coulomb(
    separation_angstrom,
    *,
    carrier_density_cm3,
    effective_mass_me=1.0,
    dielectric_constant=1.0,
    temperature_k: float = 0.0,
):
    """Thomas-Fermi screened repulsion U(r) = e^2 / (4 pi eps0 epsilon r) exp(-r / lambda) of two charges, in eV.

    Parameters
    ----------
    separation_angstrom : array_like
        Distances r, positive.
    carrier_density_cm3, effective_mass_me, dielectric_constant, temperature_k
        As in `thomas_fermi_length`; arrays broadcast against the distances.

    Returns
    -------
    numpy.ndarray or float
        In eV.

    Raises
    ------
    ValueError
        As in `thomas_fermi_length`, and for a distance that is not positive and finite.
    """
    length = thomas_fermi_length(
        carrier_density_cm3=carrier_density_cm3,
        effective_mass_me=effective_mass_me,
        dielectric_constant=dielectric_constant,
        temperature_k=temperature_k,
    )
    bare = bare_coulomb(separation_angstrom, dielectric_constant=dielectric_constant)
    return bare * np.exp(-np.asarray(separation_angstrom, float) / length)


def distance_at_energy(energy_ev, *, carrier_density_cm3, effective_mass_me=1.0, dielectric_constant=1.0):
    """Distance in angstrom at which `screened_coulomb` at zero temperature equals an energy in eV.

    The energy falls with distance, so there is one: r = lambda W(e^2 / (4 pi eps0 epsilon lambda U)), W being
    Lambert's function.  Arguments broadcast; ValueError unless all are positive and finite.
    """
    energy, permittivity = positive(energy_ev=energy_ev, dielectric_constant=dielectric_constant)
    length = thomas_fermi_length(
        carrier_density_cm3=carrier_density_cm3,
        effective_mass_me=effective_mass_me,
        dielectric_constant=dielectric_constant,
    )
    return length * lambertw(_COULOMB / (permittivity * length * energy)).real


def lindhard_function(x):
    """Static Lindhard function F(x) = 1/2 + (1 - x^2)/(4 x) ln|(1 + x)/(1 - x)| of x = q / 2 k_F.

    The response of the ideal Fermi gas at zero temperature to a static potential of wavevector q, relative to that for
    q -> 0: F(0) = 1, the Thomas-Fermi approximation; F(1) = 1/2, with infinite slope; F -> 1/(3 x^2) for large x.

    Parameters
    ----------
    x : array_like
        Not negative.

    Returns
    -------
    numpy.ndarray or float
        Values from 1 down towards 0, of the shape given.

    Raises
    ------
    ValueError
        If a value is negative or not finite.
    """
    x = np.asarray(x, float)
    bad = ~(np.isfinite(x) & (x >= 0))
    if np.any(bad):
        raise ValueError(f"x must be finite and not negative, got {x[bad].flat[0]:g}")
    small, large = x < 1e-3, x > 1e2
    middle = np.where(small | large | (x == 1), 0.5, x)
    value = 0.5 + (1 - middle**2) / (4 * middle) * np.log(np.abs((1 + middle) / (1 - middle)))
    value = np.where(x == 1, 0.5, value)
    value = np.where(small, 1 - x**2 / 3, value)
    far = np.where(large, x, 1.0) ** -2
    return np.where(large, far / 3 + far**2 / 15 + far**3 / 35, value)[()]


# The warm Fermi gas, in units of its Fermi energy: theta = k_B T / E_F.  Its response is the mean of the responses of
# cold gases of all chemical potentials nu, weighted with -df/dnu, as its occupation is that mean of step functions.

_NODES, _WEIGHTS = np.polynomial.legendre.leggauss(192)
_NODES, _WEIGHTS = (_NODES + 1) / 2, _WEIGHTS / 2
_SPAN = 36  # -df/dnu is below 1e-15 of its maximum at this many theta from mu


def _window(mu: float, theta: float) -> tuple[float, float]:
    return max(0.0, mu - _SPAN * theta), max(mu, 0.0) + _SPAN * theta


def _thermal_weight(nu, mu: float, theta: float):
    return 1 / (4 * theta * np.cosh((nu - mu) / (2 * theta)) ** 2)


def _thermal_mean(function, mu: float, theta: float) -> float:
    low, high = _window(mu, theta)
    # From zero on, the functions go as a power of sqrt(nu).
    place, slope = (_NODES, 1.0) if low > 0 else (_NODES**2, 2 * _NODES)
    nu = low + (high - low) * place
    return float(np.sum(_WEIGHTS * slope * (high - low) * _thermal_weight(nu, mu, theta) * function(nu)))


def _chemical_potential(theta: float) -> float:
    """mu / E_F of the ideal Fermi gas: the mean of nu^(3/2) is 1."""
    lowest = -theta * (3 + 1.5 * max(0.0, np.log(theta)))
    return brentq(lambda mu: _thermal_mean(lambda nu: nu**1.5, mu, theta) - 1, lowest, 1.5, xtol=1e-13)


def _relative_compressibility(theta: float) -> float:
    """dn/dmu relative to its value at zero temperature."""
    return _thermal_mean(np.sqrt, _chemical_potential(theta), theta)


def _static_response(x: np.ndarray, theta: float) -> np.ndarray:
    """Static response at q / 2 k_F = x and temperature theta, relative to that at x = 0 and theta = 0."""
    if theta == 0:
        return lindhard_function(x)
    mu = _chemical_potential(theta)
    low, high = _window(mu, theta)
    # The cold response has its singular slope where sqrt(nu) = x: integrate up to it and on from it.
    split = np.clip(x**2, low, high)[:, None]
    total = np.zeros_like(x)
    for end in (low, high):
        nu = np.maximum(split + (end - split) * _NODES**2, 1e-300)
        root = np.sqrt(nu)
        cold = root * lindhard_function(x[:, None] / root)
        total += np.abs(end - split[:, 0]) * np.sum(
            2 * _NODES * _WEIGHTS * _thermal_weight(nu, mu, theta) * cold, axis=1
        )
    return total


def _panels(highest: float, widest: float) -> np.ndarray:
    """Ends of intervals from 0 to `highest`, none wider than `widest`, ever narrower towards 0 and 1."""
    steps = 2.0 ** -np.arange(1, 34)
    ends = np.unique(np.concatenate([[0, 1, 2, highest], steps, 1 - steps, 1 + steps]))
    parts = [np.linspace(a, b, int(np.ceil((b - a) / widest)) + 1)[:-1] for a, b in pairwise(ends)]
    return np.append(np.concatenate(parts), highest)


def lindhard_potential(
    separation_angstrom,
    *,
    carrier_density_cm3: float,
    effective_mass_me: float = 1.0,
    dielectric_constant: float = 1.0,
    temperature_k: float = 0.0,
):
    """Repulsion of two static charges with static Lindhard (random-phase) screening, in eV; negative is attraction.

    V(r) = (2 e^2 / 4 pi eps0 epsilon pi r) int_0^inf dq sin(q r) q / (q^2 + F(q/2k_F) / lambda^2), lambda being the
    Thomas-Fermi length.  The part that falls off slowest with q, q^3 / (q^4 + b^4) with b^4 = 4 k_F^2 / (3 lambda^2),
    is integrated exactly: it gives exp(-s) cos(s), s = b r / sqrt 2.  The rest falls as q^-7 and is integrated by
    Gauss's rule on intervals that resolve sin(q r) and shrink towards q = 2 k_F, where F has infinite slope.

    Parameters
    ----------
    separation_angstrom : array_like
        Distances, positive; at most 500 / k_F.
    carrier_density_cm3, effective_mass_me, dielectric_constant : float
        As in `wigner_seitz_radius`, single numbers.
    temperature_k : float
        Temperature in kelvin; it rounds off the Fermi surface and damps the oscillations.

    Returns
    -------
    numpy.ndarray or float
        In eV, of the shape of the distances.

    Raises
    ------
    ValueError
        If an argument is not positive (the temperature: negative) or not finite, or a distance is too large.
    """
    bare = bare_coulomb(separation_angstrom, dielectric_constant=dielectric_constant)
    k_f = float(fermi_wavevector(carrier_density_cm3=carrier_density_cm3))
    phase = 2 * k_f * np.ravel(np.asarray(separation_angstrom, float))
    if phase.max(initial=0) > 1000:
        raise ValueError(
            f"separation_angstrom must be at most {500 / k_f:.4g} at this density, got {phase.max() / (2 * k_f):g}"
        )
    length = thomas_fermi_length(
        carrier_density_cm3=carrier_density_cm3,
        effective_mass_me=effective_mass_me,
        dielectric_constant=dielectric_constant,
    )
    strength = float(1 / (2 * k_f * length) ** 2)
    theta = thermal_energy(temperature_k=temperature_k) / float(
        fermi_energy(carrier_density_cm3=carrier_density_cm3, effective_mass_me=effective_mass_me)
    )
    nodes, weights = np.polynomial.legendre.leggauss(16)
    # Sixteen points for at most two oscillations.
    highest = 30 * max(1.0, strength**0.25) * max(1.0, np.sqrt(theta))
    ends = _panels(highest, 4 * np.pi / max(phase.max(initial=0), 4 * np.pi))
    half = np.diff(ends)[:, None] / 2
    x = (ends[:-1, None] + half * (1 + nodes)).ravel()
    rest = x / (x**2 + strength * _static_response(x, theta)) - x**3 / (x**4 + strength / 3)
    rest *= (half * weights).ravel()
    slow = (strength / 3) ** 0.25 / np.sqrt(2) * phase
    relative = np.exp(-slow) * np.cos(slow) + 2 / np.pi * (np.sin(np.outer(phase, x)) @ rest)
    return (bare * relative.reshape(np.shape(bare)))[()]
