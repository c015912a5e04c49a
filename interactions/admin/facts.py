"""What is known of an interaction beside its messages, and what was decided about it, ready to be shown."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from interactions.admin.display import badge, duration, foreign, label, short_time, shortened
from interactions.models import Change, Interaction
from interactions.triage import EDITABLE, StaleChangeError

CHANGES_SHOWN = 50
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
    yield "Customer", _foreign(one.customer_name)
    yield "E-mail", _foreign(one.customer_email)
    yield "Phone", _foreign(one.customer_phone)
    yield "Location", _foreign(one.customer_location)
    yield "Orders", _list(one.order_ids)
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
    yield "Tags", _list(one.tags)
    yield "Summary", _foreign(one.summary)
    yield "Id at the source", _foreign(one.external_id)
    yield "Gone at the source", short_time(one.source_deleted_at) if one.source_deleted_at else None


def standing(interaction: Interaction, labels: Labels) -> list[tuple[str, str | SafeString]]:
    """Return what staff may set, for those who may only look."""
    return [(label(name), foreign(value_text(name, getattr(interaction, name), labels))) for name in EDITABLE]


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
        return "none"
    if field in {"category", "subcategory"}:
        return labels.get(value, value)
    return shortened(value) if field == "resolution_notes" else label(value)


def values_text(values: Mapping[str, str | None], labels: Labels) -> str:
    """Return several values with their names: status Resolved, category Refund."""
    return ", ".join(f"{label(name).lower()} {value_text(name, value, labels)}" for name, value in values.items())


def stale_text(error: StaleChangeError, labels: Labels) -> str:
    """Say what changed meanwhile, and what the person wanted to set."""
    current = {name: value for name, value in error.current.items() if name in EDITABLE}
    said = [f"it is now {values_text(current, labels)}"] if current else []
    if "last_customer_message_at" in error.current:
        said.append("the customer has written again")
    wanted = values_text(error.wanted, labels)
    return f"Not saved, because this changed while you had it open: {' and '.join(said)}. You wanted to set {wanted}."


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
