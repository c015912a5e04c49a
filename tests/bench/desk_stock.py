"""Settings of a Django admin as it comes, with a plain ModelAdmin on the same table, to measure the desk beside."""

import os
import sys
from typing import Any

from boo_site import settings as ours

for name in dir(ours):
    if name.isupper():
        setattr(sys.modules[__name__], name, getattr(ours, name))

INSTALLED_APPS: list[str] = [
    "django.contrib.admin.apps.SimpleAdminConfig",
    *(app for app in ours.INSTALLED_APPS if "unfold" not in app and app not in {"django.contrib.admin", "boo_site"}),
]
TEMPLATES: list[dict[str, Any]] = [ours.TEMPLATES[0] | {"DIRS": []}]
DATABASES: dict[str, Any] = {"default": ours.DATABASES["default"] | {"NAME": os.environ["BOO_BENCH_DATABASE"]}}
ROOT_URLCONF = "tests.bench.desk_stock_urls"
