"""Customers: the addresses that are one person's, because staff said so. Never guessed, and always undone.

An address without a link is a customer by itself. Addresses are compared lower-cased, as mail systems do.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4

from django.contrib.auth.models import User
from django.db import IntegrityError, transaction
from django.db.models import Count, Max, Q, QuerySet, Value
from django.db.models.functions import Lower

from interactions.models import CustomerLink, Interaction, OrderReference

MAX_LENGTH = 320
"""Characters of an address (RFC 3696, erratum 1690)."""

ORDERS_COMPARED = 5
NAMESAKES = 1_000
"""Among how many conversations of somebody of the same name another address is looked for."""

SUGGESTED = 5
"""How many addresses are suggested; each reason is asked for that many."""


class InvalidLinkError(ValueError):
    """Addresses that can't be linked, or a link that can't be undone: one line that says why and what would do."""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Another address that may be the same person's, with the name it goes by, and why."""

    address: str
    name: str
    reason: str


@dataclass(frozen=True, slots=True)
class AddressUse:
    """An address of a customer: how many conversations have it, when the last one began, and its link if it has one."""

    address: str
    conversations: int
    last_at: datetime | None
    link: CustomerLink | None


def normal(address: str | None) -> str:
    """Return an address as links hold it; empty for none."""
    return (address or "").replace("\0", "").strip().lower()


def addresses_of(address: str | None) -> list[str]:
    """Return all addresses of the customer who has this one, this one first; none for an empty one. One query."""
    own = normal(address)
    if not own:
        return []
    customers = CustomerLink.objects.filter(address=own, unlinked_at=None).values("customer")
    linked = CustomerLink.objects.filter(customer__in=customers, unlinked_at=None).exclude(address=own)
    return [own, *linked.order_by("address").values_list("address", flat=True)]


def conversations_of(addresses: Iterable[str]) -> QuerySet[Interaction]:
    """Return the conversations of these addresses, on every channel, newest first, in upper or lower case."""
    return Interaction.objects.filter(of_addresses(addresses)).order_by("-started_at", "-id")


def of_addresses(addresses: Iterable[str]) -> Q:
    """Return the condition that a conversation is of one of these addresses, in upper or lower case."""
    condition = Q(pk__in=[])
    for address in addresses:
        condition |= Q(customer_email__iexact=address)
    return condition


def uses(addresses: Sequence[str]) -> list[AddressUse]:
    """Return each of a customer's addresses with how it was used. Two queries."""
    counted = conversations_of(addresses).order_by().annotate(address=Lower("customer_email")).values("address")
    told = counted.annotate(number=Count("pk"), last=Max("started_at")).values_list("address", "number", "last")
    found = {address: (number, last) for address, number, last in told}
    links = {link.address: link for link in history(addresses) if link.unlinked_at is None}
    return [AddressUse(one, *found.get(one, (0, None)), links.get(one)) for one in addresses]


def history(addresses: Collection[str]) -> list[CustomerLink]:
    """Return every link that these addresses have or had, newest first. One query."""
    rows = CustomerLink.objects.filter(address__in=addresses).select_related("linked_by", "unlinked_by")
    return list(rows.order_by("-linked_at", "-id"))


def link(address: str, other: str, *, user: User | None, reason: str, now: datetime) -> UUID:
    """Say that two addresses are one person's, and return the customer. Safe to run twice.

    Where both had linked addresses before, all of them are one customer from now on. Raises InvalidLinkError.
    """
    one, two = _checked(address), _checked(other)
    if one == two:
        raise InvalidLinkError("That is the same address.")
    try:
        with transaction.atomic():
            return _joined(one, two, user=user, reason=reason, now=now)
    except IntegrityError as error:
        raise InvalidLinkError("Somebody linked one of these at the same moment. Look again.") from error


def unlink(address: str, *, user: User | None, now: datetime) -> None:
    """Take an address out of its customer, by itself again. A customer of one address is no link. Safe to run twice."""
    with transaction.atomic():
        rows = _active(Q(address=normal(address)))
        for row in rows:
            left = _active(Q(customer=row.customer) & ~Q(pk=row.pk))
            _end([row, *(left if len(left) == 1 else [])], user=user, now=now)


