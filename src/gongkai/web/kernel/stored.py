"""Files that are written within a transaction: gone again where it does not hold."""

from __future__ import annotations

from types import TracebackType
from typing import Any

from django.core.files.base import ContentFile


class Stored:
    """Around a transaction (``with Stored() as stored, transaction.atomic(): …``): what failed leaves no file."""

    def __init__(self) -> None:
        self._made: list[tuple[Any, str]] = []

    def keep(self, field: Any, name: str, content: bytes) -> None:
        """Write a file into a field of a row that is about to be saved."""
        field.save(name, ContentFile(content), save=False)
        self._made.append((field.storage, str(field.name)))

    def __enter__(self) -> Stored:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, _error: BaseException | None, _at: TracebackType | None
    ) -> None:
        if kind is not None:
            for storage, name in self._made:
                storage.delete(name)
