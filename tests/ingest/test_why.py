"""One item's story, whatever became of it."""

import json
from collections.abc import Iterator

import pytest
import time_machine
from django.contrib.auth.models import User
from django.core.management import call_command

from ingest.lease import release_lease
from ingest.models import QuarantinedItem, SyncRun
from ingest.records import FailedRecord, Location, SkippedItem
from ingest.source import Batch
from ingest.store import save_batch
from ingest.store.regroup import merge, split
from ingest.why import Story, why
from interactions.models import Interaction, Message
from tests.ingest.store import saving
from tests.ingest.store.mails import NOW, answer, mail, open_run, read, save

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _at_noon() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


def told(story: Story) -> str:
    return "\n".join(story.sentences)


def test_a_stored_mail_names_its_conversation_its_run_and_its_page() -> None:
    save(read(mail("a@example.com"), uid=7))
    SyncRun.objects.update(finished_at="2099-01-01T00:00Z")
    story = why("<a@example.com>")
    found = Interaction.objects.get()
    assert (story.outcome, story.interaction_ids) == ("stored", (str(found.pk),))
    assert "Message a@example.com is stored in conversation email:a@example.com" in told(story)
    assert f"by sync {SyncRun.objects.get().pk}" in told(story)
    assert f"/interactions/interaction/{found.pk}/change/" in told(story)
    assert "folder INBOX, UID 7" in told(story)


def test_a_stored_thread_and_its_events_are_found() -> None:
    saving.save(saving.asked_and_answered("T1"))
    assert "It is stored as conversation T1" in told(why("T1"))
    assert "Message T1_m0 is stored in conversation T1" in told(why("T1_m0"))
    assert why(str(Interaction.objects.get().pk)).outcome == "stored"


def test_what_was_skipped_says_why() -> None:
    run = open_run()
    save_batch(Batch(skipped=[SkippedItem("draft", Location("INBOX", 1, 9), "d@example.com")]), run, now=NOW)
    release_lease(run.lease)
    story = why("d@example.com")
    assert story.outcome == "skipped"
    assert "because it is draft (folder INBOX, UID 9)" in told(story)


def test_what_is_quarantined_says_why_and_what_to_do() -> None:
    saving.save(failed=[FailedRecord("T9", b"{}", "The thread has no created_at.", "UnreadableThread")])
    item = QuarantinedItem.objects.get()
    story = why("T9")
    assert story.outcome == "quarantined"
    assert f"item {item.pk}" in told(story)
    assert "tried once: The thread has no created_at." in told(story)
    assert f"replay_quarantine --id {item.pk}" in told(story)
    QuarantinedItem.objects.update(resolved_at=NOW)
    assert "and read on" in told(why("T9"))


def test_a_conversation_that_was_merged_away_names_the_other() -> None:
    save(mail("a@example.com"), mail("x@example.com", minutes=60))
    save(mail("late@example.com", refers_to=["a@example.com", "x@example.com"], minutes=90))
    story = why("email:x@example.com")
    assert f"former name of conversation {Interaction.objects.get().pk}" in told(story)


def test_merges_and_splits_by_a_person_are_told() -> None:
    save(mail("a@example.com"), answer("b@example.com", "a@example.com", minutes=5))
    zoe = User.objects.create(username="zoe")
    split(Message.objects.filter(message_id="b@example.com").values_list("pk", flat=True), user=zoe, now=NOW)
    assert "zoe split mails off conversation" in told(why("b@example.com"))
    merge(list(Interaction.objects.values_list("pk", flat=True)), user=None, now=NOW)
    assert "Somebody merged others into conversation" in told(why("a@example.com"))


def test_what_the_source_no_longer_has_says_so() -> None:
    save(mail("a@example.com"))
    Message.objects.update(source_deleted_at=NOW)
    assert "The source no longer has it (noticed on 2026-11-24 14:00)." in told(why("a@example.com"))


def test_a_mail_that_others_refer_to_was_never_seen_itself() -> None:
    save(answer("b@example.com", "ghost@example.com"))
    story = why("ghost@example.com")
    assert "Mails that refer to it are in conversation" in told(story) or story.outcome == "stored"
    assert why("nowhere@example.com").outcome == "never seen"
    assert "manage.py reconcile" in told(why("nowhere@example.com"))


def test_a_stored_mail_whose_row_is_gone_is_called_lost() -> None:
    save(read(mail("a@example.com"), uid=7))
    Interaction.objects.all().delete()
    story = why("a@example.com")
    assert story.outcome == "lost"
    assert "manage.py reconcile --fix" in told(story)


def test_the_command_prints_sentences_or_one_object(capsys: pytest.CaptureFixture[str]) -> None:
    save(mail("a@example.com"))
    call_command("why", "a@example.com")
    assert capsys.readouterr().out.startswith("Message a@example.com is stored in")
    call_command("why", "a@example.com", "--json")
    shown = json.loads(capsys.readouterr().out)
    assert (shown["id"], shown["outcome"], len(shown["interactions"])) == ("a@example.com", "stored", 1)
