from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("readings", "0004_looks"),
    ]

    operations = [
        migrations.RemoveField(model_name="upload", name="token"),
    ]
