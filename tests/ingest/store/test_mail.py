"""Mails become conversations, in whatever order they arrive and however often."""

from dataclasses import replace
from datetime import timedelta
from itertools import permutations
from typing import Any

import pytest
from django.db import connection

from ingest.models import MailboxItem
from ingest.store.again import rebuild_conversations
from ingest.store.mail import Mail, write_mails
from interactions.models import Alias, Change, Interaction, Message
from tests.ingest.store.mails import FORMS, MIA, MONDAY, NOW, SHOP, answer, dump, mail, read, save

pytestmark = pytest.mark.django_db


def only() -> Interaction:
    return Interaction.objects.get()


def test_a_question_and_its_answer_are_one_conversation() -> None:
    counts = save(mail("a@example.com"), answer("b@example.com", "a@example.com", minutes=90))
    assert (counts.created, counts.fetched) == (2, 2)
    found = only()
    assert found.external_id == "email:a@example.com"
    assert (found.customer_email, found.customer_name) == (MIA, "Mia Nguyen")
    assert (found.response_time_seconds, found.agent_email, found.message_count) == (90 * 60, SHOP, 2)
    assert found.started_at == MONDAY
    assert [m.sender_type for m in found.messages.all()] == ["customer", "agent"]


def test_saving_the_same_mails_again_writes_nothing() -> None:
    mails = [mail("a@example.com"), answer("b@example.com", "a@example.com", minutes=5), mail(None, text="No id.")]
    save(*mails)
    with connection.cursor() as cursor:
        cursor.execute("SELECT ctid::text, updated_at FROM customer_interactions ORDER BY id")
        before = cursor.fetchall()
        counts = save(*mails)
        cursor.execute("SELECT ctid::text, updated_at FROM customer_interactions ORDER BY id")
        assert cursor.fetchall() == before
    assert (counts.created, counts.unchanged) == (0, 3)


def test_the_order_of_arrival_makes_no_difference() -> None:
    thread = [
        mail("a@example.com"),
        answer("b@example.com", "a@example.com", minutes=10),
        mail("c@example.com", refers_to=["a@example.com", "b@example.com"], minutes=20, text="Order H241606215199"),
        answer("d@example.com", "c@example.com", minutes=30),
    ]
    expected = None
    for order in permutations(thread):
        Interaction.objects.all().delete()
        for one in order:
            save(one)
        found = dump()
        expected = expected or found
        assert found == expected
    assert expected is not None
    assert len(expected) == 1


def test_two_conversations_that_a_late_mail_links_become_one() -> None:
    save(mail("a@example.com"))
    save(mail("x@example.com", minutes=60))
    Interaction.objects.filter(external_id="email:x@example.com").update(
        status="escalated", status_by="staff", status_at=NOW
    )
    save(mail("late@example.com", refers_to=["a@example.com", "x@example.com"], minutes=90))
    found = only()
    assert found.external_id == "email:a@example.com"
    assert (found.status, found.status_by, found.message_count) == ("escalated", "staff", 3)
    assert Alias.objects.get().external_id == "email:x@example.com"
    assert Change.objects.get(field="status").new == "escalated"


def test_a_parent_that_arrives_late_names_the_conversation() -> None:
    save(answer("b@example.com", "a@example.com", minutes=10))
    assert only().external_id == "email:a@example.com"
    save(mail("a@example.com"))
    assert only().customer_email == MIA
    assert only().response_time_seconds == 600


def test_replies_to_a_mail_that_nobody_has_still_find_each_other() -> None:
    save(mail("b@example.com", refers_to=["ghost@example.com"]))
    save(mail("c@example.com", refers_to=["ghost@example.com"], minutes=5))
    assert only().message_count == 2


def test_the_same_subject_joins_nothing() -> None:
    save(mail("a@example.com"), mail("b@example.com", minutes=1))
    assert Interaction.objects.count() == 2


