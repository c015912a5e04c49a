"""Interactions and messages put straight into the database."""

from datetime import UTC, datetime
from typing import Any

from django.db import connection

from interactions.models import Interaction, Message

NOW = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)
ASKS_FOR_ORDER = "Hi, where is my order? It still hasn't arrived and the tracking says nothing."
WANTS_RETURN = "Hello, I want to return the oats and get my money back for the return."


def interaction(**columns: Any) -> Interaction:
    """Insert an interaction as a sync leaves it; the words' hash is made up."""
    synced = {"source": "livechat", "started_at": NOW, "content_hash": "c", "customer_text_hash": "h1"}
    return Interaction.objects.create(**synced | columns)


def message(owner: Interaction, content: str, sender_type: str = "customer", **columns: Any) -> Message:
    defaults = {"sent_at": owner.started_at, "source": owner.source}
    return Message.objects.create(interaction=owner, content=content, sender_type=sender_type, **defaults | columns)


def asked(content: str = ASKS_FOR_ORDER, **columns: Any) -> Interaction:
    """Insert an interaction in which the customer wrote this."""
    made = interaction(**columns)
    message(made, content)
    return made


def run(statement: str, *values: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.fetchall() if cursor.description else []
