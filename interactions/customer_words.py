"""The customer's words of stored interactions, as the judge reads them."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from interactions.categorize.text import Words
from interactions.models import Interaction, Message
from interactions.vocabulary import SenderType, Source


@dataclass(frozen=True, slots=True)
class Asked:
    """An interaction as the judge reads it."""

    id: UUID
    category_by: str | None
    text_hash: str | None
    words: Words


def asked(ids: Sequence[UUID]) -> list[Asked]:
    """Read these interactions, in no order. Two queries, whatever the number; ids that don't exist are left out."""
    columns = ("id", "source", "category_by", "customer_text_hash", "subject", "transcript")
    # Read before the messages: what a sync adds in between is then judged under its former hash, and stays due.
    rows = list(Interaction.objects.filter(pk__in=ids).values_list(*columns))
    said: dict[UUID, list[tuple[str, str]]] = {}
    messages = Message.objects.filter(interaction__in=ids, is_internal=False, is_deleted=False)
    for id_, sender, content in messages.order_by("sent_at", "position", "id").values_list(
        "interaction_id", "sender_type", "content"
    ):
        said.setdefault(id_, []).append((sender, content))
    return [
        Asked(id_, category_by, text_hash, _words(source, subject, transcript, said.get(id_)))
        for id_, source, category_by, text_hash, subject, transcript in rows
    ]


def _words(source: str, subject: str | None, transcript: str | None, said: list[tuple[str, str]] | None) -> Words:
    """Return the customer's words.

    A chat's subject repeats the first message, and one of a mail that the shop began is the shop's. Where plain SQL put
    in no messages, the transcript is all there is.
    """
    if said is None:
        return Words(subject, (transcript,) if transcript else ())
    customers = tuple(content for sender, content in said if sender == SenderType.CUSTOMER)
    is_theirs = source == Source.EMAIL and said[0][0] == SenderType.CUSTOMER
    return Words(subject if is_theirs else None, customers)
