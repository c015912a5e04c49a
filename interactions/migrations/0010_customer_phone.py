"""Other conversations from the same phone number, whatever its length."""

from django.contrib.postgres.indexes import HashIndex
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("interactions", "0009_email_upper")]

    operations = [
        migrations.AddIndex(
            model_name="interaction",
            index=HashIndex(
                fields=["customer_phone"],
                name="interactions_phone_idx",
                condition=models.Q(customer_phone__isnull=False),
            ),
        ),
    ]
