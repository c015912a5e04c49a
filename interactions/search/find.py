"""Find conversations: what was typed, as a queryset that stays quick on a million rows."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import reduce
from operator import and_
from typing import Any
from uuid import UUID

from django.contrib.auth.models import User
from django.db.models import Q, QuerySet
from django.db.models.expressions import RawSQL
from django.utils import timezone

from interactions.models import Interaction, SearchDocument, SearchDue
from interactions.search.conditions import Asker, NobodyMeant, condition, orders
from interactions.search.documents import count_due, refresh_search
from interactions.search.language import Condition, Words, parse
from interactions.search.lexemes import ReadyQuery, all_of, customer_query, phrases, query_of
from interactions.search.patience import TOO_LONG, TookTooLong, in_time

FEW = 2_000
"""Up to so many hits of the words are read once, and known by their ids from then on."""

REFRESHED_FIRST = 200
"""Conversations whose words changed that a search itself reads into the index, so that a search after a sync finds."""

# Shorter numbers would be part of too many order numbers; order: takes them. Shorter words have no trigram.
NUMBER = re.compile(r"#?[A-Za-z]{0,3}[0-9]{4,}")
FEWEST_LETTERS = 3

type Ids = QuerySet[Any, Any]


@dataclass(frozen=True, slots=True)
class Found:
    """The conversations, and a line for the person where something was left out or isn't in the index yet."""

    rows: QuerySet[Interaction]
    hint: str = ""


@dataclass(frozen=True, slots=True)
class _Sought:
    """A term that looks for words: its tsquery, and where else it may stand."""

    tsquery: str
    elsewhere: tuple[Ids, ...] = ()
    is_negated: bool = False

    @property
    def ids(self) -> Ids:
        """Return the ids of the conversations that have it."""
        arms = [_holding(self.tsquery), *self.elsewhere] if self.tsquery else [*self.elsewhere]
        if len(arms) < 2:
            return arms[0] if arms else _holding("")
        return arms[0].union(*arms[1:], all=True).order_by()


def search(
    interactions: QuerySet[Interaction], text: str, *, user: User | None = None, now: datetime | None = None
) -> Found:
    """Keep the interactions in which everything is found that `text` asks for, in the search's language.

    Reads some conversations that changed into the index first. A word counts as a whole, in any form; only where
    nothing has all words whole, parts of words, names and addresses count too. Never fails over what is typed.
    """
    query = parse(text)
    if not query.terms:
        return Found(interactions, query.hint)
    hints = [query.hint, _brought_up_to_date()]
    asker = Asker(user, now or timezone.now())
    for term in query.terms:
        if isinstance(term, Condition) and term.name != "from":
            try:
                interactions = interactions.filter(condition(term, asker))
            except NobodyMeant as unknown:
                hints.append(str(unknown))
    if words := [term for term in query.terms if isinstance(term, Words) or term.name == "from"]:
        try:
            interactions = interactions.filter(_having(words))
        except TookTooLong:
            return Found(interactions.none(), TOO_LONG)
    return Found(interactions, next(filter(None, hints), ""))


def _brought_up_to_date() -> str:
    """Read what is due into the index, as far as a person can wait for; say how much is left."""
    if not SearchDue.objects.exists() or refresh_search(REFRESHED_FIRST) < REFRESHED_FIRST:
        return ""
    left = count_due()
    return f"{left:,} conversations are still being indexed: the list may lack some of them." if left else ""


def _having(words: Sequence[Words | Condition]) -> Q:
    """Return the condition that a conversation has all these terms. Raises TookTooLong."""
    spelt = phrases([term.text if isinstance(term, Words) else str(term.value) for term in words])
    for parts in (False, True):
        sought = [_sought(term, phrase, parts=parts) for term, phrase in zip(words, spelt, strict=True)]
        wanted = _wanted(sought)
        if not wanted:
            return _without(sought)
        first = _first(wanted)
        if first:
            break
    if len(first) > FEW:
        return reduce(and_, (Q(pk__in=ids) for ids in wanted)) & _without(sought)
    return Q(pk__in=RawSQL("SELECT unnest(%s::uuid[])", [list(dict.fromkeys(first))])) & _without(sought)


def _sought(term: Words | Condition, phrase: str, *, parts: bool) -> _Sought:
    if isinstance(term, Condition):
        value = str(term.value)
        elsewhere = _parts_of(value, ("customer_email", "customer_name")) if parts else ()
        return _Sought(customer_query(value, phrase), elsewhere, term.is_negated)
    elsewhere = ()
    if NUMBER.fullmatch(term.typed):
        elsewhere = (orders(term.typed),)
    if parts and not term.is_negated:
        elsewhere += _parts_of(term.typed, ("customer_email", "customer_name", "subject"))
    return _Sought(query_of(term, phrase, parts=parts and not term.is_negated), elsewhere, term.is_negated)


def _parts_of(text: str, columns: Sequence[str]) -> tuple[Ids, ...]:
    if len(text) < FEWEST_LETTERS:
        return ()
    rows = Interaction.objects.order_by()
    return tuple(rows.filter(**{f"{column}__icontains": text}).values("pk") for column in columns)


def _wanted(sought: Sequence[_Sought]) -> list[Ids]:
    """Return what ids must be in, all of it: what is only looked for in the index as one query of it."""
    plain = [one.tsquery for one in sought if not one.is_negated and not one.elsewhere]
    if "" in plain:
        return [SearchDocument.objects.none().values("interaction_id")]
    ids = [one.ids for one in sought if not one.is_negated and one.elsewhere]
    if not plain:
        return ids
    unwanted = [one.tsquery for one in sought if one.is_negated and not one.elsewhere and one.tsquery]
    return [_holding(all_of(plain, unwanted)), *ids]


def _without(sought: Sequence[_Sought]) -> Q:
    """Return the condition that a conversation has none of the negated terms."""
    return reduce(and_, (~Q(pk__in=one.ids) for one in sought if one.is_negated), Q())


def _first(wanted: Sequence[Ids]) -> list[UUID]:
    """Return the ids that are in all of `wanted`, up to one more than a few. Raises TookTooLong."""
    if len(wanted) == 1:
        ids = wanted[0]
    else:
        ids = Interaction.objects.order_by().filter(*(Q(pk__in=one) for one in wanted)).values("pk")
    with in_time():
        return [key for row in ids[: FEW + 1] for key in row.values()]


def _holding(tsquery: str) -> Ids:
    documents = SearchDocument.objects.filter(words=ReadyQuery(tsquery)) if tsquery else SearchDocument.objects.none()
    return documents.values("interaction_id")
