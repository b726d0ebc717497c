"""One line of a table as the reader sees it: what it should hold and one way to read it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from gongkai.reading.tokens import Token
from gongkai.report.filing import Number, Origin
from gongkai.report.form import Kind

#: No count in any report has more digits than this.
LONGEST = 10
#: More readings of one line than this and the line is left undetermined.
MOST = 4000

#: (index of the whole, indices of its parts) within a line.
Check = tuple[int, tuple[int, ...]]


class Candidate(NamedTuple):
    """One reading of a line: values in column order (``None``: no number), how each was had.

    ``sources`` are the tokens behind the values; ``cost`` is 0 for what simply stands there and
    grows with every liberty taken.
    """

    values: tuple[Number | None, ...]
    origins: tuple[Origin, ...]
    sources: tuple[Token | None, ...]
    cost: int


class Slot(NamedTuple):
    """The columns of one line as the reader needs them: what each counts, and the row's sums.

    ``next_ordinal`` is the list number of the next label, ``row`` where the line's own label ends;
    ``starts`` are the cells at which the numbers of the table's complete rows begin, ``adjoins`` says that
    nothing ever stands between their labels and them,
    ``blanks`` says that the table leaves cells empty as a habit, ``glued`` that the document runs
    numbers together, ``crowded`` that some of the line's numbers may be the line's before.
    """

    kinds: tuple[Kind, ...]
    checks: tuple[Check, ...]
    next_ordinal: int | None = None
    row: int = -1
    starts: frozenset[int] = frozenset()
    adjoins: bool = False
    blanks: bool = False
    glued: bool = False
    crowded: bool = False

    @property
    def size(self) -> int:
        """How many cells the line has."""
        return len(self.kinds)


class Held(NamedTuple):
    """What is known of one line: all its tokens, those that are cells, and what it should hold."""

    pool: tuple[Token, ...]
    numerals: tuple[Token, ...]
    slot: Slot


def holds(values: Sequence[Number | None], checks: Iterable[Check]) -> bool:
    """Whether the row's own sums hold as far as they can be told."""
    for whole, parts in checks:
        printed, known = values[whole], [values[index] for index in parts]
        if printed is None or None in known:
            if printed is not None and sum(value for value in known if value is not None) > printed:
                return False
        elif sum(known) != printed:  # type: ignore[arg-type]
            return False
    return True
