"""What is known of an interaction beside its messages, and what was decided about it, ready to be shown."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.html import format_html, format_html_join
from django.utils.http import urlencode
from django.utils.safestring import SafeString

from interactions.admin.display import badge, duration, foreign, label, short_time, shortened
from interactions.admin.elsewhere import pages_visited
from interactions.models import Category, Change, Interaction
from interactions.triage import EDITABLE, StaleChangeError, is_asleep

CHANGES_SHOWN = 50
ORDERS_SHOWN = 50
UNNAMED = {"assignee": "nobody", "snoozed": "no longer", "tags": "none"}
"""How an empty value is called where "none" would be odd."""

VERBATIM = {"assignee", "tags", "note", "resolution_notes"}
type Labels = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Step:
    """One value that changed hands."""

    field: str
    old: str
    new: str
    is_confirmed: bool
    who: str
    reason: str
    at: datetime


def facts(interaction: Interaction) -> list[tuple[str, str | SafeString]]:
    """Return what is known, with its name; what isn't known is left out."""
    return [(name, value) for name, value in _facts(interaction) if value]


def _facts(one: Interaction) -> Iterator[tuple[str, str | SafeString | None]]:
    yield "Orders", _orders(one.order_ids)
    yield "Products", _list(one.product_skus)
    yield "Source", badge(one.source)
    yield "Started", short_time(one.started_at)
    yield "Last message", short_time(one.last_message_at) if one.last_message_at else None
    yield "Ended", short_time(one.ended_at) if one.ended_at else None
    yield "Resolved", short_time(one.resolved_at) if one.resolved_at else None
    yield "Agent", _foreign(one.agent_name or one.agent_email)
    yield "First answer after", _seconds(one.response_time_seconds)
    yield "Messages", f"{one.message_count or 0:,}"
    yield "Rating", _rating(one)
    for name, address in pages_visited(one):
        yield name, _web_link(address)
    yield "Assigned", short_time(one.assigned_at) if one.assigned_at else None
    yield "Put aside", _asleep(one)
    yield "Tags", _list(one.tags)
    yield "Summary", _foreign(one.summary)
    yield "Id at the source", _foreign(one.external_id)
    yield "Gone at the source", short_time(one.source_deleted_at) if one.source_deleted_at else None


def standing(interaction: Interaction, labels: Labels) -> list[tuple[str, str | SafeString]]:
    """Return what staff may set, for those who may only look."""
    values = {name: getattr(interaction, name) for name in EDITABLE}
    values["assignee"] = interaction.assignee.get_username() if interaction.assignee else None
    return [(label(name), foreign(value_text(name, value, labels))) for name, value in values.items()]


def change_log(interaction: Interaction, labels: Labels) -> list[Step]:
    """Return the latest changes, newest first."""
    rows = Change.objects.filter(interaction=interaction).select_related("user")[:CHANGES_SHOWN]
    return [
        Step(
            field=label(row.field),
            old=value_text(row.field, row.old, labels),
            new=value_text(row.field, row.new, labels),
            is_confirmed=row.old == row.new,
            who=row.user.get_username() if row.user else row.get_by_display(),
            reason=row.reason or "",
            at=row.at,
        )
        for row in rows
    ]


def value_text(field: str, value: str | None, labels: Labels) -> str:
    """Return a value that staff may set as people read it."""
    if not value:
        return UNNAMED.get(field, "none")
    if field in {"category", "subcategory"}:
        return labels.get(value, value)
    if field == "snoozed":
        return _end_of_snooze(value)
    return shortened(value) if field in VERBATIM else label(value)


def values_text(values: Mapping[str, str | None], labels: Labels) -> str:
    """Return several values with their names: status Resolved, category Refund."""
    return ", ".join(f"{label(name).lower()} {value_text(name, value, labels)}" for name, value in values.items())


def stale_text(error: StaleChangeError, labels: Labels) -> str:
    """Say what changed meanwhile, and what the person wanted to set."""
    current = {name: value for name, value in error.current.items() if name in {*EDITABLE, "assignee"}}
    said = [f"it is now {values_text(current, labels)}"] if current else []
    if "last_customer_message_at" in error.current:
        said.append("the customer has written again")
    wanted = values_text(error.wanted, labels)
    return f"Not saved, because this changed while you had it open: {' and '.join(said)}. You wanted to set {wanted}."


def labels_of_categories() -> dict[str, str]:
    """Return the categories' plain words by name. One query."""
    return {row.name: str(row) for row in Category.objects.all()}


def _end_of_snooze(value: str) -> str:
    """Return when a snooze ends, from the log: a time in UTC, or the customer's next message."""
    end = parse_datetime(value)
    if end is None:
        return "until the customer writes"
    local = timezone.localtime(end)
    return f"until {local.day} {local:%b %H:%M}"


def _asleep(one: Interaction) -> str | SafeString | None:
    if not is_asleep(one, now=timezone.now()):
        return None
    return format_html("until {}", short_time(one.snoozed_until)) if one.snoozed_until else "until the customer writes"


def _orders(numbers: list[str] | None) -> SafeString | None:
    """Return order numbers, each a link to every conversation about it."""
    place = reverse("admin:interactions_interaction_changelist")
    return (
        format_html_join(
            " ",
            '<a class="boo-badge boo-plain boo-order" href="{}?{}"><bdi>{}</bdi></a>',
            ((place, urlencode({"q": f"order:{number}"}), number) for number in numbers[:ORDERS_SHOWN]),
        )
        if numbers
        else None
    )


def _web_link(address: str) -> SafeString:
    """Return a link that tells nothing of where it is opened from, and gives the other page no hold on this one."""
    return format_html(
        '<a class="boo-link" href="{}" target="_blank" rel="noopener noreferrer nofollow"><bdi>{}</bdi></a>',
        address,
        shortened(address, 100),
    )


def _foreign(text: str | None) -> SafeString | None:
    return foreign(text) if text else None


def _list(texts: Any) -> SafeString | None:
    return (
        format_html_join(" ", '<span class="boo-badge boo-plain"><bdi>{}</bdi></span>', ((text,) for text in texts))
        if texts
        else None
    )


def _seconds(seconds: int | None) -> str | None:
    return None if seconds is None else duration(timedelta(seconds=seconds))


def _rating(one: Interaction) -> str | SafeString | None:
    if one.rating is None:
        return None
    said = "Good" if one.rating else "Bad"
    return foreign(f"{said}: {one.rating_comment}") if one.rating_comment else said
