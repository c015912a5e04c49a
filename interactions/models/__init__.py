"""What we know of every conversation, and what staff do with it."""

from interactions.models.categories import Category, CategoryModel, CategoryRule, InteractionVector, Judgement
from interactions.models.claude import ClaudeAnswer, ClaudeUsage
from interactions.models.conversations import (
    Alias,
    Change,
    Interaction,
    MergedInteraction,
    Message,
    OrderReference,
)
from interactions.models.desk import (
    CustomerLink,
    Export,
    ExportPart,
    Note,
    SavedView,
    SearchDocument,
    SearchDue,
    ShopSettings,
    Viewing,
)

__all__ = [
    "Alias",
    "Category",
    "CategoryModel",
    "CategoryRule",
    "Change",
    "ClaudeAnswer",
    "ClaudeUsage",
    "CustomerLink",
    "Export",
    "ExportPart",
    "Interaction",
    "InteractionVector",
    "Judgement",
    "MergedInteraction",
    "Message",
    "Note",
    "OrderReference",
    "SavedView",
    "SearchDocument",
    "SearchDue",
    "ShopSettings",
    "Viewing",
]
