"""The admin's pages: one module a page, over one base class."""

from interactions.admin import accounts, category, interaction, message, reports, rules

__all__ = ["accounts", "category", "interaction", "message", "reports", "rules"]
