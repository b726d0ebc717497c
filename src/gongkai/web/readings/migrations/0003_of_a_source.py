import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("readings", "0002_sources")]

    operations = [
        migrations.AlterField(
            "readreport",
            "source",
            models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="reports", to="readings.source"
            ),
        ),
        migrations.RemoveField("upload", "text"),
    ]
