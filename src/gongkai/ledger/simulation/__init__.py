"""Made-up years: lawful and realistic histories that count to given figures, and a whole district of them.

Used by tests, benchmarks and the demonstration.  Everything is a pure function of its seed.
"""

from gongkai.ledger.simulation.district import MOST, Body, BodyKind, district, next_year
from gongkai.ledger.simulation.draw import figures_drawn
from gongkai.ledger.simulation.exact import histories_for
from gongkai.ledger.simulation.figures import FREE_OF_CHARGE, Figures, figures_of

__all__ = [
    "FREE_OF_CHARGE",
    "MOST",
    "Body",
    "BodyKind",
    "Figures",
    "district",
    "figures_drawn",
    "figures_of",
    "histories_for",
    "next_year",
]
