"""A text as search terms: whole words and numbers, Chinese as pairs of neighbouring characters.

No dictionary is used, so nothing ages and every word of one or two characters is found: what is
looked for stands in a text exactly if its terms stand there side by side.  Terms are plain ASCII,
so that every search engine takes them as they are.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from hashlib import sha256
from itertools import pairwise

HAN = "\u2e80-\u2fdf\u3005-\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_PIECE = re.compile(rf"[{HAN}]+|[^\W_{HAN}]+")
WIDTH = 6
"""Characters of the term of one Chinese character: the beginning of the term of every pair that it opens."""
LONGEST = 60
"""A word longer than this stands in the index by its digest."""
MOST = 8000
"""Terms kept of one text; PostgreSQL counts places up to 16 383."""


def folded(text: str) -> str:
    """Wide and narrow forms, capitals and accents made equal (NFKC, case, width)."""
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", text).casefold())
    kept = "".join(char for char in plain if not unicodedata.combining(char))
    return unicodedata.normalize("NFKC", kept)


def pieces(text: str) -> list[str]:
    """Runs of Chinese characters, and words or numbers, in order; what divides them is left out."""
    return _PIECE.findall(folded(text))


def terms(text: str) -> list[str]:
    """The terms of a text in their places: each Chinese character with its neighbour, each word as a whole."""
    return [term for piece in pieces(text) for term in _of_piece(piece)][:MOST]


def phrases(words: str, most: int = 8) -> list[tuple[list[str], bool]]:
    """What is looked for: for each part between blanks its terms, and whether the last is only a beginning."""
    return [phrase for part in words.split()[:most] if (phrase := _phrase(pieces(part)))]


def _phrase(parts: list[str]) -> tuple[list[str], bool] | None:
    if not parts:
        return None
    found = [term for piece in parts for term in _of_piece(piece)]
    if not is_han(parts[-1]):
        return found, False
    return (found, True) if len(parts[-1]) == 1 else (found[:-1], False)


def is_han(piece: str) -> bool:
    """Whether the piece is a run of Chinese characters."""
    return re.match(f"[{HAN}]", piece) is not None


def _of_piece(piece: str) -> Iterator[str]:
    if is_han(piece):
        codes = [f"h{ord(char):05x}" for char in piece]
        yield from (first + second for first, second in pairwise(codes))
        yield codes[-1]
    elif len(piece) <= LONGEST:
        yield f"w{piece}" if piece.isascii() else f"x{piece.encode().hex()}"
    else:
        yield f"y{sha256(piece.encode()).hexdigest()}"
