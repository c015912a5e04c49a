"""After a new version of the classifier was taken into use, what another one judged is judged again."""

import logging
from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
import time_machine
from django.core.management import call_command

from interactions import learning
from interactions.categorize.classifier import Classifier
from interactions.categorize.vectors import Encoder
from interactions.category_training import keep_version
from interactions.learning import current
from interactions.models import Change, Interaction, Judgement
from interactions.recategorize import BATCH, count_due, recategorize
from interactions.tasks import learn_categories
from tests.interactions.stored import NOW, asked, interaction, run

pytestmark = pytest.mark.django_db

VAGUE = "My neighbour said the new tin is half the size and she would have had words to say about it"


@pytest.fixture
def _today() -> Iterator[None]:
    """Stand still, since priorities follow how long a customer has waited."""
    with time_machine.travel(NOW, tick=False):
        yield


def take_into_use(category: str) -> Classifier:
    """Take a classifier into use that answers with one category whatever it is asked."""
    learned = current()
    assert learned is not None
    bias = learned.classifier.bias.copy()
    bias[:] = [50 if topic[0] == category else -50 for topic in learned.classifier.topics]
    made = replace(learned.classifier, bias=bias, scores={"shipped_accuracy": 0.99})
    assert keep_version(made)[0]
    return made


def without_the_better(load: Callable[[str], Encoder | None]) -> Callable[[str], Encoder | None]:
    """Load encoders as on a machine that the contextual one is missing from."""
    return lambda name: None if name == "contextual" else load(name)


def category_of(one: Interaction) -> str | None:
    found: str | None = Interaction.objects.values_list("category", flat=True).get(pk=one.pk)
    return found


@pytest.mark.usefixtures("_today")
def test_what_another_version_judged_is_judged_again_once_and_the_change_is_logged() -> None:
    one = asked(VAGUE)
    take_into_use("returns")
    recategorize()
    assert (count_due(outdated=True), recategorize(outdated=True).judged) == (0, 0)
    new = take_into_use("shipping")
    assert (count_due(reprocess=False), count_due(outdated=True)) == (0, 1)
    tally = recategorize(outdated=True)
    one.refresh_from_db()
    assert (tally.judged, tally.changed, tally.moves) == (1, 1, {("returns", "shipping"): 1})
    assert (one.category, one.category_by) == ("shipping", "model")
    assert new.version in Judgement.objects.get().version
    assert Change.objects.filter(field="category", old="returns", new="shipping", by="model").count() == 1
    assert (count_due(outdated=True), recategorize(outdated=True).judged) == (0, 0)


@pytest.mark.usefixtures("_today")
def test_a_new_version_leaves_alone_what_staff_chose() -> None:
    take_into_use("returns")
    theirs, other = asked(VAGUE), asked(VAGUE)
    recategorize()
    Interaction.objects.filter(pk=theirs.pk).update(category="wholesale", category_by="staff", category_at=NOW)
    take_into_use("shipping")
    tally = recategorize(outdated=True)
    theirs.refresh_from_db()
    other.refresh_from_db()
    assert (theirs.category, theirs.category_by, other.category) == ("wholesale", "staff", "shipping")
    assert (tally.judged, tally.changed, tally.kept_by_staff) == (2, 1, 1)
    assert not Change.objects.filter(interaction=theirs).exists()


@pytest.mark.usefixtures("_today")
def test_the_same_answer_of_a_new_version_writes_no_interaction() -> None:
    asked()
    recategorize()
    before = run("SELECT ctid::text, xmax::text, updated_at FROM customer_interactions")
    learned = current()
    assert learned is not None
    keep_version(
        replace(learned.classifier, weights=learned.classifier.weights * learned.classifier.weights.dtype.type(1.01))
    )
    tally = recategorize(outdated=True)
    assert (tally.judged, tally.changed) == (1, 0)
    assert run("SELECT ctid::text, xmax::text, updated_at FROM customer_interactions") == before


@pytest.mark.usefixtures("_today")
def test_an_equal_judgement_is_not_written_again() -> None:
    asked()
    recategorize()
    before = run("SELECT ctid::text, judged_at FROM interaction_judgements")
    assert recategorize(reprocess=True).judged == 1
    assert run("SELECT ctid::text, judged_at FROM interaction_judgements") == before


def test_an_interrupted_run_goes_on_where_it_stopped() -> None:
    Interaction.objects.bulk_create(
        Interaction(source="livechat", started_at=NOW, content_hash="c", transcript="ok") for _ in range(BATCH + 3)
    )
    take_into_use("returns")
    recategorize()
    take_into_use("shipping")
    assert recategorize(outdated=True, stop_after_seconds=0).judged == BATCH
    assert count_due(outdated=True) == 3
    assert recategorize(outdated=True).judged == 3


def test_what_was_never_judged_is_due_and_not_outdated() -> None:
    interaction()
    assert (count_due(outdated=True), count_due()) == (0, 1)


def test_the_command_judges_what_is_outdated(capsys: pytest.CaptureFixture[str]) -> None:
    asked(VAGUE)
    take_into_use("returns")
    recategorize()
    take_into_use("shipping")
    call_command("categorize_interactions", "--outdated")
    assert "1 judged" in capsys.readouterr().out
    assert Interaction.objects.get().category == "shipping"


@pytest.mark.usefixtures("_today")
def test_while_the_better_encoder_is_missing_only_what_the_fall_back_judged_is_judged_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    theirs, plain = asked(VAGUE), "My order never came and nobody answers me"
    take_into_use("returns")
    recategorize()
    with monkeypatch.context() as night:
        night.setattr(learning, "_encoder", without_the_better(learning._encoder))
        since = asked(plain)
        take_into_use("shipping")
        assert recategorize().judged == 1
        take_into_use("wholesale")
        assert (count_due(outdated=True), recategorize(outdated=True).judged) == (1, 1)
        assert (category_of(theirs), category_of(since)) == ("returns", "wholesale")
        assert count_due(outdated=True) == 0
    assert (count_due(outdated=True), recategorize(outdated=True).judged) == (1, 1)
    assert (category_of(theirs), category_of(since)) == ("returns", "returns")
    assert count_due(outdated=True) == 0


@pytest.mark.usefixtures("_today")
def test_what_rules_alone_judged_is_judged_again_by_the_fall_back(monkeypatch: pytest.MonkeyPatch) -> None:
    one = asked(VAGUE)
    with monkeypatch.context() as night:
        night.setattr(learning, "_encoder", lambda _name: None)
        recategorize()
        assert count_due(outdated=True) == 0
    monkeypatch.setattr(learning, "_encoder", without_the_better(learning._encoder))
    take_into_use("shipping")
    assert (recategorize(outdated=True).judged, category_of(one)) == (1, "shipping")


def test_the_nightly_job_learns_and_then_judges_again(caplog: pytest.LogCaptureFixture) -> None:
    theirs = asked(VAGUE, category="wholesale", category_by="staff", category_at=NOW)
    asked()
    before = take_into_use("returns")
    recategorize()
    # As if that version had answered worse on the shipped examples than the one that is about to be learned.
    run("UPDATE category_models SET scores = '{}'")
    with caplog.at_level(logging.INFO, logger="interactions.tasks"):
        told = learn_categories()
    assert "2 judged again: 1 changed, 1 left as staff chose." in told
    assert "Judging again: 2 of 2, 1 changed." in caplog.text
    assert not Judgement.objects.filter(version__contains=before.version).exists()
    theirs.refresh_from_db()
    assert theirs.category == "wholesale"
    assert count_due(outdated=True) == 0
