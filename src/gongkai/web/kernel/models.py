"""What all processes of the office count together, where no Redis does it."""

from __future__ import annotations

from django.db import models


class Shared(models.Model):
    """One entry of the cache that processes share: :mod:`gongkai.web.kernel.shared` reads and writes it."""

    cache_key = models.CharField(max_length=255, primary_key=True)
    value = models.TextField()
    expires = models.DateTimeField(db_index=True)

    class Meta:
        """By the name that the settings use."""

        db_table = "kernel_shared"

    def __str__(self) -> str:
        return self.cache_key
