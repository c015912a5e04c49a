"""Which conversations each run created and changed."""

from datetime import timedelta

import pytest
from django.db.models import F
from django.utils import timezone

from ingest.lease import acquire_lease
from ingest.models import SyncRun, SyncRunInteraction
from ingest.records import FailedRecord
from ingest.source import Batch, Meter
from ingest.store import Run, save_batch
from ingest.store.merge import merge_interactions
from ingest.store.touched import forget_touched
from interactions.models import Interaction
from interactions.vocabulary import Source
from tests.ingest.store import mails
from tests.ingest.store.mails import answer, mail
from tests.ingest.store.saving import NOW, asked_and_answered, save

pytestmark = pytest.mark.django_db

LONG_AGO = timedelta(days=1)


def touched(run: SyncRun | None = None) -> dict[str, bool]:
    """Return what a run, the last one unless told, touched: whether it is new, by external id."""
    rows = SyncRunInteraction.objects.filter(run=run or SyncRun.objects.latest("pk"))
    return {id_ or "": is_new for id_, is_new in rows.values_list("interaction__external_id", "is_new")}


def test_threads_are_noted_as_created_or_changed() -> None:
    save(asked_and_answered("T1"))
    assert touched() == {"T1": True}
    save(asked_and_answered("T1", rating=1), asked_and_answered("T2"), asked_and_answered("T3"))
    assert touched() == {"T1": False, "T2": True, "T3": True}


def test_a_batch_with_nothing_new_notes_nothing() -> None:
    save(asked_and_answered("T1"))
    save(asked_and_answered("T1"))
    assert touched() == {}


def test_a_thread_without_its_messages_is_noted() -> None:
    save(asked_and_answered("T1"))
    save(asked_and_answered("T1", rating=1, messages=None), asked_and_answered("T2", messages=None))
    assert touched() == {"T1": False, "T2": True}


def test_what_a_run_created_stays_its_creation_when_it_changes_later_in_the_run() -> None:
    row = SyncRun.objects.create(source=Source.LIVECHAT, status="running")
    run = Run(Source.LIVECHAT, "account", row.pk, row.started_at, acquire_lease(Source.LIVECHAT), Meter(), {})
    save_batch(Batch([asked_and_answered("T1")]), run, now=NOW)
    save_batch(Batch([asked_and_answered("T1", rating=1)]), run, now=NOW)
    assert touched(row) == {"T1": True}


def test_several_mails_of_a_conversation_are_one_conversation() -> None:
    assert mails.save(mail("a@example.com"), answer("b@example.com", "a@example.com", minutes=5)).created == 2
    assert touched() == {"email:a@example.com": True}
    mails.save(answer("c@example.com", "b@example.com", minutes=9), mail("x@example.com", minutes=60))
    assert touched() == {"email:a@example.com": False, "email:x@example.com": True}
    mails.save(mail("a@example.com"))
    assert touched() == {}


def test_what_a_run_created_leads_to_what_it_became_a_part_of() -> None:
    mails.save(mail("a@example.com"))
    first = SyncRun.objects.latest("pk")
    mails.save(mail("x@example.com", minutes=60))
    second = SyncRun.objects.latest("pk")
    # Within the test's one transaction all is as old as all else; in life, the second run began after the first wrote.
    Interaction.objects.filter(external_id="email:a@example.com").update(created_at=F("created_at") - LONG_AGO)
    SyncRun.objects.filter(pk=first.pk).update(started_at=F("started_at") - LONG_AGO)
    mails.save(mail("late@example.com", refers_to=["a@example.com", "x@example.com"], minutes=90))
    assert touched(first) == {"email:a@example.com": True}
    assert touched(second) == touched() == {"email:a@example.com": False}


def test_two_that_one_run_created_and_that_become_one_are_one() -> None:
    mails.save(mail("a@example.com"), mail("x@example.com", minutes=60))
    run = SyncRun.objects.latest("pk")
    assert len(touched(run)) == 2
    merge_interactions(list(Interaction.objects.values_list("pk", flat=True)), now=NOW)
    assert touched(run) == {"email:a@example.com": True}


def test_where_a_batch_is_stored_one_by_one_only_what_stands_is_noted() -> None:
    refused = asked_and_answered("T1", rating=7)
    counts = save(refused, asked_and_answered("T2"))
    assert (counts.created, counts.quarantined) == (1, 1)
    assert touched() == {"T2": True}


def test_a_thread_of_which_a_part_could_not_be_read_is_noted() -> None:
    part = FailedRecord("T1", b"{}", "An event can't be read.", "UnreadableEvent")
    assert save(asked_and_answered("T1"), failed=[part]).quarantined == 1
    assert touched() == {"T1": True}


def test_an_erased_conversation_is_forgotten() -> None:
    save(asked_and_answered("T1"), asked_and_answered("T2"))
    Interaction.objects.get(external_id="T1").delete()
    assert touched() == {"T2": True}


def test_what_old_runs_touched_is_forgotten_and_all_else_stays() -> None:
    save(asked_and_answered("T1"))
    old = SyncRun.objects.latest("pk")
    SyncRun.objects.filter(pk=old.pk).update(started_at=timezone.now() - timedelta(days=91))
    save(asked_and_answered("T2"))
    before = timezone.now() - timedelta(days=90)
    assert (forget_touched(before), forget_touched(before)) == (1, 0)
    assert touched(old) == {}
    assert touched() == {"T2": True}
    assert (SyncRun.objects.count(), Interaction.objects.count()) == (2, 2)
