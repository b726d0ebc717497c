from collections.abc import Callable
from typing import Any

from django.db import migrations

from gongkai.web.kernel.sealing import seal, unseal

PARTS = ("secret", "seed")


def changed(by: Callable[[str, str], str]) -> Any:
    def change(apps: Any, _editor: Any) -> None:
        for row in apps.get_model("mfa", "Authenticator").objects.all():
            row.data.update({name: by(row.data[name], "second-factor") for name in PARTS if name in row.data})
            row.save(update_fields=["data"])

    return change


class Migration(migrations.Migration):
    dependencies = [("bodies", "0004_on_paper"), ("mfa", "0003_authenticator_type_uniq")]
    operations = [migrations.RunPython(changed(seal), changed(unseal))]
