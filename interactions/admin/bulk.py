"""What staff do with many interactions at once. Every change goes through interactions.triage."""

from typing import Any, Protocol, cast

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.auth.models import User
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone
from unfold.widgets import UnfoldAdminSelectWidget

from interactions.admin.display import label, shortened
from interactions.admin.one_click import with_undo
from interactions.models import Category, Interaction
from interactions.triage import Changed, set_values

type Interactions = QuerySet[Interaction]
SAMPLES = 5


class CategoryChoice(forms.Form):
    """Asks for a category."""

    category = forms.ChoiceField(label="Category", widget=UnfoldAdminSelectWidget)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = Category.objects.filter(parent_category=None).order_by("label", "name")
        field = cast("forms.ChoiceField", self.fields["category"])
        field.choices = [("", "Choose a category"), *((row.name, str(row)) for row in rows)]


class Page(Protocol):
    """The part of a model's admin that an action needs."""

    admin_site: admin.AdminSite

    def message_user(self, request: HttpRequest, message: str, level: int = ...) -> None:
        """Tell the person what happened."""


def set_status(page: Page, request: HttpRequest, chosen: Interactions, status: str) -> HttpResponse | None:
    """Set a status at once, or, for everything that a filter finds, after a question."""
    if request.POST.get("select_across") == "1" and "confirmed" not in request.POST:
        return _ask(page, request, chosen, f"Set the status to {label(status)}")
    changed = set_values(chosen, user=_user(request), changes={"status": status}, now=timezone.now())
    page.message_user(request, with_undo(told(changed, f"Status {label(status)}"), changed), messages.SUCCESS)
    return None


def set_category(page: Page, request: HttpRequest, chosen: Interactions) -> HttpResponse | None:
    """Ask which category, telling for how many, and set it."""
    form = CategoryChoice(request.POST if "confirmed" in request.POST else None)
    if not form.is_valid():
        return _ask(page, request, chosen, "Set the category", form)
    name = form.cleaned_data["category"]
    changed = set_values(chosen, user=_user(request), changes={"category": name}, now=timezone.now())
    title = str(Category.objects.get(name=name))
    page.message_user(request, with_undo(told(changed, f"Category {title}"), changed), messages.SUCCESS)
    return None


def told(changed: Changed, what: str) -> str:
    """Say what a change did: Category Refund: 47 conversations changed, 3 were so already."""
    noun = "conversation" if changed.changed == 1 else "conversations"
    already = f", {changed.unchanged:,} already so" if changed.unchanged else ""
    return f"{what}: {changed.changed:,} {noun} changed{already}."


def _ask(
    page: Page, request: HttpRequest, chosen: Interactions, title: str, form: forms.Form | None = None
) -> HttpResponse:
    subjects = chosen.values_list("subject", "customer_name", "customer_email")[:SAMPLES]
    context = {
        **page.admin_site.each_context(request),
        "title": title,
        "opts": Interaction._meta,
        "count": chosen.order_by().count(),
        "samples": [shortened(subject or name or address or "No subject") for subject, name, address in subjects],
        "form": form,
        "action": request.POST.get("action", ""),
        "select_across": request.POST.get("select_across", "0"),
        "selected": request.POST.getlist(ACTION_CHECKBOX_NAME),
        "checkbox_name": ACTION_CHECKBOX_NAME,
        "back": request.get_full_path(),
    }
    return TemplateResponse(request, "admin/interactions/interaction/confirm.html", context)


def _user(request: HttpRequest) -> User | None:
    return request.user if isinstance(request.user, User) else None
