"""The queues: which conversations stand in each."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import User

from interactions import queues
from interactions.models import Interaction, ShopSettings
from interactions.queues import TITLES, as_of, count_queues, in_queue, recent_counts
from interactions.triage import set_values
from tests.interactions.admin.build import NOW, interaction

pytestmark = pytest.mark.django_db


@pytest.fixture
def kim() -> User:
    return User.objects.create_user("kim")


def in_queues(name: str, user: User | None = None) -> set[str | None]:
    when = as_of(now=NOW, user_id=user.pk if user else None)
    return set(Interaction.objects.filter(in_queue(name, when)).values_list("external_id", flat=True))


def test_urgent_is_by_priority_or_sentiment_until_it_is_resolved() -> None:
    interaction(external_id="priority", priority="urgent")
    interaction(external_id="sentiment", sentiment="urgent", status="escalated")
    interaction(external_id="resolved", priority="urgent", status="resolved")
    interaction(external_id="calm")
    assert in_queues("urgent") == {"priority", "sentiment"}


def test_waiting_counts_from_the_customers_last_word() -> None:
    long_ago, lately = NOW - timedelta(hours=25), NOW - timedelta(hours=23)
    interaction(external_id="waits", started_at=long_ago, last_customer_message_at=long_ago)
    interaction(external_id="wrote again", started_at=long_ago, last_customer_message_at=lately)
    interaction(external_id="plain SQL", started_at=long_ago, last_customer_message_at=None)
    interaction(external_id="answered", started_at=long_ago, last_customer_message_at=long_ago, status="pending")
    assert in_queues("waiting") == {"waits", "plain SQL"}


def test_the_shop_says_how_long_is_too_long() -> None:
    ShopSettings.objects.update_or_create(id=1, defaults={"waiting_target_hours": 4})
    interaction(external_id="five hours", last_customer_message_at=NOW - timedelta(hours=5))
    interaction(external_id="three hours", last_customer_message_at=NOW - timedelta(hours=3))
    assert in_queues("waiting") == {"five hours"}


def test_mine_and_unassigned_are_told_apart_by_the_assignee() -> None:
    anna, ben = User.objects.create_user("anna"), User.objects.create_user("ben")
    interaction(external_id="anna's", assignee=anna)
    interaction(external_id="ben's", assignee=ben)
    interaction(external_id="nobody's")
    interaction(external_id="nobody's, answered", status="pending")
    interaction(external_id="anna's, done", assignee=anna, status="resolved")
    assert in_queues("mine", anna) == {"anna's"}
    assert in_queues("unassigned", anna) == {"nobody's"}
    assert in_queues("mine") == set()


def test_noise_is_what_machines_sent_and_what_is_no_customer() -> None:
    interaction(external_id="bounce", tags=["bounce", "vip"])
    interaction(external_id="pitch", category="other")
    interaction(external_id="done", category="other", status="resolved")
    interaction(external_id="a customer", tags=["vip"], category="payment")
    assert in_queues("noise") == {"bounce", "pitch"}


def test_what_is_snoozed_stands_in_no_other_queue_until_its_time_or_the_customers_next_word() -> None:
    an_hour = timedelta(hours=1)
    wrote = {"last_customer_message_at": NOW - 3 * an_hour, "priority": "urgent"}
    interaction(external_id="until tomorrow", snoozed_at=NOW - an_hour, snoozed_until=NOW + 20 * an_hour, **wrote)
    interaction(external_id="until a reply", snoozed_at=NOW - an_hour, **wrote)
    interaction(external_id="time has come", snoozed_at=NOW - 2 * an_hour, snoozed_until=NOW - an_hour, **wrote)
    interaction(external_id="wrote again", snoozed_at=NOW - 4 * an_hour, **wrote)
    assert in_queues("snoozed") == {"until tomorrow", "until a reply"}
    assert in_queues("urgent") == {"time has come", "wrote again"}


def test_an_unknown_queue_is_an_error() -> None:
    with pytest.raises(KeyError):
        in_queue("everything", as_of(now=NOW))


def test_each_count_is_that_of_its_list(kim: User) -> None:
    long_ago = NOW - timedelta(hours=25)
    interaction(assignee=kim, priority="urgent", started_at=long_ago, last_customer_message_at=long_ago)
    interaction(tags=["newsletter"], category="other", last_customer_message_at=NOW)
    interaction(status="pending", snoozed_at=NOW, snoozed_until=NOW + timedelta(days=1), last_customer_message_at=NOW)
    interaction(status="resolved", assignee=kim, priority="urgent")
    when = as_of(now=NOW, user_id=kim.pk)
    listed = {name: Interaction.objects.filter(in_queue(name, when)).count() for name in TITLES}
    assert count_queues(when) == listed == recent_counts(when)
    assert listed == {"mine": 1, "unassigned": 1, "urgent": 1, "waiting": 1, "noise": 1, "snoozed": 1}
    nobody = as_of(now=NOW)
    assert count_queues(nobody) == listed | {"mine": 0}


def test_where_much_is_unresolved_a_count_comes_at_most_half_a_minute_late(
    kim: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queues, "KEPT_FROM", 2)
    monkeypatch.setattr(queues, "_kept", {})
    one = interaction()

    def unassigned(seconds: int) -> int:
        return recent_counts(as_of(now=NOW + timedelta(seconds=seconds), user_id=kim.pk))["unassigned"]

    assert unassigned(0) == 1
    interaction()
    assert unassigned(1) == 2, "few are counted each time"
    interaction()
    assert (unassigned(2), unassigned(30), unassigned(31)) == (2, 2, 3)
    set_values([one.pk], changes={"status": "resolved"}, user=kim, now=NOW)
    assert unassigned(32) == 2, "staff's own change is counted at once"
