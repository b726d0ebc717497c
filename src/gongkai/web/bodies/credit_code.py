"""The unified social credit code (统一社会信用代码, GB 32100-2015)."""

from __future__ import annotations

ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
"""The characters of the code, each worth its place; I, O, S, V and Z are not used."""
LENGTH = 18


def is_credit_code(written: str) -> bool:
    """Whether these are eighteen characters whose last one checks the others."""
    if len(written) != LENGTH or any(sign not in ALPHABET for sign in written):
        return False
    *digits, check = (ALPHABET.index(sign) for sign in written)
    total = sum(digit * pow(3, place, 31) for place, digit in enumerate(digits))
    return (total + check) % 31 == 0
