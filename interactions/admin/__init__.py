"""The admin's pages: one module a page, over one base class."""

from interactions.admin import (
    accounts,
    category,
    exports,
    interaction,
    message,
    reports,
    rules,
    saved_view,
    shop_settings,
)

__all__ = [
    "accounts",
    "category",
    "exports",
    "interaction",
    "message",
    "reports",
    "rules",
    "saved_view",
    "shop_settings",
]
