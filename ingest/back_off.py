"""Patience: what a source asked for is kept, so that scheduled runs leave it alone until then."""

from datetime import datetime, timedelta

from django.db import transaction

from ingest.models import Checkpoint
from ingest.source import Source, SourceUnavailable

NOT_BEFORE = "not_before"
"""The scope of the checkpoint."""

WORTH_KEEPING_SECONDS = 10 * 60
"""A shorter wait is over before it matters: the next scheduled run comes after five minutes."""

LONGEST_SECONDS = 24 * 60 * 60
"""Gmail locks a mailbox for 24 hours at most; whoever asks for more is asked again after that."""


@transaction.atomic
def keep_back_off(source: Source, error: Exception | None, *, now: datetime) -> None:
    """Keep the wait that a run's error asks for; a run without an error ends it. Safe to call twice."""
    kept = Checkpoint.objects.filter(source=source.name, account=source.account, scope=NOT_BEFORE)
    if error is None:
        kept.delete()
        return
    asked = (error.retry_after_seconds or 0) if isinstance(error, SourceUnavailable) else 0
    if asked >= WORTH_KEEPING_SECONDS:
        until = now + timedelta(seconds=min(asked, LONGEST_SECONDS))
        value = {"until": until.isoformat(), "reason": str(error.args[0])}
        Checkpoint.objects.update_or_create(
            source=source.name, account=source.account, scope=NOT_BEFORE, defaults={"value": value, "updated_at": now}
        )


def reason_to_wait(source: Source, *, now: datetime) -> str:
    """Say why a scheduled run has to wait, and until when (UTC); empty when it need not."""
    kept = Checkpoint.objects.filter(source=source.name, account=source.account, scope=NOT_BEFORE).first()
    value = kept.value if kept else {}
    until = datetime.fromisoformat(value["until"]) if value else now
    return f"waiting until {until:%Y-%m-%d %H:%M} UTC: {value['reason']}" if until > now else ""
