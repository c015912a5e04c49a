"""Senders that staff mark as machines: what is stored of them follows, as if it had been synced that way."""

from collections.abc import Collection
from datetime import datetime
from itertools import batched
from typing import Any
from uuid import UUID

from django.contrib.auth.models import User
from django.db import connection, transaction

from ingest.models import MachineSender
from ingest.store.again import rebuild_conversations
from ingest.store.upsert import stored_by_id
from interactions.models import Interaction
from interactions.vocabulary import SenderType, Source

CONVERSATIONS_AT_ONCE = 200

# The rule of ingest.sources.email.senders.who_wrote: a mail that came through a form is its writer's, and else what
# staff marked is a machine's, whatever the mail says of itself.
IS_MARKED = """(
    coalesce(m.raw_data->>'is_form', 'false') <> 'true'
    AND (lower(m.sender_email) = ANY(%(marked)s)
        OR '@' || substring(lower(m.sender_email) FROM '[^@]*$') = ANY(%(marked)s)))"""
WANTED = f"CASE WHEN {IS_MARKED} THEN 'system' ELSE coalesce(m.raw_data->>'natural_type', m.sender_type) END"
IS_SENDERS = """(lower(m.sender_email) = %(sender)s
    OR '@' || substring(lower(m.sender_email) FROM '[^@]*$') = %(sender)s)"""
CONCERNED = f"""
    SELECT DISTINCT m.interaction_id FROM interaction_messages m
    WHERE m.source = 'email' AND {IS_SENDERS} AND m.sender_type <> {WANTED} ORDER BY m.interaction_id"""  # noqa: S608
RETYPE = f"""
    UPDATE interaction_messages m SET sender_type = {WANTED}, counts = {WANTED} <> 'system',
        raw_data = m.raw_data || jsonb_build_object('machine', CASE WHEN {WANTED} = 'system'
            THEN coalesce(m.raw_data->>'machine', 'machine') END)
    WHERE m.interaction_id = ANY(%(ids)s) AND {IS_SENDERS} AND m.sender_type <> {WANTED}"""  # noqa: S608


class NotAMachineError(Exception):
    """This conversation has no sender that could be a machine: one line for a person."""


def apply_machine_sender(address: str, *, now: datetime) -> int:
    """Let the stored mails of an address, or a whole `@domain`, be machine mail; return how many conversations changed.

    The conversations are derived anew as by a sync; what staff set stays. Safe to run twice.
    """
    return _restate(address.lower(), _marked() | {address.lower()}, now=now)


def undo_machine_sender(address: str, *, now: datetime) -> int:
    """Let them be again what they are by themselves, unless another mark holds; return as `apply_machine_sender`."""
    return _restate(address.lower(), _marked() - {address.lower()}, now=now)


def change_machine_sender(former: str | None, address: str | None, *, now: datetime) -> int:
    """Follow a change of the list, from `former` (None: added) to `address` (None: removed); return as those above."""
    changed = 0
    if former and former != address:
        changed += undo_machine_sender(former, now=now)
    if address:
        changed += apply_machine_sender(address, now=now)
    return changed


def mark_machine_sender(interaction: Interaction, user: User | None, *, now: datetime) -> MachineSender:
    """Mark who began a mail conversation as a machine, and apply it. Safe to run twice.

    Raises NotAMachineError where the shop began it, or a person through a contact form.
    """
    mails = interaction.messages.filter(source=Source.EMAIL).order_by("sent_at", "message_id")
    first = mails.exclude(sender_type=SenderType.AGENT).exclude(raw_data__is_form=True).first()
    if first is None or not first.sender_email:
        raise NotAMachineError("Nobody wrote here who could be a machine: mark an address under Machine senders.")
    address = first.sender_email.lower()
    with transaction.atomic():
        sender, _ = MachineSender.objects.get_or_create(address=address, defaults={"added_by": user})
        apply_machine_sender(address, now=now)
    return sender


def _marked() -> set[str]:
    return {address.lower() for address in MachineSender.objects.values_list("address", flat=True)}


def _restate(sender: str, marked: Collection[str], *, now: datetime) -> int:
    """Make the stored mails of a sender agree with what is marked, some conversations in a transaction at a time."""
    values: dict[str, Any] = {"sender": sender, "marked": list(marked)}
    with connection.cursor() as cursor:
        cursor.execute(CONCERNED, values)
        concerned: list[UUID] = [id_ for (id_,) in cursor.fetchall()]
    for ids in batched(concerned, CONVERSATIONS_AT_ONCE):
        with transaction.atomic(), connection.cursor() as cursor:
            # Locked before the mails are, in one order for everybody: a sync may be writing the same conversations.
            stored_by_id(ids)
            cursor.execute(RETYPE, values | {"ids": list(ids)})
            rebuild_conversations(ids, now=now)
    return len(concerned)
