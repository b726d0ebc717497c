"""The search index: what can be looked for in a matter, kept in the same transaction as its facts.

SQLite keeps the terms in an FTS5 table, PostgreSQL as ``tsvector``; both find the same matters.
Nothing personal is in it: the ledger holds none.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

from django.db import connection
from django.db.models import IntegerField
from django.db.models.expressions import RawSQL

from gongkai.ledger.history import History
from gongkai.web.cases.terms import WIDTH, phrases, terms

FIELDS = (
    *("asks", "title", "number", "document", "name", "earlier", "dispute", "about", "item"),
    *("note", "reason", "to", "replaced_by"),
)
"""The fields of facts that can be looked for."""

BATCH = 500
FEW = 1000
"""So many keys are looked up one by one; more are better met on the way through a list."""

CREATE = {
    "sqlite": (f"CREATE VIRTUAL TABLE cases_terms USING fts5(terms, tokenize='ascii', prefix='{WIDTH}')",),
    "postgresql": (
        "CREATE TABLE cases_terms (rowid bigint PRIMARY KEY, terms tsvector NOT NULL)",
        "CREATE INDEX cases_terms_words ON cases_terms USING gin (terms)",
    ),
}
"""How the index is made, by the kind of database."""

_WRITE = {
    "sqlite": "INSERT OR REPLACE INTO cases_terms (rowid, terms) VALUES (%s, %s)",
    "postgresql": "INSERT INTO cases_terms (rowid, terms) VALUES (%s, %s) "
    "ON CONFLICT (rowid) DO UPDATE SET terms = excluded.terms",
}
_LIKE = {
    "sqlite": "SELECT rowid FROM cases_terms WHERE cases_terms MATCH %s ORDER BY rank LIMIT %s",
    "postgresql": "SELECT rowid FROM cases_terms WHERE terms @@ %s::tsquery "
    "ORDER BY ts_rank(terms, %s::tsquery) DESC LIMIT %s",
}
_MATCH = {
    "sqlite": "SELECT rowid FROM cases_terms WHERE cases_terms MATCH %s",
    "postgresql": "SELECT rowid FROM cases_terms WHERE terms @@ %s::tsquery",
}


def text_of(history: History) -> str:
    """All that can be looked for in a matter, its number first."""
    said = (str(value) for fact in history.facts for name in FIELDS if (value := getattr(fact, name, "")))
    return "\n".join(dict.fromkeys((history.matter, *said)))


def write(entries: Iterable[tuple[int, int, str]]) -> None:
    """Put matters into the index, each by key, key of its body, and text; what stood there before goes."""
    waiting = iter(entries)
    with connection.cursor() as cursor:
        while rows := [(key, _vector(body, text)) for key, body, text in islice(waiting, BATCH)]:
            cursor.executemany(_WRITE[connection.vendor], rows)


def hits(words: str, bodies: Iterable[int]) -> list[int] | RawSQL:
    """The keys of the matters of these bodies in which all the words stand: as a list if they are few.

    A database does not know beforehand how many a word finds.  Beginning with a few keys costs next to
    nothing; beginning with the matters in their order costs least where nearly every one fits.
    """
    query = _query(words, bodies)
    if query is None:
        return []
    with connection.cursor() as cursor:
        cursor.execute(f"{_MATCH[connection.vendor]} LIMIT {FEW + 1}", (query,))
        found = [key for (key,) in cursor.fetchall()]
    return found if len(found) <= FEW else RawSQL(_MATCH[connection.vendor], (query,))


def counted(words: str, bodies: Iterable[int], most: int) -> RawSQL | None:
    """How many there are, counted up to ``most``: without looking at the matters."""
    query = _query(words, bodies)
    if query is None:
        return None
    found = f"(SELECT COUNT(*) FROM ({_MATCH[connection.vendor]} LIMIT %s) found)"
    return RawSQL(found, (query, most), output_field=IntegerField())


def like(wanted: list[str], body: int, most: int) -> list[int]:
    """The keys of a body's matters that share terms with these, the likest first, ``most`` at the most."""
    if not wanted:
        return []
    sqlite = connection.vendor == "sqlite"
    query = f"{_owner(body)} AND ({' OR '.join(wanted)})" if sqlite else f"{_owner(body)} & ({' | '.join(wanted)})"
    with connection.cursor() as cursor:
        cursor.execute(_LIKE[connection.vendor], [query, *([] if sqlite else [query]), most])
        return [key for (key,) in cursor.fetchall()]


def _query(words: str, bodies: Iterable[int]) -> str | None:
    wanted = phrases(words)
    if not wanted:
        return None
    owners = [_owner(body) for body in bodies] or ["b0"]
    return _sqlite(wanted, owners) if connection.vendor == "sqlite" else _postgresql(wanted, owners)


def _owner(body: int) -> str:
    """The term that says whose matter it is: a search never reads what another body has."""
    return f"b{body}"


def _vector(body: int, text: str) -> str:
    listed = [_owner(body), *terms(text)]
    if connection.vendor == "sqlite":
        return " ".join(listed)
    return " ".join(f"{term}:{place}" for term, place in _places(listed))


def _places(listed: list[str]) -> Iterator[tuple[str, str]]:
    where: dict[str, list[str]] = {}
    for place, term in enumerate(listed, start=1):
        where.setdefault(term, []).append(str(place))
    return ((term, ",".join(found)) for term, found in where.items())


def _sqlite(wanted: list[tuple[list[str], bool]], owners: list[str]) -> str:
    said = [f'"{" ".join(found)}"{" *" if begins else ""}' for found, begins in wanted]
    return " AND ".join([*said, f"({' OR '.join(owners)})"])


def _postgresql(wanted: list[tuple[list[str], bool]], owners: list[str]) -> str:
    said = [f"({' <-> '.join(found)}{':*' if begins else ''})" for found, begins in wanted]
    return " & ".join([*said, f"({' | '.join(owners)})"])


def reindex(entries: Iterable[tuple[int, int, Any]]) -> None:
    """The same for many histories."""
    write((key, body, text_of(history)) for key, body, history in entries)
