"""Several changes to many interactions, as one click: done together, counted together, undone together."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID, uuid4

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import QuerySet

from interactions.models import Change
from interactions.triage.assignment import assign
from interactions.triage.record import Changed, Chosen
from interactions.triage.tags import change_tags
from interactions.triage.values import set_values


@dataclass(frozen=True, slots=True)
class Wishes:
    """What a person wants of many interactions; what is empty stays as it is. `assigns`: the assignee is a wish too."""

    values: Mapping[str, str | None] = field(default_factory=dict)
    assigns: bool = False
    assignee: User | None = None
    add: tuple[str, ...] = ()
    remove: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.values or self.assigns or self.add or self.remove)


def change_together(interactions: Chosen, wishes: Wishes, *, user: User | None, now: datetime) -> Changed:
    """Do all of it in one transaction, under one key for the undo.

    Which interactions are meant is settled first: what a filter finds may change with the first change. Safe to run
    twice. Raises InvalidChangeError; then nothing is written.
    """
    key = uuid4()
    with transaction.atomic():
        ids = _ids(interactions)
        if wishes.values:
            set_values(ids, user=user, changes=wishes.values, now=now, change_set=key)
        if wishes.assigns:
            assign(ids, user=user, assignee=wishes.assignee, now=now, change_set=key)
        if wishes.add or wishes.remove:
            change_tags(ids, user=user, add=wishes.add, remove=wishes.remove, now=now, change_set=key)
        changed = Change.objects.filter(change_set=key).values("interaction_id").distinct().count()
    return Changed(changed=changed, unchanged=len(ids) - changed, change_set=key if changed else None)


def _ids(interactions: Chosen) -> list[UUID]:
    if isinstance(interactions, QuerySet):
        return list(interactions.order_by().values_list("pk", flat=True))
    return list(interactions)
