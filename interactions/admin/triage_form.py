"""The form of what staff may set. It knows what it showed, so that nobody's newer choice is overwritten unseen."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, cast

from django import forms
from django.contrib.auth.models import User
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.html import format_html
from django.utils.safestring import SafeString
from unfold.widgets import UnfoldAdminTextareaWidget, UnfoldAdminTextInputWidget

from interactions.admin.display import label, short_time
from interactions.admin.select import QuickSelect
from interactions.admin.snooze_times import CHOICES, WAKE
from interactions.columns import choices
from interactions.models import Category, Interaction
from interactions.triage import EDITABLE, NOTES, is_asleep
from interactions.vocabulary import STAFF_FIELDS, Priority, Sentiment, Status

NO_CHOICE = ("", "–")
type Choices = list[tuple[str, Any]]


def one_of(words: Iterable[tuple[str, str]] = (), *, required: bool = False) -> forms.TypedChoiceField:
    """Return a field that carries along what it showed; an empty choice means none."""
    return forms.TypedChoiceField(
        choices=list(words) if required else [NO_CHOICE, *words],
        required=required,
        empty_value=None,
        show_hidden_initial=True,
        widget=QuickSelect,
    )


class TriageForm(forms.ModelForm[Interaction]):
    """All that staff may set of one interaction, and a note to leave on it."""

    status = one_of(choices(Status), required=True)
    assignee = one_of()
    category = one_of()
    subcategory = one_of()
    sentiment = one_of(choices(Sentiment))
    priority = one_of(choices(Priority), required=True)
    tags = forms.CharField(
        required=False,
        show_hidden_initial=True,
        help_text="With commas between them.",
        widget=UnfoldAdminTextInputWidget(attrs={"autocomplete": "off"}),
    )
    snooze = forms.ChoiceField(required=False, widget=QuickSelect)
    resolution_notes = forms.CharField(
        required=False, show_hidden_initial=True, widget=UnfoldAdminTextareaWidget(attrs={"rows": 3})
    )
    note = forms.CharField(
        required=False,
        label="Add a note for colleagues",
        help_text="The customer never sees it.",
        widget=UnfoldAdminTextareaWidget(attrs={"rows": 3}),
    )
    seen_message_at = forms.CharField(required=False, widget=forms.HiddenInput)

    class Meta:
        model = Interaction
        fields = EDITABLE

    field_order = (
        *("status", "assignee", "category", "subcategory", "priority", "sentiment"),
        *("tags", "snooze", "resolution_notes", "note"),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = list(Category.objects.order_by("label", "name"))
        self.parents = {row.name: row.parent_category for row in rows}
        self.labels = {row.name: str(row) for row in rows}
        top = [(row.name, str(row)) for row in rows if row.parent_category is None]
        self._offer("category", top, dict(top))
        self._offer("subcategory", self._grouped(top), [row.name for row in rows if row.parent_category])
        self.staff = {str(user.pk): user for user in _staff()}
        self._offer_desk()
        last = self.instance.last_customer_message_at
        self.initial["seen_message_at"] = last.isoformat() if last else ""
        for name in STAFF_FIELDS:
            self.fields[name].help_text = decided(self.instance, name)

    def clean(self) -> dict[str, Any]:
        """Refuse a subcategory chosen together with a category that isn't its own."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        category, subcategory = cleaned.get("category"), cleaned.get("subcategory")
        both = {"category", "subcategory"} <= set(self.changed_data)
        if both and subcategory and self.parents.get(subcategory) != category:
            parent = self.parents.get(subcategory) or ""
            self.add_error(
                "subcategory", f"This belongs to {self.labels.get(parent, 'no category')}. Choose one that fits."
            )
        return cleaned

    def changes(self) -> dict[str, str | None]:
        """Return what the person changed, and nothing else. A subcategory brings its category with it."""
        changed = {name: self.cleaned_data[name] or None for name in self.changed_data if name in EDITABLE}
        if NOTES in changed:
            changed[NOTES] = _unix(changed[NOTES])
        if changed.get("subcategory") and "category" not in changed:
            changed["category"] = self.parents.get(str(changed["subcategory"]))
        return changed

    def seen(self, changes: Iterable[str]) -> dict[str, Any]:
        """Return what the page showed of these columns; with a status also when the customer last wrote."""
        seen: dict[str, Any] = {name: self._shown(name) for name in changes}
        if "status" in seen:
            seen["last_customer_message_at"] = _moment(self.cleaned_data.get("seen_message_at"))
        return seen

    def assigns(self) -> bool:
        """Say whether the person chose another assignee, or none."""
        return "assignee" in self.changed_data

    def chosen_assignee(self) -> User | None:
        """Return whom the person chose. Whoever can no longer log in is None, and was never offered."""
        return self.staff.get(self.cleaned_data["assignee"] or "")

    def seen_assignee(self) -> dict[str, int | None]:
        """Return whose the page showed it to be."""
        shown = self._shown("assignee")
        return {"assignee_id": int(shown) if shown and shown.isascii() and shown.isdigit() else None}

    def tag_changes(self) -> tuple[list[str], list[str]]:
        """Return the tags that the person added, and those that they removed."""
        if "tags" not in self.changed_data:
            return [], []
        shown = _tags(self.data.get(self.add_initial_prefix("tags"), ""))
        wanted = _tags(self.cleaned_data["tags"])
        return sorted(wanted - shown), sorted(shown - wanted)

    def _shown(self, name: str) -> str | None:
        shown = self.data.get(self.add_initial_prefix(name)) or None
        stored: str | None = self.get_initial_for_field(self.fields[name], name)
        # A browser writes line ends its own way, and none as an empty text: neither is a difference.
        return stored if _unix(shown) == (_unix(stored) or None) else shown

    def _offer(self, name: str, offered: Choices, known: Iterable[str]) -> None:
        field = cast("forms.ChoiceField", self.fields[name])
        current = getattr(self.instance, name)
        unknown = [(current, current)] if current and current not in known else []
        field.choices = [NO_CHOICE, *unknown, *offered]

    def _offer_desk(self) -> None:
        """Fill in assignee, tags and snooze; none of them is a plain column."""
        one = self.instance
        field = cast("forms.ChoiceField", self.fields["assignee"])
        current = str(one.assignee_id) if one.assignee_id else ""
        gone = [(current, f"{one.assignee} (can't log in)")] if current and current not in self.staff else []
        field.choices = [NO_CHOICE, *gone, *((key, str(user)) for key, user in self.staff.items())]
        self.initial.update(assignee=current or None, tags=", ".join(one.tags or ()))
        snooze = cast("forms.ChoiceField", self.fields["snooze"])
        sleeps = bool(one.pk) and is_asleep(one, now=timezone.now())
        snooze.choices = [NO_CHOICE, *([WAKE] if sleeps else []), *CHOICES]
        if sleeps:
            snooze.help_text = (
                format_html("Put aside until {}", short_time(one.snoozed_until))
                if one.snoozed_until
                else "Put aside until the customer writes"
            )

    def _grouped(self, top: Choices) -> Choices:
        return [
            (title, [(name, self.labels[name]) for name, parent in self.parents.items() if parent == category])
            for category, title in top
            if category in self.parents.values()
        ]


def decided(interaction: Interaction, name: str) -> SafeString | str:
    """Return who set a value and when, in a few words; empty where nobody is known."""
    by: str | None = getattr(interaction, f"{name}_by")
    at: datetime | None = getattr(interaction, f"{name}_at")
    if not by:
        return ""
    return format_html("{} {}", f"Set by {label(by).lower()},", short_time(at)) if at else f"Set by {label(by).lower()}"


def _staff() -> list[User]:
    return list(User.objects.filter(is_staff=True, is_active=True).order_by("username"))


def _tags(text: str) -> set[str]:
    return {" ".join(tag.split()) for tag in text.split(",") if tag.strip()}


def _unix(text: str | None) -> str | None:
    return text.replace("\r\n", "\n") if text else text


def _moment(text: str | None) -> datetime | None:
    try:
        return parse_datetime(text or "")
    except ValueError:
        return None