def undo_link(link_id: int, *, user: User | None, now: datetime) -> None:
    """Take back one linking, with all that it joined: who was whose before is so again. Raises InvalidLinkError.

    Addresses that were linked or unlinked since stay as they are.
    """
    with transaction.atomic():
        done = CustomerLink.objects.select_for_update().filter(pk=link_id).first()
        if done is None or done.unlinked_at is not None:
            raise InvalidLinkError("This link was undone already.")
        same_act = _active(Q(customer=done.customer, linked_at=done.linked_at))
        _end(same_act, user=user, now=now)
        ended = CustomerLink.objects.filter(
            address__in=[row.address for row in same_act], unlinked_at=done.linked_at
        ).exclude(customer=done.customer)
        CustomerLink.objects.bulk_create(
            CustomerLink(
                address=row.address, customer=row.customer, reason=row.reason, linked_by=row.linked_by, linked_at=now
            )
            for row in ended.select_related("linked_by")
        )
        left = _active(Q(customer=done.customer))
        _end(left if len(left) == 1 else [], user=user, now=now)


def suggestions(one: Interaction, known: Collection[str]) -> list[Suggestion]:
    """Return addresses that may be the same person's: the same full name, phone or order number, another address.

    One query; at most SUGGESTED. `known` are the addresses that are the customer's already.
    """
    others = Interaction.objects.exclude(customer_email=None).exclude(customer_email="")
    for address in known:
        others = others.exclude(customer_email__iexact=address)
    arms = [
        _arm(others.filter(pk__in=_sharing(number)), f"Same order {number}")
        for number in (one.order_ids or [])[:ORDERS_COMPARED]
    ]
    if one.customer_phone:
        arms.append(_arm(others.filter(customer_phone=one.customer_phone), "Same phone number"))
    # A first name alone is many people's.
    if one.customer_name and " " in one.customer_name.strip():
        arms.append(_arm(others.filter(pk__in=_named(one.customer_name)), "Same name"))
    if not arms:
        return []
    found: dict[str, Suggestion] = {}
    for email, name, reason in arms[0].union(*arms[1:], all=True).order_by() if len(arms) > 1 else arms[0]:
        address = normal(email)
        if address and "@" in address:
            found.setdefault(address, Suggestion(address, name or "", reason))
    return list(found.values())[:SUGGESTED]


def _arm(rows: QuerySet[Interaction], reason: str) -> QuerySet[Interaction, tuple[str, str | None, str]]:
    told = rows.order_by().annotate(reason=Value(reason)).values_list("customer_email", "customer_name", "reason")
    return told.distinct()[: SUGGESTED * 2]


def _sharing(order_number: str) -> QuerySet[OrderReference, tuple[UUID]]:
    return OrderReference.objects.filter(order_number__iexact=order_number).values_list("interaction_id")[:100]


def _named(name: str) -> QuerySet[Interaction, tuple[UUID]]:
    """Return some of the conversations with a name. Without the bound, PostgreSQL would rather read the whole table."""
    return Interaction.objects.filter(customer_name__iexact=name).order_by().values_list("pk")[:NAMESAKES]


def _joined(one: str, two: str, *, user: User | None, reason: str, now: datetime) -> UUID:
    links = {row.address: row for row in _active(Q(address__in=[one, two]))}
    first, second = links.get(one), links.get(two)
    if first and second and first.customer == second.customer:
        return first.customer
    customer = first.customer if first else second.customer if second else uuid4()
    moving = _active(Q(customer=second.customer)) if first and second else []
    _end(moving, user=user, now=now)
    new = {row.address for row in moving} | ({one, two} - links.keys())
    CustomerLink.objects.bulk_create(
        CustomerLink(address=address, customer=customer, reason=reason.strip() or None, linked_by=user, linked_at=now)
        for address in sorted(new)
    )
    return customer


def _active(condition: Q) -> list[CustomerLink]:
    """Read and lock links that hold, in one order for everybody."""
    return list(CustomerLink.objects.select_for_update().filter(condition, unlinked_at=None).order_by("id"))


def _end(rows: Sequence[CustomerLink], *, user: User | None, now: datetime) -> None:
    CustomerLink.objects.filter(pk__in=[row.pk for row in rows]).update(unlinked_at=now, unlinked_by=user)


def _checked(address: str) -> str:
    said = normal(address)
    if "@" not in said or len(said) > MAX_LENGTH or any(sign.isspace() or not sign.isprintable() for sign in said):
        raise InvalidLinkError(f"{said[:80]!r} is no e-mail address.")
    if not conversations_of([said]).exists():
        raise InvalidLinkError(f"No conversation is from {said[:80]}. Check how it is written.")
    return said
