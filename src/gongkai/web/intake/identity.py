"""Equal applicants recognised without naming them, secrets that cannot be read back, and names half covered."""

from __future__ import annotations

import re
import secrets
import unicodedata

from django.utils.crypto import constant_time_compare, salted_hmac

ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
"""No character that is taken for another when written by hand."""
CODE_LENGTH = 12
KEY_LENGTH = 16
"""Of an applicant's key: two of a billion applicants share one with a chance below 3%."""
_NAMESPACE = "gongkai.intake"


def keyed(purpose: str, value: str) -> str:
    """A value as 64 hexadecimal digits that say nothing without the secret key of this office."""
    return salted_hmac(f"{_NAMESPACE}.{purpose}", value, algorithm="sha256").hexdigest()


def applicant_key(*, id_kind: str, id_number: str, name: str, phone: str) -> str:
    """The same for the same applicant: by identity document, else by name and telephone; empty for nobody.

    Width, case, blanks and dashes make no difference.
    """
    number = plain(id_number)
    if number:
        return keyed("applicant", f"id:{id_kind}:{number}")[:KEY_LENGTH]
    who, where = plain(name), re.sub(r"\D", "", plain(phone))
    return keyed("applicant", f"name:{who}:{where}")[:KEY_LENGTH] if who and where else ""


def plain(text: str) -> str:
    """Letters and digits alone, in one width and case."""
    return re.sub(r"[\W_]", "", unicodedata.normalize("NFKC", text)).upper()


def new_secret() -> str:
    """The secret part of a draft's address."""
    return secrets.token_urlsafe(24)


def code_of(secret: str) -> str:
    """The query code (查询码) of whoever holds a secret: 12 characters, the same each time."""
    rest = int(keyed("code", secret), 16)
    digits = []
    for _ in range(CODE_LENGTH):
        rest, digit = divmod(rest, len(ALPHABET))
        digits.append(ALPHABET[digit])
    return "".join(digits)


def code_hash(code: str) -> str:
    """What is kept of a query code; blanks, dashes and case do not matter."""
    return keyed("code-kept", plain(code))


def grouped(code: str) -> str:
    """A code in groups of four, easier to copy."""
    return "-".join(code[start : start + 4] for start in range(0, len(code), 4))


def masked(text: str, *, start: int = 1, end: int = 0) -> str:
    """A name or number of which only the ends show, at most two thirds of it: 张*、1*****、138****8000."""
    shown = len(text) * 2 // 3
    start = min(start, shown)
    end = min(end, shown - start)
    return text[:start] + "*" * min(len(text) - start - end, 5) + (text[-end:] if end else "")


def same(one: str, other: str) -> bool:
    """Equality that takes the same time wherever two values differ."""
    return constant_time_compare(one, other)
