"""Keep what could not be read: the bytes as they came, and why."""

import hashlib
from collections.abc import Iterable, Sequence
from datetime import datetime

from ingest.models import QuarantinedItem
from ingest.records import FailedRecord
from ingest.store.clean import clean_text, indexable_id


def quarantine(source: str, failed: Sequence[FailedRecord], *, run_id: int | None) -> None:
    """Store the items; one that is here already, byte for byte, is opened again if need be. Safe to run twice."""
    if not failed:
        return
    hashes = [hashlib.sha256(item.raw).hexdigest() for item in failed]
    ids = [indexable_id(item.external_id) for item in failed]
    settled = QuarantinedItem.objects.filter(source=source, external_id__in=ids, sha256__in=hashes)
    settled.exclude(resolved_at=None).update(resolved_at=None)
    QuarantinedItem.objects.bulk_create(
        [
            QuarantinedItem(
                source=source,
                external_id=id_,
                raw=item.raw,
                sha256=sha256,
                reason=clean_text(item.reason),
                error_class=item.error_class,
                run_id=run_id,
            )
            for item, id_, sha256 in zip(failed, ids, hashes, strict=True)
        ],
        ignore_conflicts=True,
    )


def resolve_quarantine(source: str, external_ids: Iterable[str], *, now: datetime) -> int:
    """Close the open items of conversations that were read whole; return how many."""
    ids = list(external_ids)
    if not ids:
        return 0
    return QuarantinedItem.objects.filter(source=source, external_id__in=ids, resolved_at=None).update(resolved_at=now)
