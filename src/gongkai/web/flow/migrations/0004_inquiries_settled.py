from datetime import date
from typing import Any

from django.db import migrations, models
from django.db.models import F


def arrived_when_sent(apps: Any, _schema: Any) -> None:
    apps.get_model("flow", "Inquiry").objects.update(arrived_on=F("sent_on"))


class Migration(migrations.Migration):
    dependencies = [("flow", "0003_inquiries")]

    operations = [
        migrations.AddField("inquiry", "arrived_on", models.DateField(default=date.min), preserve_default=False),
        migrations.RunPython(arrived_when_sent, migrations.RunPython.noop),
        migrations.AddField("inquiry", "withdrawn_on", models.DateField(null=True)),
        migrations.AddField("inquiry", "withdrawn_why", models.CharField(blank=True, max_length=300)),
        migrations.AlterField(
            "inquiry",
            "state",
            models.CharField(
                choices=[
                    ("open", "待答复"),
                    ("approving", "答复审批中"),
                    ("answered", "已答复"),
                    ("withdrawn", "已撤回"),
                ],
                default="open",
                max_length=20,
            ),
        ),
        migrations.RemoveConstraint("inquiry", "one_inquiry_a_consultation"),
        migrations.AddConstraint(
            "inquiry",
            models.UniqueConstraint(
                condition=models.Q(("state", "withdrawn"), _negated=True),
                fields=("matter", "ref"),
                name="one_inquiry_a_consultation",
            ),
        ),
    ]
