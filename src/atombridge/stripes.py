"""Striped images of the CuO₂ plane: a stated model of one, its Fourier analysis, and pair densities along Cu-O-Cu.

Lengths in the plane are in lattice constants ``a`` and wavevectors in reciprocal lattice units, 2π/a, unless a name
says angstrom.  An image is a square array ``[y, x]`` over whole unit cells; its first pixel lies on a copper.
Nothing here comes from a measured image.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .plane import copper_positions, oxygen_positions

__all__ = [
    "LONGEST_A",
    "SHORTEST_A",
    "SITES",
    "Period",
    "amplitude_spectrum",
    "centre_of_mass_density",
    "measure_period",
    "modulation_in_cell",
    "site_contrast",
    "stripe_amplitudes",
    "topograph",
]

SITES = ("copper", "oxygen")
"""Where the modulated contrast of the model image can sit."""

SHORTEST_A, LONGEST_A = 2.2, 10.0
"""Periods, in lattice constants, between which `measure_period` looks for a wave."""

_BRAGG_ORDERS = 3  # lattice harmonics and pairs of satellites that a fit includes
_INFORMING = 3  # the wave and its first pair of satellites


def _positive(**values: float) -> None:
    for name, value in values.items():
        if not (np.isfinite(value) and value > 0):
            raise ValueError(f"{name} must be finite and positive, got {value}")


def topograph(
    *,
    site: str,
    period_a: float,
    modulation: float = 0.5,
    spot_a: float = 0.2,
    cells: int = 24,
    pixels_per_a: int = 8,
) -> np.ndarray:
    """Noise-free model image of a CuO₂ plane with one unidirectional modulation along x.

    Every copper position carries a Gaussian spot of height 1, standing for the surface atom above it.  The sites named
    by `site` carry a further spot of height ``modulation * (1 + cos(2 pi (x - x0) / period_a)) / 2``.  The crest x0 is
    at a copper for ``"copper"`` and half way between two coppers (bond-centred) for ``"oxygen"``.

    Parameters
    ----------
    site : str
        One of `SITES`.
    period_a : float
        Period, in lattice constants.
    modulation : float
        Height of the modulated spot at a crest, in heights of the surface spot.
    spot_a : float
        Standard deviation of every spot, in lattice constants: the resolution of the tip.
    cells : int
        Unit cells along each side.
    pixels_per_a : int
        Pixels per lattice constant, even, so that every site lies on a pixel.

    Returns
    -------
    numpy.ndarray
        Shape (cells * pixels_per_a, cells * pixels_per_a), in heights of the surface spot.

    Raises
    ------
    ValueError
        For an unknown site, a length that is not positive, or an odd number of pixels.
    """
    if site not in SITES:
        raise ValueError(f"site {site!r} is unknown, allowed are {', '.join(SITES)}")
    _positive(period_a=period_a, spot_a=spot_a)
    if pixels_per_a < 2 or pixels_per_a % 2:
        raise ValueError(f"pixels_per_a must be even and positive, got {pixels_per_a}")
    # Spots just outside the field reach into it.
    margin = int(np.ceil(6 * spot_a)) + 1
    side = cells + 2 * margin
    copper = copper_positions(side, lattice_constant_angstrom=1.0) + cells / 2
    oxygen = oxygen_positions(side, lattice_constant_angstrom=1.0) + cells / 2
    modulated, crest = (copper, 0.0) if site == "copper" else (oxygen, 0.5)
    positions = np.concatenate([copper, modulated])
    wave = (1 + np.cos(2 * np.pi * (modulated[:, 0] - crest) / period_a)) / 2
    heights = np.concatenate([np.ones(len(copper)), modulation * wave])
    pixels = np.arange(cells * pixels_per_a) / pixels_per_a
    spots_x, spots_y = (np.exp(-((pixels[:, None] - positions[:, i]) ** 2) / (2 * spot_a**2)) for i in (0, 1))
    return (spots_y * heights) @ spots_x.T


def _checked_image(image, pixels_per_a: int) -> tuple[np.ndarray, int]:
    image = np.asarray(image, float)
    if image.ndim != 2 or image.shape[0] != image.shape[1] or image.shape[0] % pixels_per_a or not image.size:
        raise ValueError(f"image must be square with whole cells of {pixels_per_a} pixels, got shape {image.shape}")
    if not np.isfinite(image).all():
        raise ValueError("image must be finite")
    return image, image.shape[0] // pixels_per_a


def amplitude_spectrum(image, *, pixels_per_a: int, padding: int = 16) -> tuple[np.ndarray, np.ndarray]:
    """Fourier amplitude of an image along x, for waves that do not vary along y.

    The image is averaged along y, its mean removed, a Hann window applied, and zeros appended before the transform.

    Parameters
    ----------
    image : array_like
        Square image of whole cells.
    pixels_per_a : int
    padding : int
        Length after padding, in lengths of the image.

    Returns
    -------
    (numpy.ndarray, numpy.ndarray)
        Wavevectors in reciprocal lattice units, and amplitudes: a cosine of amplitude A gives a peak of height A.

    Raises
    ------
    ValueError
        If the image is not square and finite with whole cells.
    """
    image, _ = _checked_image(image, pixels_per_a)
    profile = image.mean(axis=0)
    window = np.hanning(len(profile) + 1)[:-1]
    amplitude = 2 * np.abs(np.fft.rfft((profile - profile.mean()) * window, padding * len(profile))) / window.sum()
    return np.fft.rfftfreq(padding * len(profile), 1 / pixels_per_a), amplitude


@dataclass(frozen=True)
class Period:
    """Period of a wave in an image, with standard uncertainties for white noise and a perfectly coherent wave."""

    period_a: float  # lattice constants
    uncertainty_a: float
    wavevector_rlu: float  # 2 pi / a
    wavevector_uncertainty_rlu: float


def measure_period(image, *, pixels_per_a: int) -> Period:
    """Period along x of the strongest wave that is not a multiple of the lattice's.

    The highest peak of `amplitude_spectrum` between `SHORTEST_A` and `LONGEST_A` starts a least-squares fit of the
    image averaged along y.  Fitted are a constant, the lattice harmonics k = 1..3, and a wave with its satellites
    at k ± q, all with free amplitudes and phases, and q.  The uncertainty of q is the one of the linearised fit with
    the scatter of the residuals, for white noise the Cramér-Rao bound of the wave with its satellites at 1 ± q; the
    period's follows through d(1/q) = dq/q².

    Parameters
    ----------
    image : array_like
        Square image of whole cells, at least eight along a side.
    pixels_per_a : int
        At least 8, so that all fitted harmonics are sampled.

    Returns
    -------
    Period

    Raises
    ------
    ValueError
        If the image is not as described, or the fit leaves the range of periods: there is no such wave in it.
    """
    if pixels_per_a < 8:
        raise ValueError(f"pixels_per_a must be at least 8, got {pixels_per_a}")
    image, cells = _checked_image(image, pixels_per_a)
    if cells < 8:
        raise ValueError(f"image must have at least 8 cells along a side, got {cells}")
    wavevectors, amplitude = amplitude_spectrum(image, pixels_per_a=pixels_per_a)
    inside = (wavevectors >= 1 / LONGEST_A) & (wavevectors <= 1 / SHORTEST_A)
    q = wavevectors[inside][np.argmax(amplitude[inside])]

    profile = image.mean(axis=0)
    x = np.arange(len(profile)) / pixels_per_a
    x -= x.mean()
    orders = np.arange(1, _BRAGG_ORDERS + 1)
    lattice = 2 * np.pi * np.outer(x, orders)
    fixed = np.hstack([np.ones((len(x), 1)), np.cos(lattice), np.sin(lattice)])
    # Signed wavevectors s*q + k of the wave and its satellites, strongest first.
    sign = np.concatenate([[1], np.tile([-1, 1], _BRAGG_ORDERS)])
    shift = np.concatenate([[0], np.repeat(orders, 2)])
    for _ in range(30):
        phase = 2 * np.pi * np.outer(x, sign * q + shift)
        cosine, sine = np.cos(phase), np.sin(phase)
        design = np.hstack([fixed, cosine, sine])
        fitted = np.linalg.lstsq(design, profile, rcond=None)[0]
        a, b = np.split(fitted[fixed.shape[1] :], 2)
        # Derivative of the fitted curve by q.  Weak satellites are fitted to noise mostly: they must not inform q.
        slope = 2 * np.pi * x * ((b * cosine - a * sine)[:, :_INFORMING] @ sign[:_INFORMING])
        full = np.column_stack([design, slope])
        step = np.linalg.lstsq(full, profile, rcond=None)[0][-1]
        q += step
        if not (np.any(slope) and 1 / LONGEST_A <= q <= 1 / SHORTEST_A):
            raise ValueError(f"no wave with a period of {SHORTEST_A:g} to {LONGEST_A:g} lattice constants was found")
        if abs(step) < 1e-10:
            break
    residual = profile - design @ fitted
    variance = residual @ residual / (len(profile) - full.shape[1])
    # Of the slope, only what the other columns cannot imitate tells about q.
    own = slope - design @ np.linalg.lstsq(design, slope, rcond=None)[0]
    dq = float(np.sqrt(variance / (own @ own)))
    return Period(float(1 / q), dq / float(q) ** 2, float(q), dq)


def modulation_in_cell(image, *, wavevector_rlu: float, pixels_per_a: int) -> np.ndarray:
    """Complex amplitude of a wave along x at every point of the unit cell.

    Pixels at the same point u of all cells X are fitted with ``c + Re[F(u) exp(-2 pi i q (X + u_x))]``, so that c takes
    up everything that repeats with the lattice and F shows where the modulated contrast sits.

    Parameters
    ----------
    image : array_like
        Square image of whole cells.
    wavevector_rlu : float
        q, in reciprocal lattice units.
    pixels_per_a : int

    Returns
    -------
    numpy.ndarray
        Complex, shape (pixels_per_a, pixels_per_a), ``[y, x]`` within the cell with copper at [0, 0], in the unit of
        the image.

    Raises
    ------
    ValueError
        If the image is not square and finite with whole cells, or q is not between 0 and 1/2.
    """
    if not 0 < wavevector_rlu < 0.5:
        raise ValueError(f"wavevector_rlu must be between 0 and 0.5, got {wavevector_rlu}")
    image, cells = _checked_image(image, pixels_per_a)
    # Average over cells along y; then [point y, cell, point x].
    columns = image.reshape(cells, pixels_per_a, cells, pixels_per_a).mean(axis=0)
    series = columns.transpose(1, 0, 2).reshape(cells, -1)
    phase = 2 * np.pi * wavevector_rlu * np.arange(cells)
    design = np.column_stack([np.ones(cells), np.cos(phase), np.sin(phase)])
    _, real, imaginary = np.linalg.lstsq(design, series, rcond=None)[0]
    within = 2 * np.pi * wavevector_rlu * np.arange(pixels_per_a) / pixels_per_a
    return (real + 1j * imaginary).reshape(pixels_per_a, pixels_per_a) * np.exp(1j * within)


def site_contrast(in_cell) -> float:
    """One number for where a modulation sits: (O - Cu) / (O + Cu), from -1 (all on copper) to +1 (all on oxygen).

    Parameters
    ----------
    in_cell : array_like
        Amplitudes as `modulation_in_cell` returns them, with an even number of points along each side, at least 6.

    Returns
    -------
    float
        Cu is the modulus at the copper, O the mean of the moduli at the two oxygens.  Each is taken of the mean
        amplitude of three by three points around the site, which takes out noise.

    Raises
    ------
    ValueError
        If the array is not square with an even side of at least 6, or zero at all three sites.
    """
    in_cell = np.asarray(in_cell)
    if in_cell.ndim != 2 or in_cell.shape[0] != in_cell.shape[1] or in_cell.shape[0] % 2 or in_cell.shape[0] < 6:
        raise ValueError(f"in_cell must be square with an even side of at least 6, got shape {in_cell.shape}")
    # The amplitude repeats with the cell, so the copper in the corner has neighbours on the far sides.
    near = [np.roll(in_cell, (i, j), axis=(0, 1)) for i in (-1, 0, 1) for j in (-1, 0, 1)]
    size = np.abs(np.mean(near, axis=0))
    half = size.shape[0] // 2
    copper, oxygen = size[0, 0], (size[0, half] + size[half, 0]) / 2
    if copper + oxygen == 0:
        raise ValueError("there is no modulation at copper or oxygen")
    return float((oxygen - copper) / (oxygen + copper))


def stripe_amplitudes(positions_a, *, period_a: float, crest_a: float) -> np.ndarray:
    """Amplitudes c of a striped pair state, c² = (1 + cos(2 pi (x - crest) / period)) / 2.

    Parameters
    ----------
    positions_a : array_like
        Bridge sites along the chain, in lattice constants.
    period_a, crest_a : float
        Period of the density and position of one crest, in lattice constants.

    Returns
    -------
    numpy.ndarray
        The moduli of the amplitudes, as for a state without sign changes.

    Raises
    ------
    ValueError
        If the period is not positive.
    """
    _positive(period_a=period_a)
    return np.abs(np.cos(np.pi * (np.asarray(positions_a, float) - crest_a) / period_a))


def centre_of_mass_density(x_angstrom, *, sites_angstrom, amplitudes, width_angstrom: float) -> np.ndarray:
    """Probability density of a pair's centre of mass in a tight-binding state along a chain.

    ``Theta(X) = sum_n c_n w(X - X_n)`` with real amplitudes c and Gaussians w, ``|w|²`` having the standard deviation
    `width_angstrom`.  Neighbouring Gaussians overlap, ``S_nm = exp[-(X_n - X_m)² / (8 width²)]``, which the
    normalisation includes.

    Parameters
    ----------
    x_angstrom : array_like
        Where the density is wanted, in angstrom.
    sites_angstrom : array_like
        Bridging atoms, shape (n,), in angstrom.
    amplitudes : array_like
        c, shape (n,), any scale.
    width_angstrom : float
        Standard deviation of ``|w|²``, in angstrom.

    Returns
    -------
    numpy.ndarray
        ``|Theta|²`` per angstrom, of the shape of `x_angstrom`; its integral over all X is 1.

    Raises
    ------
    ValueError
        If sites and amplitudes differ in number, all amplitudes vanish, or the width is not positive.
    """
    _positive(width_angstrom=width_angstrom)
    sites, c = np.asarray(sites_angstrom, float), np.asarray(amplitudes, float)
    if sites.ndim != 1 or sites.shape != c.shape or not sites.size:
        raise ValueError(f"sites and amplitudes must be two lists of one length, got shapes {sites.shape}, {c.shape}")
    if not np.any(c):
        raise ValueError("amplitudes must not all be zero")
    overlap = np.exp(-((sites[:, None] - sites) ** 2) / (8 * width_angstrom**2))
    x = np.asarray(x_angstrom, float)
    orbitals = np.exp(-((x[..., None] - sites) ** 2) / (4 * width_angstrom**2))
    orbitals /= (2 * np.pi * width_angstrom**2) ** 0.25
    return (orbitals @ c) ** 2 / (c @ overlap @ c)
