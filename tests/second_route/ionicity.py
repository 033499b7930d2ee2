"""Pauling's ionic character: as a chi-squared distribution, with electronegativities and formulas of other libraries.

1 - exp(-d^2 / 4) is the distribution function of chi-squared with two degrees of freedom at d^2 / 2.
"""

import re
from fractions import Fraction

from molmass import ELEMENTS
from molmass.elements import SERIES
from periodictable import formula
from scipy import stats

from . import route, rows, shown, stated

# Pauling, The Nature of the Chemical Bond (1960); molmass has Allred's later values for these three.
PAULING = {"Bi": 1.9, "Hg": 1.9, "Tl": 1.8}

NO_METALS = ("Nonmetals", "Noble gases", "Halogens", "Metalloids")
"""Series of the periodic table, as molmass names them."""


def atoms(text: str) -> dict[str, float]:
    """Atoms in a formula, by the parser of periodictable."""
    return {str(element): count for element, count in formula(text).atoms.items()}


def chi(symbol: str, original: bool = True) -> float:
    """Electronegativity in Pauling units."""
    return PAULING[symbol] if original and symbol in PAULING else ELEMENTS[symbol].eleneg


def bond(a: str, b: str, original: bool = True) -> float:
    return float(stats.chi2.cdf((chi(a, original) - chi(b, original)) ** 2 / 2, df=2))


def ionicity(text: str, anion: str = "O", original: bool = True) -> float:
    """Mean over the metal atoms of a formula."""
    metals = {symbol: n for symbol, n in atoms(text).items() if SERIES[ELEMENTS[symbol].series] not in NO_METALS}
    return sum(n * bond(symbol, anion, original) for symbol, n in metals.items()) / sum(metals.values())


TABLE = rows("paper/table_1")
VALUES = {row["formula"]: ionicity(row["formula"]) for row in TABLE}


def _of_compound(claim: str, text: str) -> None:
    @route("library", "table-1", claim)
    def of_compound():
        """chi-squared distribution, electronegativities of molmass, formula parsed by periodictable."""
        return VALUES[text]


for _row in TABLE:
    _of_compound(_row["claim"], _row["formula"])


@route("library", "table-1", "C049")
def sodium_chloride():
    """chi-squared distribution, electronegativities of molmass."""
    return 100 * bond("Na", "Cl")


@route("library", "table-1", "C052")
def span_of_table():
    """Ends of the twelve values by the second route."""
    return [min(VALUES.values()), max(VALUES.values())]


def cells_agreeing(original: bool) -> int:
    return sum(f"{ionicity(row['formula'], original=original):.3f}" == stated(row["claim"]) for row in TABLE)


@route("library", "table-1", "C350")
def cells_that_agree():
    """The twelve values printed to three decimals against the letter's."""
    return cells_agreeing(original=True)


@route("library", "table-1", "C048")
def formula_gives_the_table():
    """The same, all twelve."""
    return cells_agreeing(original=True) == 12


@route("library", "table-1", "C351")
def older_values_are_needed():
    """With the electronegativities of molmass as they stand, Allred's for Bi, Tl and Hg, cells fail."""
    return cells_agreeing(original=True) == 12 and cells_agreeing(original=False) < 12


@route("library", "table-1", "C009", "C053")
def every_average_above_half():
    """Smallest of the twelve values by the second route."""
    return shown(min(VALUES.values()) > 0.5, [f"{min(VALUES.values()):.3f}"])


@route("library", "table-1", "C020")
def half_the_atoms_are_oxygen():
    """Formulas parsed by periodictable."""
    return all(2 * counts["O"] >= sum(counts.values()) for counts in map(atoms, VALUES))


@route("library", "table-1", "C027")
def no_other_nonmetal():
    """Series of the periodic table as in molmass."""
    return not any(SERIES[ELEMENTS[s].series] in NO_METALS for text in VALUES for s in atoms(text) if s != "O")


@route("library", "table-1", "C030")
def rank_of_oxygen():
    """Electronegativities of molmass."""
    return 1 + sum(element.eleneg > ELEMENTS["O"].eleneg for element in ELEMENTS)


@route("library", "table-1", "C185", "C226")
def iron_compounds_more_than_half_ionic():
    """chi-squared distribution, electronegativities of molmass."""
    values = [ionicity("FeAs", "As"), ionicity("FeSe", "Se"), ionicity("BaFe2As2", "As")]
    return shown(min(values) > 0.5, [f"{value:.3f}" for value in values])


@route("library", "e32", "C185", "C226")
def iron_pnictides_in_the_median():
    """The bond that most of them share, Fe-As, and Fe-Se, by the second route; the records themselves are not here."""
    return bond("Fe", "As") > 0.5 and bond("Fe", "Se") > 0.5


def charges_left() -> tuple[float, float]:
    """What two formulas leave for Cu and Ni, from the oxidation states of molmass, as fractions."""

    def left(text: str, metal: str) -> float:
        found = atoms(text)
        states = {s: int(re.search(r"(-?\d+)\*", ELEMENTS[s].oxistates)[1]) for s in found if s != metal}
        return float(-Fraction(sum(int(found[s]) * q for s, q in states.items()), int(found[metal])))

    return left("HgBa2Ca2Cu3O10", "Cu"), left("La2PrNiO7", "Ni")


@route("library", "table-1", "C349")
def formulas_balance():
    """Oxidation states of molmass, for the two formulas that do not balance."""
    charges = charges_left()
    return shown(all(1 <= charge <= 3 for charge in charges), [f"{charge:.2f}" for charge in charges])


@route("library", "table-1", "C353")
def average_separates_insulators():
    """chi-squared distribution, electronegativities of molmass."""
    insulators = [ionicity(text) for text in ("MgO", "SrTiO3", "La2CuO4")]
    return shown(max(insulators) < min(VALUES.values()), [f"{value:.3f}" for value in insulators])
