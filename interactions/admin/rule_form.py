"""The form of one rule. Trying it out checks it like saving does, and saves nothing."""

from typing import Any, cast

from django import forms
from unfold.widgets import UnfoldAdminSelectWidget, UnfoldAdminTextareaWidget, UnfoldAdminTextInputWidget

from interactions.categorize.row_rules import MAX_WEIGHT, BadRule, read_phrases
from interactions.models import Category, CategoryRule

TRY, PREVIEW = "_try", "_preview"
FIELDS = (
    "name",
    "phrases",
    "scope",
    "weight",
    "category",
    "subcategory",
    "priority",
    "sentiment",
    "note",
    "is_enabled",
)
LANGUAGE = (
    "One phrase a line, in plain words: where is my parcel. Alternatives: (esky|cool box). A word that may be absent: "
    "not (yet)? arrived. Up to three words between: refund ~3 card. Any ending: refund*. A number: &lt;n&gt; days. "
    "A line that begins with “unless:” takes the finding back."
)


class RuleForm(forms.ModelForm[CategoryRule]):
    """A rule, and a text to try it on."""

    name = forms.CharField(
        max_length=80, widget=UnfoldAdminTextInputWidget, help_text="What it is for, in a few words."
    )
    phrases = forms.CharField(
        widget=UnfoldAdminTextareaWidget(attrs={"rows": 8, "spellcheck": "false", "class": "boo-code"}),
        help_text=LANGUAGE,
    )
    weight = forms.FloatField(
        min_value=0.1,
        max_value=MAX_WEIGHT,
        initial=3.0,
        widget=UnfoldAdminTextInputWidget(attrs={"inputmode": "decimal"}),
        help_text="1 a hint, 3 usual, 8 outweighs all that the rule book says.",
    )
    category = forms.ChoiceField(widget=UnfoldAdminSelectWidget)
    subcategory = forms.TypedChoiceField(required=False, empty_value=None, widget=UnfoldAdminSelectWidget)
    note = forms.CharField(
        required=False,
        empty_value=None,
        widget=UnfoldAdminTextareaWidget(attrs={"rows": 2}),
        help_text="Why it is there.",
    )
    sample = forms.CharField(
        required=False,
        max_length=20_000,
        label="What a customer writes",
        widget=UnfoldAdminTextareaWidget(attrs={"rows": 4}),
    )

    class Meta:
        model = CategoryRule
        fields = FIELDS

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = list(Category.objects.order_by("label", "name"))
        self.parents = {row.name: row.parent_category for row in rows}
        self.labels = {row.name: str(row) for row in rows}
        # Who may only look gets a form without fields.
        if "name" in self.fields:
            self.fields["name"].required = not self.is_trial
            top = [(row.name, str(row)) for row in rows if row.parent_category is None]
            cast("forms.ChoiceField", self.fields["category"]).choices = [("", "Choose a category"), *top]
            below = [
                (title, [(row.name, str(row)) for row in rows if row.parent_category == name]) for name, title in top
            ]
            offered = [("", "–"), *(group for group in below if group[1])]
            cast("forms.ChoiceField", self.fields["subcategory"]).choices = offered

    @property
    def is_trial(self) -> bool:
        """Say whether the rule is to be tried out, not saved."""
        return TRY in self.data or PREVIEW in self.data

    def is_valid(self) -> bool:
        """Say whether it may be saved: a trial never is. Faults are found and shown in either case."""
        return super().is_valid() and not self.is_trial

    def clean_phrases(self) -> str:
        """Refuse phrases that aren't in the language, pointing at every spot."""
        phrases: str = self.cleaned_data["phrases"].replace("\r\n", "\n")
        try:
            read_phrases(phrases)
        except BadRule as error:
            raise forms.ValidationError([str(fault) for fault in error.faults]) from None
        return phrases

    def clean(self) -> dict[str, Any]:
        """Refuse a subcategory of another category."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        category, subcategory = cleaned.get("category"), cleaned.get("subcategory")
        if category and subcategory and self.parents.get(subcategory) != category:
            belongs = self.labels.get(self.parents.get(subcategory) or "", "no category")
            self.add_error("subcategory", f"This belongs to {belongs}. Choose one that fits.")
        return cleaned
