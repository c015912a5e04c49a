"""The app that holds the interactions."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class InteractionsConfig(AppConfig):
    """Interactions, messages, categories and what staff do with them."""

    name = "interactions"
    verbose_name = "Customer conversations"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Tell the database's views the shop's time zone after each migrate."""
        from interactions.shop_zone import save_time_zone

        post_migrate.connect(save_time_zone, sender=self)
