"""A customer's other conversations, by their address in any spelling of capitals."""

from django.db import migrations, models
from django.db.models.functions import Upper


class Migration(migrations.Migration):
    dependencies = [("interactions", "0008_claude")]

    operations = [
        migrations.AddIndex(
            model_name="interaction",
            index=models.Index(Upper("customer_email"), name="interactions_email_upper_idx"),
        ),
    ]
