"""The site's app."""

from django.apps import AppConfig


class SiteConfig(AppConfig):
    """Composes what the other apps offer; first in INSTALLED_APPS so that its commands win over Django's."""

    name = "boo_site"
    verbose_name = "Site"
