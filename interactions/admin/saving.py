"""Write what a person changed on a conversation's page, as one click: all of it or nothing, undone together."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from uuid import UUID, uuid4

from django.contrib import messages
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.safestring import SafeString
from django.views.decorators.http import require_POST

from interactions import notes
from interactions.admin.base import ModelAdmin
from interactions.admin.facts import labels_of_categories, stale_text, values_text
from interactions.admin.one_click import person, with_undo
from interactions.admin.snooze_times import WAKE, until
from interactions.admin.triage_form import TriageForm
from interactions.admin.walk import address, list_address
from interactions.models import Interaction
from interactions.triage import (
    Changed,
    InvalidChangeError,
    StaleChangeError,
    assign,
    change_tags,
    set_values,
    snooze,
    unsnooze,
)
from interactions.vocabulary import Status

NEXT, MINE, STAY = "_next", "_mine", "_continue"
"""The names of the buttons beside the plain "Save"."""

REFUSED = (InvalidChangeError, notes.InvalidNoteError, StaleChangeError)


def save_page(page: ModelAdmin, request: HttpRequest, form: TriageForm) -> None:
    """Save what the person changed, and what the button means that they pressed. Raises what `save` raises."""
    values = form.changes()
    if NEXT in request.POST:
        values["status"] = Status.RESOLVED
    said = save(form, user=person(request), now=timezone.now(), values=values, assign_to_me=MINE in request.POST)
    page.message_user(request, said, messages.SUCCESS)


def after_saving(page: ModelAdmin, request: HttpRequest, one: Interaction, following: UUID | None) -> HttpResponse:
    """Go where the button leads: to the next conversation that is due, back to the list, or nowhere."""
    if MINE in request.POST or STAY in request.POST:
        return HttpResponseRedirect(request.get_full_path())
    if NEXT in request.POST and following is not None:
        return HttpResponseRedirect(address(following, request))
    if NEXT in request.POST:
        page.message_user(request, "That was the last one.", messages.SUCCESS)
    return HttpResponseRedirect(list_address(request))


def refusal(error: Exception) -> str:
    """Say why nothing was saved, in one line."""
    if isinstance(error, StaleChangeError):
        return stale_text(error, labels_of_categories())
    return f"Not saved: {error}"


@require_POST
def choose(request: HttpRequest, key: UUID, *, page: ModelAdmin) -> HttpResponse:
    """Set the category that a button names, together with what else the person had changed in the form."""
    one = get_object_or_404(Interaction, pk=key)
    if not page.has_change_permission(request, one):
        raise PermissionDenied
    form = TriageForm(request.POST, instance=one)
    category, _, subcategory = request.POST.get("choose", "").partition("/")
    # Without a category it is no button's doing; as the name of one, the empty text is refused below.
    chosen = {"category": category or "no choice", "subcategory": subcategory or None}
    try:
        if form.is_valid():
            said = save(form, user=person(request), now=timezone.now(), values=form.changes() | chosen)
        else:
            changed = set_values(
                [one.pk], user=person(request), changes=chosen, now=timezone.now(), seen=form.seen(chosen)
            )
            said = with_undo(f"Saved: {values_text(chosen, form.labels)}.", changed)
        page.message_user(request, said, messages.SUCCESS)
    except REFUSED as error:
        page.message_user(request, refusal(error), messages.ERROR)
    return HttpResponseRedirect(address(one.pk, request))


def save(
    form: TriageForm, *, user: User | None, now: datetime, values: Mapping[str, str | None], assign_to_me: bool = False
) -> SafeString | str:
    """Write a valid form's changes, with `values` over them, and return what to tell the person.

    Raises InvalidChangeError, InvalidNoteError and StaleChangeError (with all that was wanted); then nothing is
    written.
    """
    wanted = dict(values)
    if assign_to_me or form.assigns():
        assignee = user if assign_to_me else form.chosen_assignee()
        wanted["assignee"] = assignee.get_username() if assignee else None
    key = uuid4()
    try:
        with transaction.atomic():
            told = dict(_written(form, values, user=user, now=now, key=key, assign_to_me=assign_to_me))
    except StaleChangeError as error:
        raise StaleChangeError(error.current, wanted) from error
    if not told:
        return "Nothing was changed."
    said = f"Saved: {values_text(told, form.labels)}."
    return with_undo(said, Changed(1, 0, key if told.keys() - {"note"} else None))


def _written(
    form: TriageForm,
    values: Mapping[str, str | None],
    *,
    user: User | None,
    now: datetime,
    key: UUID,
    assign_to_me: bool,
) -> Iterator[tuple[str, str | None]]:
    """Write each kind of change, and yield what it set."""
    ids = [form.instance.pk]
    if values:
        set_values(ids, user=user, changes=values, now=now, seen=form.seen(values), change_set=key)
        yield from values.items()
    if assign_to_me or form.assigns():
        assignee = user if assign_to_me else form.chosen_assignee()
        assign(ids, user=user, assignee=assignee, now=now, seen=form.seen_assignee(), change_set=key)
        yield "assignee", assignee.get_username() if assignee else None
    add, remove = form.tag_changes()
    if add or remove:
        change_tags(ids, user=user, now=now, add=add, remove=remove, change_set=key)
        yield "tags", ", ".join([*(f"+{tag}" for tag in add), *(f"-{tag}" for tag in remove)])
    yield from _snoozed(form, user=user, now=now, key=key)
    if form.cleaned_data["note"]:
        notes.add(ids, form.cleaned_data["note"], user=user, now=now)
        yield "note", form.cleaned_data["note"]


def _snoozed(form: TriageForm, *, user: User | None, now: datetime, key: UUID) -> Iterator[tuple[str, str | None]]:
    choice = form.cleaned_data["snooze"]
    if not choice:
        return
    ids = [form.instance.pk]
    if choice == WAKE[0]:
        unsnooze(ids, user=user, now=now, change_set=key)
        yield "snoozed", None
        return
    end = until(choice, now=now)
    snooze(ids, user=user, until=end, now=now, change_set=key)
    yield "snoozed", end.isoformat() if end else "customer"
