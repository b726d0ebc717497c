from typing import Any

import django.db.models.deletion
from django.db import migrations, models


def one_source_each(apps: Any, _editor: Any) -> None:
    """Every file that came in so far was one source."""
    made = apps.get_model("readings", "Source").objects
    for upload in apps.get_model("readings", "Upload").objects.iterator():
        source = made.create(upload=upload, place=0, name=upload.name, text=upload.text, refused=upload.refused)
        upload.reports.update(source=source)


class Migration(migrations.Migration):
    dependencies = [("readings", "0001_initial")]

    operations = [
        migrations.AddField("upload", "waits", models.BooleanField(default=False)),
        migrations.AddField("upload", "seen", models.PositiveIntegerField(default=0)),
        migrations.CreateModel(
            name="Source",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("place", models.PositiveIntegerField()),
                ("name", models.CharField(max_length=500)),
                ("text", models.TextField(blank=True)),
                ("refused", models.JSONField(null=True)),
                (
                    "upload",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="sources", to="readings.upload"
                    ),
                ),
            ],
            options={
                "ordering": ("upload", "place"),
                "constraints": [
                    models.UniqueConstraint(fields=("upload", "place"), name="one_source_a_place"),
                ],
            },
        ),
        migrations.AddField(
            "readreport",
            "source",
            models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="reports",
                to="readings.source",
            ),
        ),
        migrations.RunPython(one_source_each, migrations.RunPython.noop),
    ]
