"""A person, a sync and the judge at the same moment, on connections of their own."""

import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from uuid import UUID

import pytest
from django.db import connection, transaction

from interactions import recategorize as module
from interactions.customer_words import Asked
from interactions.customer_words import asked as asked_now
from interactions.models import Category, Interaction, Judgement
from interactions.recategorize import recategorize
from tests.interactions.stored import ASKS_FOR_ORDER, NOW, asked, message

pytestmark = pytest.mark.django_db(transaction=True)


@contextmanager
def elsewhere(work: Callable[[], None]) -> Iterator[None]:
    """Do work in a thread with a connection of its own, beside what happens here."""

    def work_and_close() -> None:
        try:
            work()
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        working = pool.submit(work_and_close)
        yield
        working.result(timeout=30)


def test_the_seeded_categories_are_here_after_other_tests_emptied_the_tables() -> None:
    assert Category.objects.filter(name="order_tracking").exists()


def test_staff_who_choose_while_the_judge_reads_keep_their_choice() -> None:
    one = asked()
    holds, judged = threading.Event(), threading.Event()

    def choose() -> None:
        with transaction.atomic():
            Interaction.objects.filter(pk=one.pk).update(category="wholesale", category_by="staff", category_at=NOW)
            holds.set()
            # The judge now waits for this row; commit only once it has read the former values.
            assert waits_for_a_lock(judged)

    with elsewhere(choose):
        assert holds.wait(10)
        recategorize()
        judged.set()
    one.refresh_from_db()
    assert (one.category, one.category_by) == ("wholesale", "staff")
    assert one.sentiment_by == "rule"


def waits_for_a_lock(given_up: threading.Event) -> bool:
    """Return whether another connection waits for a lock, within ten seconds."""
    for _ in range(1_000):
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted")
            if cursor.fetchone()[0]:
                return True
        if given_up.wait(0.01):
            return False
    return False


@pytest.fixture
def between_reads(monkeypatch: pytest.MonkeyPatch) -> list[Callable[[], None]]:
    """Run what is listed right after the judge has read a batch's interactions and messages."""
    todo: list[Callable[[], None]] = []

    def read_and_do(ids: Sequence[UUID]) -> list[Asked]:
        found = asked_now(ids)
        while todo:
            with elsewhere(todo.pop()):
                pass
        return found

    monkeypatch.setattr(module, "asked", read_and_do)
    return todo


def test_words_that_a_sync_stores_while_the_judge_reads_are_judged_next_time(
    between_reads: list[Callable[[], None]],
) -> None:
    one = asked("ok")

    def sync() -> None:
        with transaction.atomic():
            message(one, ASKS_FOR_ORDER)
            Interaction.objects.filter(pk=one.pk).update(customer_text_hash="h2")

    between_reads.append(sync)
    recategorize()
    assert Judgement.objects.get().text_hash == "h1"
    assert recategorize().judged == 1
    one.refresh_from_db()
    assert one.category == "order_tracking"
