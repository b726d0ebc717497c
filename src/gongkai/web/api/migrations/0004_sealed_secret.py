from typing import Any

from django.db import migrations, models

from gongkai.web.kernel.sealing import seal, unseal


def sealed(apps: Any, _editor: Any) -> None:
    for hook in apps.get_model("api", "Hook").objects.all():
        hook.sealed_secret = seal(hook.secret, "hook")
        hook.save(update_fields=["sealed_secret"])


def opened(apps: Any, _editor: Any) -> None:
    for hook in apps.get_model("api", "Hook").objects.all():
        hook.secret = unseal(hook.sealed_secret, "hook")
        hook.save(update_fields=["secret"])


class Migration(migrations.Migration):
    dependencies = [("api", "0003_report_events")]
    operations = [
        migrations.AddField(
            "hook", "sealed_secret", models.CharField(default="", max_length=200), preserve_default=False
        ),
        migrations.AlterField("hook", "secret", models.CharField(default="", max_length=64)),
        migrations.RunPython(sealed, opened),
        migrations.RemoveField("hook", "secret"),
    ]
