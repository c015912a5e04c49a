"""Who wrote a mail: a customer, the shop, or a machine. Pure.

The first rule that matches decides, and addresses alone count: a display name is whatever the sender made of it.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from ingest.sources.email.addresses import Address
from ingest.sources.email.machine import MachineKind
from ingest.sources.email.parse import ParsedMail
from interactions.vocabulary import SenderType


@dataclass(frozen=True, slots=True)
class Senders:
    """The senders that the shop knows: addresses and `@domain`s, lower-cased.

    `own` are the shop's; `forms` are contact forms, whose Reply-To is the customer; `machines` never write by hand.
    """

    own: frozenset[str]
    forms: frozenset[str]
    machines: frozenset[str]


@dataclass(frozen=True, slots=True)
class Writer:
    """Who wrote a mail, and the outside party of its conversation.

    `sender_type` leaves out what staff marked as machine mail when `natural_type` says otherwise.
    """

    sender_type: SenderType
    natural_type: SenderType
    sender: Address
    outside: Address
    is_form: bool
    machine_tag: MachineKind | None


NOBODY = Address("", "")


def known_senders(own: Iterable[str], forms: Iterable[str], machines: Iterable[str]) -> Senders:
    """Make the lists ready; spaces and capitals don't matter."""
    return Senders(_cleaned(own), _cleaned(forms), _cleaned(machines))


def is_among(email: str, entries: frozenset[str]) -> bool:
    """Say whether an address, or its whole `@domain`, is in the list."""
    address = email.lower()
    return bool(address) and (address in entries or f"@{address.rpartition('@')[2]}" in entries)


def who_wrote(mail: ParsedMail, senders: Senders, marked_by_staff: frozenset[str] = frozenset()) -> Writer:
    """Decide by the contract's order: contact form, machine, shop, customer."""
    from_ = mail.from_ or NOBODY
    if is_among(from_.email, senders.forms):
        person = next((one for one in mail.reply_to if one.email and not is_among(one.email, senders.own)), from_)
        return Writer(SenderType.CUSTOMER, SenderType.CUSTOMER, person, person, is_form=True, machine_tag=None)
    natural = _natural_type(mail, from_, senders)
    is_marked = is_among(from_.email, marked_by_staff)
    sender_type = SenderType.SYSTEM if is_marked else natural
    tag = mail.machine_kind or (MachineKind.MACHINE if sender_type == SenderType.SYSTEM else None)
    return Writer(sender_type, natural, from_, _outside(mail, from_, senders), is_form=False, machine_tag=tag)


def _natural_type(mail: ParsedMail, from_: Address, senders: Senders) -> SenderType:
    if mail.machine_kind or is_among(from_.email, senders.machines):
        return SenderType.SYSTEM
    return SenderType.AGENT if is_among(from_.email, senders.own) else SenderType.CUSTOMER


def _outside(mail: ParsedMail, from_: Address, senders: Senders) -> Address:
    """Return the first party that isn't the shop: the writer, else who it was written to."""
    parties = (from_, *mail.to, *mail.cc, *mail.bcc)
    return next((one for one in parties if one.email and not is_among(one.email, senders.own)), from_)


def _cleaned(entries: Iterable[str]) -> frozenset[str]:
    return frozenset(entry.strip().lower() for entry in entries if entry.strip())
