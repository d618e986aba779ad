from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("fleet", "0002_nonces"),
    ]

    operations = [
        migrations.AddField(
            model_name="panel",
            name="left_at",
            field=models.DateTimeField(null=True),
        ),
    ]
