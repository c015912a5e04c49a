"""Any state that a sync committed is one to go on from, and so is a checkpoint that can't be true."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db.transaction import atomic, set_rollback

from ingest.models import Checkpoint
from ingest.source import Batch
from ingest.store import Counts
from interactions.models import Interaction
from tests.ingest.syncing import versions
from tests.reliability.canonical import TABLES, Dump, dump
from tests.reliability.figures import Tally
from tests.reliability.remembering import SOURCES, Remembering
from tests.reliability.steps import Death
from tests.reliability.worlds import edit_as_staff, staff_edits

pytestmark = [pytest.mark.django_db, pytest.mark.dovecot]

FAR = "9999-12-31T00:00:00+00:00"


@contextmanager
def undone() -> Iterator[None]:
    """Roll back whatever is done inside."""
    with atomic():
        yield
        set_rollback(True)


def undisturbed(remembering: Remembering) -> tuple[int, Dump]:
    """Return how many batches a read has, and what it leaves behind."""
    batches: list[Batch] = []
    with undone():
        assert remembering.read(on_progress=lambda batch, _: batches.append(batch)).error is None
        return len(batches), dump()


class DiesAfter:
    """Ends the process after the batch of that number (from 1) is committed."""

    def __init__(self, batch: int) -> None:
        self.left = batch

    def __call__(self, batch: Batch, counts: Counts) -> None:
        self.left -= 1
        if self.left == 0:
            raise Death(f"after a batch of {batch.done}")


@pytest.mark.parametrize("source", SOURCES)
def test_a_first_read_goes_on_from_every_checkpoint(source: str, tally: Tally) -> None:
    with SOURCES[source]() as remembering:
        if source == "email":
            remembering.change()
        batches, expected = undisturbed(remembering)
        assert batches >= 5
        for batch in range(1, batches + 1):
            with undone():
                with pytest.raises(Death):
                    remembering.read(on_progress=DiesAfter(batch))
                assert (expected - dump()).total() > 0 or batch >= batches - 1
                tally.count()
                assert remembering.read().error is None
                tally.judge(expected, dump(), where=f"{source}, from batch {batch} of {batches}")


type Altered = Callable[[str, Any], Any]


def covered_until_9999(scope: str, value: Any) -> Any:
    return [[value[0][0], FAR]] if scope == "covered" else value


def covered_from_2100(scope: str, value: Any) -> Any:
    return [["2100-01-01T00:00:00+00:00", FAR]] if scope == "covered" else value


def staff_listed_in_9999(scope: str, value: Any) -> Any:
    return value | {"listed_at": FAR, "agents": {}, "bots": {}} if scope == "staff" else value


def chats_read_in_9999(scope: str, value: Any) -> Any:
    return dict.fromkeys(value, FAR) if scope == "active" else value


def uid_beyond_uidnext(scope: str, value: Any) -> Any:
    return value | {"last_uid": 4_000_000_000} if scope.startswith("folder:") else value


def unknown_uid_validity(scope: str, value: Any) -> Any:
    return value | {"uid_validity": 4_000_000_000} if scope.startswith("folder:") else value


def listed_since_9999(scope: str, value: Any) -> Any:
    return value | {"listed_since": FAR} if scope.startswith("folder:") else value


def read_in_9999(scope: str, value: Any) -> Any:
    return {"day": "9999-12-31", "bytes": 10**12} if scope == "budget" else value


FORGETTING = (covered_until_9999, covered_from_2100)
IMPOSSIBLE: list[tuple[str, Altered]] = [
    *(("livechat", alter) for alter in (*FORGETTING, staff_listed_in_9999, chats_read_in_9999)),
    *(("email", alter) for alter in (uid_beyond_uidnext, unknown_uid_validity, listed_since_9999, read_in_9999)),
]


def alter_checkpoints(alter: Altered) -> int:
    """Return how many checkpoints say something else now."""
    altered = 0
    for checkpoint in Checkpoint.objects.all():
        value = alter(checkpoint.scope, checkpoint.value)
        altered += value != checkpoint.value
        checkpoint.value = value
        checkpoint.save()
    return altered


@pytest.mark.parametrize(("source", "alter"), IMPOSSIBLE, ids=[alter.__name__ for _, alter in IMPOSSIBLE])
def test_a_checkpoint_that_cannot_be_true_loses_nothing_and_is_put_right(
    source: str, alter: Altered, tally: Tally
) -> None:
    with SOURCES[source]() as remembering:
        assert remembering.read().error is None
        edit_as_staff()
        remembering.change()
        staff = staff_edits()
        with undone():
            # Where nothing is known to be covered, all is listed: ratings of old threads too, as a full sync sees them.
            assert remembering.read(full=alter in FORGETTING).error is None
            expected = dump()
        assert alter_checkpoints(alter) > 0
        tally.count()
        assert remembering.read().error is None
        tally.judge(expected, dump(), edits=(staff, staff_edits()), where=f"{source}, {alter.__name__}")
        before = versions(*TABLES)
        assert remembering.read().counts.created == 0
        assert versions(*TABLES) == before


def test_searches_for_a_chat_that_seem_to_lie_ahead_are_made_again(tally: Tally) -> None:
    with SOURCES["livechat"]() as remembering:
        assert remembering.read().error is None
        remembering.change()
        with undone():
            assert remembering.read().error is None
            expected = dump()
        open_ids = Interaction.objects.filter(is_active=True).values_list("external_id", flat=True)
        missed = {str(external_id): {"first": FAR, "last": FAR} for external_id in open_ids}
        account = Checkpoint.objects.values_list("account", flat=True)[0]
        Checkpoint.objects.update_or_create(
            source="livechat", account=account, scope="missed", defaults={"value": missed}
        )
        tally.count()
        assert remembering.read().error is None
        tally.judge(expected, dump(), where="searched in 9999")
