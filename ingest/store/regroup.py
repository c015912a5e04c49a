"""Staff merge and split mail conversations, and undo it. What they did, no later sync undoes.

A LiveChat thread is one conversation by its nature: there is nothing to merge or to split.
"""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from uuid import UUID

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Q

from ingest.lease import hold_writes
from ingest.models import KeptApart, MailLink, Regrouping
from ingest.store.again import rebuild_conversations
from ingest.store.apart import pairs_with
from ingest.store.merge import merge_interactions
from ingest.store.snapshot import restore_merged, staff_values, take_snapshot
from interactions.models import Alias, Change, Interaction, Message
from interactions.vocabulary import DecidedBy, Source

CHANGED = "conversation"
"""The field under which the change log shows what happened."""


class RegroupRefused(ValueError):
    """These conversations can't be merged, split or set back: one line that says why."""


def merge(interactions: Collection[UUID], *, user: User | None, now: datetime) -> Regrouping:
    """Make one mail conversation of several; the earliest survives, the others' names lead to it.

    Staff's values move over, of each the newest. Raises RegroupRefused.
    """
    with transaction.atomic():
        hold_writes(Source.EMAIL)
        rows = _locked_mails(interactions)
        if len(rows) < 2:
            raise RegroupRefused("Choose at least two conversations to merge.")
        survivor, others = rows[0], rows[1:]
        details = take_snapshot(survivor, others)
        _join_again([row.pk for row in rows])
        merge_interactions([row.pk for row in rows], now=now, survivor_id=survivor.pk)
        rebuild_conversations([survivor.pk], now=now)
        survivor.refresh_from_db()
        details["after"] = staff_values(survivor)
        _log(survivor.pk, f"{len(others)} merged into it", user=user, now=now)
        return Regrouping.objects.create(kind="merge", at=now, user=user, interaction=survivor, details=details)


def split(messages: Collection[UUID], *, user: User | None, now: datetime) -> Regrouping:
    """Move some mails of a conversation into a new one of their own, and keep the two apart from now on.

    Later mails follow the one that they answer. The new conversation is categorised like any other; what staff set
    stays with the old one. Raises RegroupRefused.
    """
    with transaction.atomic():
        hold_writes(Source.EMAIL)
        chosen = list(Message.objects.filter(pk__in=messages).order_by("sent_at", "message_id"))
        owner = _one_owner(chosen)
        staying = Message.objects.filter(interaction=owner).exclude(pk__in=messages)
        if not staying:
            raise RegroupRefused("Leave at least one mail in the conversation.")
        new = Interaction.objects.create(
            source=Source.EMAIL, external_id=_free_name(chosen[0]), started_at=chosen[0].sent_at
        )
        keys = _keys_to_move(chosen, staying)
        MailLink.objects.filter(interaction=owner, key__in=keys).update(interaction=new)
        Message.objects.filter(pk__in=[message.pk for message in chosen]).update(interaction=new)
        _keep_apart(owner.pk, new.pk)
        rebuild_conversations([owner.pk, new.pk], now=now)
        _log(owner.pk, f"{len(chosen)} mails split off", user=user, now=now)
        _log(new.pk, "split off another conversation", user=user, now=now)
        new.refresh_from_db()
        details = {"messages": [str(message.pk) for message in chosen], "keys": sorted(keys)}
        return Regrouping.objects.create(kind="split", at=now, user=user, interaction=owner, other=new, details=details)


def undo(regrouping_id: int, *, user: User | None, now: datetime) -> None:
    """Set a merge or a split back; mails that came since go where their references lead. Raises RegroupRefused.

    The newest must be undone first. Values that staff set since then stay. What undoing needed is forgotten then.
    """
    with transaction.atomic():
        hold_writes(Source.EMAIL)
        done = Regrouping.objects.select_for_update().filter(pk=regrouping_id).first()
        if done is None or done.undone_at is not None:
            raise RegroupRefused("This was undone already, or its conversation was erased.")
        _refuse_unless_newest(done)
        touched = _unmerge(done) if done.kind == "merge" else _unsplit(done, now=now)
        rebuild_conversations(touched, now=now)
        for interaction in touched:
            _log(interaction, f"{done.kind} undone", user=user, now=now)
        Regrouping.objects.filter(pk=done.pk).update(undone_at=now, undone_by=user, details={})


def _locked_mails(interactions: Collection[UUID]) -> list[Interaction]:
    chosen = Interaction.objects.select_for_update().filter(pk__in=interactions).order_by("started_at", "id")
    rows = list(chosen)
    if any(row.source != Source.EMAIL for row in rows):
        raise RegroupRefused("Only mail conversations can be merged or split; a LiveChat thread is one by itself.")
    return rows


def _one_owner(messages: Sequence[Message]) -> Interaction:
    owners = _locked_mails({message.interaction_id for message in messages})
    if len(owners) != 1:
        raise RegroupRefused("Choose mails of one conversation.")
    return owners[0]


def _free_name(earliest: Message) -> str:
    """Return a name for a conversation that begins with this mail; its root's belongs to the one it came from."""
    name = f"email:{earliest.message_id}"
    is_taken = Interaction.objects.filter(external_id=name).exists() or Alias.objects.filter(external_id=name).exists()
    return f"{name}#{earliest.pk.hex[:12]}" if is_taken else name


def _keys_to_move(moved: Iterable[Message], staying: Iterable[Message]) -> set[str]:
    """Return the ids that lead to the moved mails alone: their own, and roots that no other mail here has."""
    kept = {key for message in staying for key in _names(message)}
    return {message.message_id or "" for message in moved} | {key for m in moved for key in _names(m)} - kept


def _names(message: Message) -> set[str]:
    return {message.message_id or "", str((message.raw_data or {}).get("root") or "")}


def _keep_apart(owner: UUID, new: UUID) -> None:
    """Keep two conversations apart, and the new one from what the old one is kept apart from."""
    others = {id_ for pair in pairs_with([owner]) for id_ in pair} - {owner}
    KeptApart.objects.bulk_create([KeptApart(one_id=one, other_id=new) for one in sorted({owner, *others})])


def _join_again(ids: Collection[UUID]) -> None:
    KeptApart.objects.filter(one__in=ids, other__in=ids).delete()


def _refuse_unless_newest(done: Regrouping) -> None:
    places = [id_ for id_ in (done.interaction_id, done.other_id) if id_]
    later = Regrouping.objects.filter(Q(interaction__in=places) | Q(other__in=places), undone_at=None, pk__gt=done.pk)
    if later.exists():
        raise RegroupRefused("These conversations were merged or split again since: undo that first.")


def _unmerge(done: Regrouping) -> list[UUID]:
    return [done.interaction_id, *restore_merged(done.interaction_id, done.details)]


def _unsplit(done: Regrouping, *, now: datetime) -> list[UUID]:
    if done.other_id is None:
        raise RegroupRefused("The conversation that was split off is no longer there.")
    _join_again([done.interaction_id, done.other_id])
    merge_interactions([done.interaction_id, done.other_id], now=now, survivor_id=done.interaction_id)
    return [done.interaction_id]


def _log(interaction: UUID, what: str, *, user: User | None, now: datetime) -> None:
    Change.objects.create(interaction_id=interaction, field=CHANGED, new=what, by=DecidedBy.STAFF, user=user, at=now)
