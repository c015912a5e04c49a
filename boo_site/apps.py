"""The site's app."""

from django.apps import AppConfig
from django.core.checks import register

from boo_site.checks import check_settings


class SiteConfig(AppConfig):
    """Composes what the other apps offer; first in INSTALLED_APPS so that its commands win over Django's."""

    name = "boo_site"
    verbose_name = "Site"

    def ready(self) -> None:
        """Have the settings checked by `check`, `migrate`, `runserver` and `qcluster`."""
        register(check_settings)
