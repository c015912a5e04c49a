"""Notes that staff leave each other on a conversation. The customer never sees them, and no source knows of them."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.contrib.auth.models import User
from django.db.models import QuerySet

from interactions.models import Interaction, Note

MAX_LENGTH = 10_000


class InvalidNoteError(ValueError):
    """A note that can't be kept: one line that says why and what would do."""


def add(
    interactions: QuerySet[Interaction] | Iterable[UUID], text: str, *, user: User | None, now: datetime
) -> list[Note]:
    """Leave a note on each of these interactions, and return them. Raises InvalidNoteError.

    Line ends become Unix's. A note is a row of its own: no interaction changes by it.
    """
    said = text.replace("\r\n", "\n").replace("\0", "").strip()
    if not said:
        raise InvalidNoteError("Write something first.")
    if len(said) > MAX_LENGTH:
        raise InvalidNoteError(f"A note has at most {MAX_LENGTH:,} characters; this has {len(said):,}.")
    if isinstance(interactions, QuerySet):
        ids = list(interactions.order_by().values_list("pk", flat=True))
    else:
        wanted = Interaction.objects.filter(pk__in=list(interactions)).order_by()
        ids = list(wanted.values_list("pk", flat=True))
    return Note.objects.bulk_create(Note(interaction_id=id_, text=said, user=user, created_at=now) for id_ in ids)


def remove(notes: Iterable[int], *, user: User | None, now: datetime) -> int:
    """Take back one's own notes; return how many. They stay in the history, struck out. Safe to run twice."""
    if user is None:
        return 0
    return Note.objects.filter(pk__in=list(notes), user=user, removed_at=None).update(removed_at=now)


def restore(notes: Iterable[int], *, user: User | None, now: datetime) -> int:
    """Put back one's own notes that were taken back; return how many. Safe to run twice."""
    if user is None:
        return 0
    return Note.objects.filter(pk__in=list(notes), user=user, removed_at__lte=now).update(removed_at=None)
