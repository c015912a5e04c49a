"""Where an item went: every row that knows an id."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import F, Q
from django.db.models.functions import Coalesce

from ingest.models import MailboxItem, MailLink, QuarantinedItem, Regrouping, SyncRun
from interactions.models import Alias, Interaction, Message


@dataclass(frozen=True, slots=True)
class StoredTrace:
    """A stored conversation, and the message in it if the id is a message's. `run_id` is the run that stored it."""

    interaction_id: UUID
    external_id: str | None
    source: str
    message_id: str | None
    stored_at: datetime | None
    run_id: int | None
    source_deleted_at: datetime | None


@dataclass(frozen=True, slots=True)
class Trace:
    """All that is known of an id. `regroupings` are a person's merges and splits of its conversation, oldest first."""

    asked: str
    stored: Sequence[StoredTrace] = ()
    aliases: Sequence[Alias] = ()
    quarantined: Sequence[QuarantinedItem] = ()
    places: Sequence[MailboxItem] = ()
    referred_by: Sequence[UUID] = ()
    regroupings: Sequence[Regrouping] = ()


def trace(asked: str) -> Trace:
    """Find an id of a mail, a thread, an event or a conversation; angle brackets and `email:` don't matter."""
    name = asked.strip().removeprefix("<").removesuffix(">")
    names = [name, f"email:{name}", name.removeprefix("email:")]
    stored = [*_messages(names), *_conversations(names)]
    interactions = {one.interaction_id for one in stored}
    aliases = list(Alias.objects.filter(external_id__in=names))
    interactions |= {alias.interaction_id for alias in aliases}
    links = MailLink.objects.filter(key__in=names).exclude(interaction__in=interactions)
    touched = Q(interaction__in=interactions) | Q(other__in=interactions)
    return Trace(
        name,
        stored,
        aliases,
        list(QuarantinedItem.objects.filter(external_id__in=names).defer("raw").order_by("pk")),
        list(MailboxItem.objects.filter(message_id__in=names).order_by("pk")),
        sorted(set(links.values_list("interaction_id", flat=True))),
        list(Regrouping.objects.filter(touched).select_related("user").order_by("pk")),
    )


def _messages(names: Sequence[str]) -> list[StoredTrace]:
    variants = Q(message_id__in=names) | Q(message_id__startswith=f"{names[0]}#")
    return [
        StoredTrace(
            message.interaction_id,
            message.interaction.external_id,
            message.interaction.source,
            message.message_id,
            message.created_at,
            _run_at(message.interaction.source, message.created_at),
            message.source_deleted_at,
        )
        for message in Message.objects.filter(variants).select_related("interaction").order_by("message_id")
    ]


def _conversations(names: Sequence[str]) -> list[StoredTrace]:
    ids = [name for name in names if _is_uuid(name)]
    found = Interaction.objects.filter(Q(external_id__in=names) | Q(pk__in=ids)).order_by("external_id")
    return [
        StoredTrace(
            row.pk,
            row.external_id,
            row.source,
            None,
            row.created_at,
            _run_at(row.source, row.created_at),
            row.source_deleted_at,
        )
        for row in found
    ]


def _run_at(source: str, moment: datetime | None) -> int | None:
    """Return the run of the source that was going on at a moment."""
    if moment is None:
        return None
    going_on = SyncRun.objects.annotate(until=Coalesce(F("finished_at"), F("heartbeat_at")))
    found = going_on.filter(source=source, started_at__lte=moment, until__gte=moment).order_by("-started_at")
    return found.values_list("pk", flat=True).first()


def _is_uuid(name: str) -> bool:
    try:
        UUID(name)
    except ValueError:
        return False
    return True
