"""Since when everybody may read what was made public: computed from the facts at the next look."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import migrations, models

LONG_AGO = date(2000, 1, 1)
PUBLIC = models.Q(public_on__isnull=False)


def look_again(apps: Any, _: Any) -> None:
    """Items and documents are due to be computed."""
    matters = apps.get_model("cases", "Matter").objects
    matters.filter(kind__in=("publication", "document")).update(changes_on=LONG_AGO)


class Migration(migrations.Migration):
    dependencies = [("cases", "0005_applicants")]
    operations = [
        migrations.AddField("matter", "public_on", models.DateField(null=True)),
        migrations.AddIndex(
            "matter", models.Index(fields=["-public_on", "-id"], name="matters_public", condition=PUBLIC)
        ),
        migrations.AddIndex(
            "matter",
            models.Index(fields=["body", "-public_on", "-id"], name="matters_public_of_body", condition=PUBLIC),
        ),
        migrations.RunPython(look_again, migrations.RunPython.noop),
    ]