def test_gmails_thread_joins_only_with_the_same_outside_party() -> None:
    save(
        read(mail("a@example.com"), thread=7),
        read(mail("b@example.com", minutes=1), thread=7),
        read(mail("c@example.com", minutes=2, from_="Li <li@example.com>"), thread=7),
    )
    assert sorted(Interaction.objects.values_list("customer_email", "message_count")) == [
        ("li@example.com", 1),
        (MIA, 2),
    ]


def test_form_mails_start_their_own_whatever_gmail_says() -> None:
    form: dict[str, Any] = {"from_": f"Website <{FORMS}>", "Reply_To": f"Mia <{MIA}>", "subject": "Contact form"}
    save(read(mail("f1@example.com", **form), thread=9), read(mail("f2@example.com", minutes=3, **form), thread=9))
    assert Interaction.objects.count() == 2
    assert set(Interaction.objects.values_list("customer_email", flat=True)) == {MIA}


def test_a_different_mail_with_a_used_id_is_kept_beside_the_first() -> None:
    save(mail("used@carrier.example.org", text="Parcel one", from_="li@example.com"))
    counts = save(mail("used@carrier.example.org", text="Parcel two", minutes=5))
    assert counts.created == 1
    ids = sorted(Message.objects.values_list("message_id", flat=True))
    assert ids[0] == "used@carrier.example.org"
    assert ids[1].startswith("used@carrier.example.org#")
    assert len(ids[1]) == len(ids[0]) + 13
    assert Interaction.objects.count() == 2
    assert save(mail("used@carrier.example.org", text="Parcel two", minutes=5)).unchanged == 1


def test_the_same_words_under_one_id_on_many_days_are_all_kept() -> None:
    daily = [mail("used@carrier.example.org", text="Your parcel is here.", minutes=day * 1440) for day in range(4)]
    for one in daily:
        assert save(one).created == 1
    assert Message.objects.count() == 4
    assert save(*daily).unchanged == 4
    assert save(*reversed(daily)).unchanged == 4


def test_copies_without_an_id_are_told_by_date_and_content() -> None:
    save(mail(None))
    assert save(b"Received: from mx.example.org; Mon, 16 Nov 2026 00:00:09 +0000\r\n" + mail(None)).unchanged == 1
    assert save(mail(None).replace(b"\n", b"\r\n")).unchanged == 1
    assert Message.objects.count() == 1


def test_without_id_and_date_only_the_same_bytes_are_the_same_mail() -> None:
    undated = b"From: li@example.com\r\nSubject: Oats\r\n\r\nHello\r\n"
    counts = save(undated, b"X-Copy: yes\r\n" + undated, undated)
    assert (counts.created, counts.fetched) == (2, 2)


def test_a_copy_with_other_transport_headers_is_the_same_mail() -> None:
    save(mail("a@example.com"))
    copy = b"Received: from mx.example.org; Mon, 16 Nov 2026 00:00:09 +0000\r\nX-Gm-Copy: yes\r\n" + mail(
        "a@example.com"
    )
    assert save(copy).unchanged == 1


def test_two_copies_in_one_run_count_once() -> None:
    counts = save(read(mail("a@example.com"), uid=4), read(mail("a@example.com"), uid=9))
    assert (counts.fetched, counts.created) == (1, 1)
    assert MailboxItem.objects.filter(message_id="a@example.com").count() == 2


def test_an_automatic_reply_joins_what_it_answers_and_does_not_reopen() -> None:
    save(mail("a@example.com"), answer("b@example.com", "a@example.com", minutes=9))
    save(mail("ooo@example.com", refers_to=["b@example.com"], minutes=12, Auto_Submitted="auto-replied"))
    found = only()
    assert (found.message_count, found.messages.count()) == (2, 3)
    assert found.status == "resolved"
    assert found.last_message_at == MONDAY + timedelta(minutes=9)


def test_machine_mail_alone_is_resolved_and_tagged() -> None:
    save(mail("n@example.org", from_="Pay <notices@pay.example.org>", List_Unsubscribe="<mailto:out@example.org>"))
    found = only()
    assert (found.status, found.message_count, found.tags) == ("resolved", 0, ["newsletter"])
    assert found.last_message_at == MONDAY


