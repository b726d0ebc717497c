"""Files beside the database: under random names, and gone again where the transaction does not hold."""

from __future__ import annotations

import secrets
from types import TracebackType
from typing import Any

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage
from django.db import models
from django.utils.deconstruct import deconstructible


def storage() -> FileSystemStorage:
    """Where files lie that belong to rows of the database."""
    return FileSystemStorage(settings.GONGKAI_FILES)


@deconstructible
class RandomName:
    """A name in a folder that says nothing of what the sender called the file."""

    def __init__(self, folder: str) -> None:
        self.folder = folder

    def __call__(self, _row: Any, _name: str) -> str:
        """The name for a new file."""
        return f"{self.folder}/{secrets.token_hex(16)}"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, RandomName) and other.folder == self.folder

    def __hash__(self) -> int:
        return hash(self.folder)


class StoredFile(models.Model):
    """A file of a row: what the sender called it, what it is by its content, its bytes, their SHA-256.

    The one field each has to add is ``file``, with a folder of its own.
    """

    name = models.CharField(max_length=120)
    kind = models.CharField(max_length=10)
    size = models.PositiveIntegerField()
    digest = models.CharField(max_length=64)

    class Meta:
        """Has no table of its own."""

        abstract = True

    def __str__(self) -> str:
        return self.name


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
