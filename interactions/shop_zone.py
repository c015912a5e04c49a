"""The shop's time zone, kept in a one-row table so that the database's views know it too."""

from typing import Any

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, connections


def save_time_zone(using: str = DEFAULT_DB_ALIAS, **_signal: Any) -> None:
    """Write BOO_TIME_ZONE into `shop_settings`. Runs after each migrate; safe to run twice."""
    connection = connections[using]
    if "shop_settings" not in connection.introspection.table_names():
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO shop_settings (id, time_zone) VALUES (1, %s) "
            "ON CONFLICT (id) DO UPDATE SET time_zone = excluded.time_zone "
            "WHERE shop_settings.time_zone IS DISTINCT FROM excluded.time_zone",
            [settings.TIME_ZONE],
        )
