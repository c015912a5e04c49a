"""Any mails, in any order and in any batches, give the same conversations, each mail stored exactly once."""

import random
from dataclasses import dataclass
from datetime import timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ingest.records import ConversationRecord
from interactions.models import Alias, Interaction, Message
from tests.ingest.store.mails import FORMS, MIA, NOW, SHOP, dump, mail, read, save

pytestmark = pytest.mark.django_db

PARTIES = [MIA, "li@example.net", "notices@pay.example.org"]


@dataclass(frozen=True)
class Sketch:
    """A mail to be made: by the shop, a customer, a form or a machine, with the earlier mails that it refers to."""

    party: int
    by: str
    parents: tuple[int, ...]
    minutes: int
    thread: int | None
    has_id: bool


SKETCHES = st.lists(
    st.builds(
        Sketch,
        party=st.integers(0, len(PARTIES) - 1),
        by=st.sampled_from(["customer", "customer", "shop", "form", "bounce"]),
        parents=st.lists(st.integers(0, 40), max_size=3).map(tuple),
        minutes=st.integers(0, 12_000),
        thread=st.sampled_from([None, None, 7, 8]),
        has_id=st.sampled_from([True, True, True, False]),
    ),
    min_size=1,
    max_size=9,
)


def made(number: int, sketch: Sketch) -> ConversationRecord:
    """Make the mail; parents above the number of mails are ghosts that nobody has."""
    party = PARTIES[sketch.party]
    raw = mail(
        f"{number}@example.com" if sketch.has_id else None,
        from_={"shop": SHOP, "form": FORMS}.get(sketch.by, party),
        to=party if sketch.by == "shop" else SHOP,
        subject=f"Subject {number % 2}",
        text=f"Words of {number}, order H24160621519{number}",
        minutes=sketch.minutes,
        refers_to=[f"{parent}@example.com" for parent in sketch.parents if parent != number],
        **({"Reply_To": party} if sketch.by == "form" else {}),
        **({"Auto_Submitted": "auto-replied"} if sketch.by == "bounce" else {}),
    )
    return read(raw, thread=sketch.thread, uid=number + 1)


def stored(records: list[ConversationRecord], cuts: set[int]) -> list[object]:
    """Save the records in batches that end at the cuts, into a database without any; return what is stored then."""
    with transaction.atomic():
        batch: list[ConversationRecord] = []
        for place, record in enumerate(records):
            batch.append(record)
            if place in cuts or place == len(records) - 1:
                save(*batch, now=NOW)
                batch = []
        assert Message.objects.count() == len({m.message_id for r in records for m in r.messages or ()})
        assert not Interaction.objects.filter(messages=None).exists()
        names = set(Interaction.objects.values_list("external_id", flat=True))
        assert names.isdisjoint(Alias.objects.values_list("external_id", flat=True))
        found = dump()
        transaction.set_rollback(True)
    return found


@settings(
    max_examples=settings().max_examples // 3,
    deadline=timedelta(seconds=20),
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(SKETCHES, st.integers(0, 2**32), st.sets(st.integers(0, 9)), st.sets(st.integers(0, 9)))
def test_any_order_and_any_batches_give_the_same_conversations(
    sketches: list[Sketch], seed: int, cuts: set[int], other_cuts: set[int]
) -> None:
    records = [made(number, sketch) for number, sketch in enumerate(sketches)]
    shuffled = random.Random(seed).sample(records, len(records))
    assert stored(shuffled, other_cuts) == stored(records, cuts)
