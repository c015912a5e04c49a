"""Conversations that a person split: what stays apart."""

from collections.abc import Collection
from uuid import UUID

from django.db import connection

from ingest.models import KeptApart

PAIRS = "SELECT one_id, other_id FROM kept_apart WHERE one_id = ANY(%(ids)s) OR other_id = ANY(%(ids)s)"


def pairs_with(interactions: Collection[UUID]) -> list[tuple[UUID, UUID]]:
    """Return the pairs that are kept apart and of which one at least is among these."""
    if not interactions:
        return []
    with connection.cursor() as cursor:
        cursor.execute(PAIRS, {"ids": list(interactions)})
        return [(one, other) for one, other in cursor.fetchall()]


def move_pairs(merged: Collection[UUID], survivor: UUID) -> None:
    """Let what was kept apart from merged conversations be kept apart from the one that they became."""
    KeptApart.objects.filter(one__in=merged).update(one=survivor)
    KeptApart.objects.filter(other__in=merged).update(other=survivor)
    KeptApart.objects.filter(one=survivor, other=survivor).delete()