def test_the_status_follows_who_wrote_last_and_when() -> None:
    question, reply = mail("a@example.com"), answer("b@example.com", "a@example.com", minutes=9)
    save(question, now=MONDAY)
    assert only().status == "open"
    save(reply, now=MONDAY + timedelta(days=1))
    assert only().status == "pending"
    assert only().resolved_at is None
    Interaction.objects.all().delete()
    save(question, reply, now=MONDAY + timedelta(days=8))
    assert only().status == "resolved"
    assert only().resolved_at == MONDAY + timedelta(days=7, minutes=9)
    assert only().ended_at == MONDAY + timedelta(minutes=9)


def test_a_customer_who_writes_again_reopens_what_staff_resolved() -> None:
    save(mail("a@example.com"))
    Interaction.objects.update(status="resolved", status_by="staff", status_at=MONDAY + timedelta(hours=1))
    save(mail("early@example.com", refers_to=["a@example.com"], minutes=30))
    assert only().status == "resolved"
    save(mail("again@example.com", refers_to=["a@example.com"], minutes=90))
    assert (only().status, only().status_by) == ("open", "source")
    assert [(c.old, c.new, c.by) for c in Change.objects.all()] == [("resolved", "open", "source")]


def settle_and_snooze() -> None:
    Interaction.objects.update(status="resolved", status_by="staff", status_at=NOW, snoozed_at=NOW)


def test_a_mail_from_before_a_snooze_wakes_when_it_comes_in_after_and_reopens_nothing() -> None:
    save(mail("a@example.com"), answer("b@example.com", "a@example.com", minutes=5))
    settle_and_snooze()
    save(mail("late@example.com", refers_to=["b@example.com"], minutes=30))
    assert (only().status, only().status_by, only().snoozed_at) == ("resolved", "staff", None)
    assert {c.field for c in Change.objects.all()} == {"snoozed"}


def test_a_late_mail_that_is_the_root_of_its_conversation_wakes_unless_it_was_answered() -> None:
    save(mail("b@example.com", refers_to=["a@example.com"], minutes=5))
    settle_and_snooze()
    save(mail("a@example.com"))
    assert (only().external_id, only().snoozed_at) == ("email:a@example.com", None)


def test_a_history_that_is_read_later_wakes_nothing() -> None:
    save(answer("b@example.com", "a@example.com", minutes=5), mail("c@example.com", refers_to=["b@example.com"]))
    save(answer("d@example.com", "b@example.com", minutes=9))
    settle_and_snooze()
    save(mail("a@example.com"))
    assert (only().message_count, only().status, only().status_by, only().snoozed_at) == (4, "resolved", "staff", NOW)


def test_no_machine_reopens_or_wakes_anything() -> None:
    save(mail("a@example.com"))
    settle_and_snooze()
    save(mail("out@example.com", refers_to=["a@example.com"], minutes=9, Auto_Submitted="auto-replied"))
    assert Message.objects.filter(sender_type="system").count() == 1
    assert (only().status, only().status_by, only().snoozed_at) == ("resolved", "staff", NOW)


def test_a_stored_mail_that_comes_again_or_is_read_again_wakes_nothing() -> None:
    record = read(mail("a@example.com"))
    save(record)
    settle_and_snooze()
    save(record)
    (message,) = record.messages or ()
    write_mails([Mail(record, replace(message, content="Read better."))], now=NOW)
    rebuild_conversations([only().pk], now=NOW)
    assert "Read better." in (only().transcript or "")
    assert (only().status, only().status_by, only().snoozed_at) == ("resolved", "staff", NOW)
    assert not Change.objects.exists()


def test_the_first_to_is_the_customer_when_the_shop_wrote_first() -> None:
    save(answer("s@example.com", minutes=0))
    assert (only().customer_email, only().agent_email) == (MIA, None)


def test_a_mail_without_an_id_goes_by_its_bytes() -> None:
    save(mail(None), mail(None, minutes=1))
    assert Interaction.objects.count() == 2
    assert all(m.message_id and m.message_id.startswith("sha256:") for m in Message.objects.all())
