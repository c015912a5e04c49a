"""What the operators of the search mean, as conditions on interactions."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from django.contrib.auth.models import User
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from interactions.models import Category, Note, OrderReference, SearchDocument
from interactions.queues import as_of, asleep, in_queue
from interactions.search.language import Condition
from interactions.search.lexemes import ReadyQuery, own
from interactions.search.spelling import fold, plain
from interactions.vocabulary import Priority, Sentiment, Status


class NobodyMeant(Exception):
    """A value that names nothing that exists: one line for the person."""


@dataclass(frozen=True, slots=True)
class Asker:
    """Who searches, and when: what mine and waiting depend on."""

    user: User | None
    now: datetime


def condition(term: Condition, asker: Asker) -> Q:
    """Return what an operator asks for, negated or not. Raises NobodyMeant."""
    found = MEANINGS[term.name](term.value, asker)
    return ~found if term.is_negated else found


def orders(part: str) -> QuerySet[OrderReference, Any]:
    """Return the ids of the conversations that mention an order number with this part."""
    number = part.lstrip("#").strip()
    return OrderReference.objects.filter(order_number__icontains=number).order_by().values("interaction_id")


def _is(value: str, asker: Asker) -> Q:
    if value in set(Status):
        return Q(status=value)
    if value == "waiting":
        return in_queue("waiting", as_of(now=asker.now))
    return {
        "urgent": Q(priority=Priority.URGENT) | Q(sentiment=Sentiment.URGENT),
        "negative": Q(sentiment=Sentiment.NEGATIVE),
        "positive": Q(sentiment=Sentiment.POSITIVE),
        "unassigned": Q(assignee=None),
        "mine": Q(assignee=asker.user.pk) if asker.user else Q(pk__in=[]),
        "snoozed": asleep(asker.now),
    }[value]


def _has(value: str, asker: Asker) -> Q:
    own_row = OuterRef("pk")
    attached = SearchDocument.objects.filter(words=ReadyQuery(own("has=attachment")))
    return {
        "attachment": Q(pk__in=attached.values("interaction_id")),
        "note": Q(pk__in=Note.objects.filter(removed_at=None).order_by().values("interaction_id")),
        "order": Q(Exists(OrderReference.objects.filter(interaction=own_row))),
        "rating": Q(rating__isnull=False),
    }[value]


def _category(value: str, asker: Asker) -> Q:
    if value.lower() == "none":
        return Q(category=None)
    wanted = fold(plain(value))
    rows = Category.objects.values_list("name", "label")
    said = [(name, {fold(plain(name)), fold(plain(label or ""))}) for name, label in rows]
    names = [name for name, spelt in said if wanted in spelt]
    names = names or [name for name, spelt in said if any(wanted in one for one in spelt)]
    if not names:
        raise NobodyMeant(f"There is no category {value[:40]}, so it was left out. See the filter for those there are.")
    return Q(category__in=names) | Q(subcategory__in=names)


def _assignee(value: str, asker: Asker) -> Q:
    if value.lower() == "none":
        return Q(assignee=None)
    if value.lower() == "me":
        return _is("mine", asker)
    wanted = fold(value.strip())
    people = User.objects.filter(is_active=True).values_list("pk", "username", "first_name", "last_name", "email")
    named = [
        key
        for key, name, first, last, mail in people
        if wanted in {fold(one) for one in (name, first, last, f"{first} {last}", mail)}
    ]
    if not named:
        raise NobodyMeant(f"Nobody here is called {value[:40]}, so it was left out. Type a user name, me or none.")
    return Q(assignee__in=named)


def _tag(value: str, asker: Asker) -> Q:
    spelt = dict.fromkeys((value, value.lower(), value.upper(), value.capitalize()))
    return Q(tags__overlap=list(spelt))


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


MEANINGS: dict[str, Callable[..., Q]] = {
    "is": _is,
    "has": _has,
    "category": _category,
    "assignee": _assignee,
    "tag": _tag,
    "order": lambda value, asker: Q(pk__in=orders(value)),
    "source": lambda value, asker: Q(source=value),
    "before": lambda day, asker: Q(started_at__lt=_midnight(day)),
    "after": lambda day, asker: Q(started_at__gte=_midnight(day)),
}
"""What each operator asks for. The customer's name and address, for from:, are lexemes of the index."""
