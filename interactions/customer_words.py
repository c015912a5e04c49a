"""The customer's words of stored interactions, as the judge reads them."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db import connection

from interactions.categorize.text import Words
from interactions.vocabulary import SenderType, Source

# Of a conversation that has messages neither the transcript nor the agents' words are needed.
ASKED = """
    SELECT i.id, i.category_by, i.customer_text_hash, i.source, i.subject,
        CASE WHEN m.first_sender IS NULL THEN i.transcript END, m.first_sender, m.customers
    FROM customer_interactions i LEFT JOIN (
        SELECT interaction_id,
            (array_agg(sender_type ORDER BY sent_at, position, id))[1] AS first_sender,
            array_agg(content ORDER BY sent_at, position, id) FILTER (WHERE sender_type = 'customer') AS customers
        FROM interaction_messages
        WHERE interaction_id = ANY(%s) AND NOT is_internal AND NOT is_deleted
        GROUP BY interaction_id
    ) m ON m.interaction_id = i.id
    WHERE i.id = ANY(%s)"""


@dataclass(frozen=True, slots=True)
class Asked:
    """An interaction as the judge reads it."""

    id: UUID
    category_by: str | None
    text_hash: str | None
    words: Words


def asked(ids: Sequence[UUID]) -> list[Asked]:
    """Read these interactions, in no order. One query, whatever the number; ids that don't exist are left out.

    Row and messages are as of one moment: what a sync adds later comes with another hash, and is due again.
    """
    with connection.cursor() as cursor:
        cursor.execute(ASKED, [list(ids)] * 2)
        return [
            Asked(id_, category_by, text_hash, _words(source, subject, transcript, first_sender, customers))
            for id_, category_by, text_hash, source, subject, transcript, first_sender, customers in cursor.fetchall()
        ]


def _words(
    source: str, subject: str | None, transcript: str | None, first_sender: str | None, customers: list[str] | None
) -> Words:
    """Return the customer's words.

    A chat's subject repeats the first message, and one of a mail that the shop began is the shop's. Where plain SQL put
    in no messages, the transcript is all there is.
    """
    if first_sender is None:
        return Words(subject, (transcript,) if transcript else ())
    is_theirs = source == Source.EMAIL and first_sender == SenderType.CUSTOMER
    return Words(subject if is_theirs else None, tuple(customers or ()))
