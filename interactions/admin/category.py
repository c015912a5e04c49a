"""The categories: what staff may reword, and what must stay because conversations name it."""

import re
from typing import Any, ClassVar, cast
from urllib.parse import urlencode

from django import forms
from django.contrib import admin
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from unfold.widgets import UnfoldAdminSelectWidget, UnfoldAdminTextareaWidget, UnfoldAdminTextInputWidget

from interactions.admin.base import ModelAdmin
from interactions.admin.display import NOTHING, badge, category_label, two_lines
from interactions.models import Category, Interaction

NAME = re.compile(r"[a-z][a-z0-9_]{0,62}")


class CategoryForm(forms.ModelForm[Category]):
    """A category or a subcategory."""

    parent_category = forms.TypedChoiceField(
        required=False, empty_value=None, widget=UnfoldAdminSelectWidget, help_text="Empty: a category of its own."
    )

    class Meta:
        model = Category
        fields = (
            "label",
            "name",
            "parent_category",
            "description",
            "priority_default",
            "is_automatable",
            "auto_response",
        )
        widgets: ClassVar = {
            "label": UnfoldAdminTextInputWidget,
            "name": UnfoldAdminTextInputWidget,
            "description": UnfoldAdminTextareaWidget(attrs={"rows": 2}),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "parent_category" in self.fields:
            rows = Category.objects.filter(parent_category=None).exclude(pk=self.instance.pk).order_by("label", "name")
            field = cast("forms.ChoiceField", self.fields["parent_category"])
            field.choices = [("", "–"), *((row.name, str(row)) for row in rows)]

    def clean_name(self) -> str:
        """Refuse a name that other tools would have to quote."""
        name: str = self.cleaned_data["name"]
        if not NAME.fullmatch(name):
            raise forms.ValidationError("Use small letters, digits and underscores, a letter first: late_delivery.")
        return name

    def clean_parent_category(self) -> str | None:
        """Refuse to move a category that others, or conversations, rely on."""
        parent: str | None = self.cleaned_data["parent_category"]
        if self.instance.pk and parent != self.instance.parent_category and (why := in_use(self.instance)):
            raise forms.ValidationError(f"This can't be moved: {why}")
        return parent


def in_use(category: Category) -> str:
    """Say what names this category, empty where nothing does."""
    name = category.name
    count = Interaction.objects.filter(Q(category=name) | Q(subcategory=name)).count()
    if count:
        return (
            f"{count:,} {'conversation has' if count == 1 else 'conversations have'} it. Give them another one first."
        )
    children = Category.objects.filter(parent_category=name).count()
    return f"{children} of the subcategories belong to it. Delete or move those first." if children else ""


@admin.register(Category)
class CategoryAdmin(ModelAdmin):
    """Categories and subcategories, with the reply that is suggested for each."""

    form = CategoryForm
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
