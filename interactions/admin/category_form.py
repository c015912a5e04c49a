"""The form of a category. Its name stays, once conversations and rules refer to it."""

import re
from typing import Any, ClassVar, cast

from django import forms
from django.db.models import Q
from unfold.widgets import UnfoldAdminSelectWidget, UnfoldAdminTextareaWidget, UnfoldAdminTextInputWidget

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
