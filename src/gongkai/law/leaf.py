"""The ways in which an application can end (办理结果): the codes that all other parts use."""

from __future__ import annotations

from enum import StrEnum

from gongkai.law.rule import rule


@rule("条例:36", "条例:37", "条例:38", "条例:39", "30号")
class Leaf(StrEnum):
    """One application ends in exactly one of these.

    ``u1a`` (searched and found none, art 36(4)) and ``u1b`` (not this organ's, art 36(5)) are two
    answers in law that the form counts in one row.
    """

    GRANTED = "granted"
    PARTIAL = "partial"
    D1 = "d1"
    D2 = "d2"
    D3 = "d3"
    D4 = "d4"
    D5 = "d5"
    D6 = "d6"
    D7 = "d7"
    D8 = "d8"
    U1A = "u1a"
    U1B = "u1b"
    U2 = "u2"
    U3 = "u3"
    R1 = "r1"
    R2 = "r2"
    R3 = "r3"
    R4 = "r4"
    R5 = "r5"
    O1 = "o1"
    O2 = "o2"
    O3 = "o3"

    @property
    def row(self) -> str:
        """The key of the row in table 3 of the annual report that counts it."""
        return "u1" if self in (Leaf.U1A, Leaf.U1B) else self.value
