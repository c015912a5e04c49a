"""What staff do with many interactions at once. Every change goes through interactions.triage."""

from collections.abc import Iterable
from typing import Any, Protocol, cast

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.auth.models import User
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone
from unfold.widgets import UnfoldAdminSelectWidget, UnfoldAdminTextInputWidget

from interactions.admin.display import label, shortened
from interactions.admin.one_click import person, with_undo
from interactions.columns import choices
from interactions.models import Category, Interaction
from interactions.queues import NOISE
from interactions.triage import Changed, InvalidChangeError
from interactions.triage.together import Wishes, change_together
from interactions.vocabulary import Priority, Sentiment, Status

type Interactions = QuerySet[Interaction]
type Choices = list[tuple[str, str]]
SAMPLES = 5
AS_IT_IS = ("", "As it is")
NOBODY = "nobody"


def choice(title: str, words: Iterable[tuple[str, str]] = ()) -> forms.ChoiceField:
    """Return a field that leaves a value as it is unless something is chosen."""
    return forms.ChoiceField(label=title, required=False, choices=[AS_IT_IS, *words], widget=UnfoldAdminSelectWidget)


class Together(forms.Form):
    """Asks what to set on many conversations; what is left alone stays as it is with each."""

    status = choice("Status", choices(Status))
    category = choice("Category")
    subcategory = choice("Subcategory")
    sentiment = choice("Sentiment", choices(Sentiment))
    priority = choice("Priority", choices(Priority))
    assignee = choice("Assignee")
    add = forms.CharField(
        label="Add tags", required=False, widget=UnfoldAdminTextInputWidget, help_text="Separated by commas."
    )
    remove = forms.CharField(
        label="Remove tags", required=False, widget=UnfoldAdminTextInputWidget, help_text="Separated by commas."
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = list(Category.objects.order_by("label", "name"))
        self._offer("category", [(row.name, str(row)) for row in rows if row.parent_category is None])
        self._offer("subcategory", [(row.name, str(row)) for row in rows if row.parent_category is not None])
        staff = User.objects.filter(is_staff=True, is_active=True).order_by("username")
        self._offer("assignee", [(NOBODY, "Nobody"), *((str(one.pk), one.get_username()) for one in staff)])

    def wishes(self) -> Wishes:
        """Return what the person chose. Call on a valid form."""
        chosen = self.cleaned_data
        values = {name: chosen[name] for name in ("status", "category", "subcategory", "sentiment", "priority")}
        who = chosen["assignee"]
        return Wishes(
            values={name: value for name, value in values.items() if value},
            assigns=bool(who),
            assignee=User.objects.filter(pk=who).first() if who not in {"", NOBODY} else None,
            add=_tags(chosen["add"]),
            remove=_tags(chosen["remove"]),
        )

    def _offer(self, name: str, words: Choices) -> None:
        cast("forms.ChoiceField", self.fields[name]).choices = [AS_IT_IS, *words]


class Page(Protocol):
    """The part of a model's admin that an action needs."""

    admin_site: admin.AdminSite

    def message_user(self, request: HttpRequest, message: str, level: int = ...) -> None:
        """Tell the person what happened."""


def set_status(page: Page, request: HttpRequest, chosen: Interactions, status: str) -> HttpResponse | None:
    """Set a status at once, or, for everything that a filter finds, after a question."""
    wishes = Wishes(values={"status": status})
    return _at_once(page, request, chosen, wishes, f"Set the status to {label(status)}", f"Status {label(status)}")


def assign_to_me(page: Page, request: HttpRequest, chosen: Interactions) -> HttpResponse | None:
    """Take the conversations oneself."""
    wishes = Wishes(assigns=True, assignee=person(request))
    return _at_once(page, request, chosen, wishes, "Assign to me", "Assigned to you")


def resolve_noise(page: Page, request: HttpRequest, chosen: Interactions) -> HttpResponse | None:
    """Resolve what no customer waits in, and tag it, so that it can be told apart later. Always asks first."""
    if "confirmed" not in request.POST:
        return _ask(page, request, chosen, "Resolve as noise")
    wishes = Wishes(values={"status": Status.RESOLVED}, add=(NOISE,))
    _do(page, request, chosen, wishes, "Resolved as noise")
    return None


def change_many(page: Page, request: HttpRequest, chosen: Interactions) -> HttpResponse | None:
    """Ask what to change, telling for how many, and change it."""
    form = Together(request.POST if "confirmed" in request.POST else None)
    if not form.is_valid():
        return _ask(page, request, chosen, "Change", form)
    wishes = form.wishes()
    if not wishes:
        form.add_error(None, "Choose something to change.")
        return _ask(page, request, chosen, "Change", form)
    _do(page, request, chosen, wishes, "Done")
    return None


def told(changed: Changed, what: str) -> str:
    """Say what a change did: Done: 47 conversations changed, 3 skipped because they were so already."""
    noun = "conversation" if changed.changed == 1 else "conversations"
    was = "because it was so already" if changed.unchanged == 1 else "because they were so already"
    skipped = f", {changed.unchanged:,} skipped {was}" if changed.unchanged else ""
    return f"{what}: {changed.changed:,} {noun} changed{skipped}."


def _at_once(
    page: Page, request: HttpRequest, chosen: Interactions, wishes: Wishes, title: str, what: str
) -> HttpResponse | None:
    if request.POST.get("select_across") == "1" and "confirmed" not in request.POST:
        return _ask(page, request, chosen, title)
    _do(page, request, chosen, wishes, what)
    return None


def _do(page: Page, request: HttpRequest, chosen: Interactions, wishes: Wishes, what: str) -> None:
    try:
        changed = change_together(chosen, wishes, user=person(request), now=timezone.now())
    except InvalidChangeError as error:
        page.message_user(request, f"Nothing was changed: {error}", messages.ERROR)
    else:
        page.message_user(request, with_undo(told(changed, what), changed), messages.SUCCESS)


def _ask(
    page: Page, request: HttpRequest, chosen: Interactions, title: str, form: forms.Form | None = None
) -> HttpResponse:
    subjects = chosen.values_list("subject", "customer_name", "customer_email")[:SAMPLES]
    count = chosen.order_by().count()
    context = {
        **page.admin_site.each_context(request),
        "title": title,
        "opts": Interaction._meta,
        "count": count,
        "left_out": max(count - SAMPLES, 0),
        "samples": [shortened(subject or name or address or "No subject") for subject, name, address in subjects],
        "form": form,
        "action": request.POST.get("action", ""),
        "select_across": request.POST.get("select_across", "0"),
        "selected": request.POST.getlist(ACTION_CHECKBOX_NAME),
        "checkbox_name": ACTION_CHECKBOX_NAME,
        "back": request.get_full_path(),
    }
    return TemplateResponse(request, "admin/interactions/interaction/confirm.html", context)


def _tags(text: str) -> tuple[str, ...]:
    return tuple(tag for part in text.split(",") if (tag := " ".join(part.split())))
