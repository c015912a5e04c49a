"""The categories: what staff may reword, and what must stay because conversations name it."""

from typing import Any, ClassVar
from urllib.parse import urlencode

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from interactions.admin.category_form import CategoryForm, in_use
from interactions.admin.display import NOTHING, badge, category_label, two_lines
from interactions.admin.exchange import CategoryResource, ExchangeAdmin
from interactions.models import Category


@admin.register(Category)
class CategoryAdmin(ExchangeAdmin):
    """Categories and subcategories, with the reply that is suggested for each."""

    form = CategoryForm
    resource_classes: ClassVar = [CategoryResource]
    fields = CategoryForm.Meta.fields
    list_display = ("title", "belongs_to", "usual_priority", "is_automatable", "used_by")
    list_display_links = ("title",)
    search_fields = ("label", "name", "description")
    search_help_text = "Label, name or description"
    ordering = ("name",)

    def get_readonly_fields(self, request: HttpRequest, obj: Category | None = None) -> tuple[str, ...]:
        """Keep the name: conversations, rules and other tools refer to it."""
        return ("name",) if obj else ()

    def get_queryset(self, request: HttpRequest) -> QuerySet[Category]:
        """Read the categories with the plain words of the one that each belongs to."""
        rows: QuerySet[Category] = super().get_queryset(request)
        return rows.annotate(parent_label=category_label("parent_category"))

    @admin.display(description="Category", ordering="label")
    def title(self, row: Category) -> SafeString:
        """Show the plain words and the name."""
        return two_lines(row, row.name)

    @admin.display(description="Belongs to", ordering="parent_category")
    def belongs_to(self, row: Category) -> str | SafeString:
        """Show the category that a subcategory belongs to."""
        return getattr(row, "parent_label", None) or row.parent_category or NOTHING

    @admin.display(description="Usual priority", ordering="priority_default")
    def usual_priority(self, row: Category) -> SafeString:
        """Show the priority."""
        return badge(row.priority_default)

    @admin.display(description="Conversations")
    def used_by(self, row: Category) -> SafeString:
        """Link to the conversations that have it."""
        query = urlencode({"subcategory" if row.parent_category else "category": row.name})
        address = reverse("admin:interactions_interaction_changelist")
        return format_html('<a class="boo-link" href="{}?{}">Show</a>', address, query)

    def get_deleted_objects(
        self, objs: Any, request: HttpRequest
    ) -> tuple[list[Any], dict[str, int], set[str], list[Any]]:
        """Refuse to delete what is in use, and say what uses it."""
        deleted, counts, missing, protected = super().get_deleted_objects(objs, request)
        used = [f"{row}: {why}" for row in objs if (why := in_use(row))]
        return deleted, counts, missing, [*protected, *used]
