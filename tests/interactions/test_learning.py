"""Judging by what was learned: vectors at hand, fall-backs, training, and what the web process never loads."""

import json
import logging
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from interactions import learning
from interactions.categorize import encoder as contextual
from interactions.categorize import static
from interactions.categorize.examples import shipped_examples
from interactions.categorize.judge import judge
from interactions.categorize.text import Words
from interactions.categorize.vectors import Vectors
from interactions.category_training import keep_version, train_categories
from interactions.learning import current, judge_texts, shipped_classifier
from interactions.models import CategoryModel, Interaction, InteractionVector, Judgement
from interactions.recategorize import recategorize
from interactions.vocabulary import DecidedBy
from tests.interactions.stored import NOW, asked

pytestmark = pytest.mark.django_db

INDIRECT = "The new tin is half the size and twice the noise, and my grandmother would have had words to say about it."
ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def _fresh_encoders() -> Iterator[None]:
    learning._encoder.cache_clear()
    yield
    learning._encoder.cache_clear()


def spoil(monkeypatch: pytest.MonkeyPatch, *modules: object) -> None:
    for module in modules:
        name = "MODEL" if module is contextual else "WEIGHTS"
        monkeypatch.setattr(module, name, (*getattr(module, name)[:2], "0" * 64))


def test_a_stored_conversation_gets_from_the_model_what_rules_do_not_find() -> None:
    silent = [one for one in shipped_examples() if judge(one.words).category is None and not one.words.subject]
    told = next(one for one in silent if one.topic == ("product_inquiry", "stock") and len(one.words.messages) == 1)
    asked(told.words.messages[0])
    recategorize()
    found = Interaction.objects.get()
    assert (found.category, found.category_by) == ("product_inquiry", "model")
    assert "+model-" in Judgement.objects.get().version


def test_judging_again_encodes_nothing_and_writes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    asked(INDIRECT)
    recategorize()
    vector, updated = InteractionVector.objects.get(), Interaction.objects.get().updated_at
    learned = current()
    assert learned is not None
    seen: list[int] = []
    real = learned.encoder.encode

    def counted(_self: object, texts: Sequence[str]) -> Vectors:
        seen.append(len(texts))
        return real(texts)

    monkeypatch.setattr(type(learned.encoder), "encode", counted)
    recategorize(reprocess=True)
    assert sum(seen) == 0
    assert InteractionVector.objects.get().made_at == vector.made_at
    assert Interaction.objects.get().updated_at == updated


def test_changed_words_and_another_encoder_are_encoded_anew() -> None:
    one = asked(INDIRECT)
    recategorize()
    first = bytes(InteractionVector.objects.get().vector)
    one.messages.update(content="Hi, could somebody tell me how many teaspoons of the psyllium I should take each day?")
    recategorize(reprocess=True)
    second = InteractionVector.objects.get()
    assert bytes(second.vector) != first
    InteractionVector.objects.update(encoder="older", vector=b"\x00" * 8)
    recategorize(reprocess=True)
    assert bytes(InteractionVector.objects.get().vector) == bytes(second.vector)


@pytest.mark.usefixtures("_fresh_encoders")
def test_without_the_contextual_encoder_the_static_one_goes_on_with_a_warning(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    spoil(monkeypatch, contextual)
    found = current()
    assert found is not None
    assert found.encoder.name.startswith("wordllama")
    assert "contextual encoder can't be used" in caplog.text


@pytest.mark.usefixtures("_fresh_encoders")
def test_without_any_encoder_the_rules_go_on_alone_with_a_warning(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    spoil(monkeypatch, contextual, static)
    asked("I forgot my password")
    recategorize()
    assert (Interaction.objects.get().category, Interaction.objects.get().category_by) == ("technical", "rule")
    assert "rules alone" in caplog.text
    with pytest.raises(CommandError, match="uv sync --group encoder"):
        call_command("train_categories")


def test_spoiled_weights_in_the_database_give_way_to_the_shipped_ones(caplog: pytest.LogCaptureFixture) -> None:
    learned = current()
    assert learned is not None
    CategoryModel.objects.create(version="x", encoder=learned.encoder.name, weights=b"spoiled", is_active=True)
    found = current()
    assert found is not None
    assert found.classifier.version == learned.classifier.version
    assert "train_categories" in caplog.text


def test_spoiled_shipped_weights_are_named(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "minilm.npz").write_bytes(b"spoiled")
    monkeypatch.setattr(learning, "SHIPPED", tmp_path)
    assert shipped_classifier("minilm") is None
    assert shipped_classifier("another") is None
    assert "minilm.npz can't be used" in caplog.text


def test_a_rating_of_bad_input_never_fails() -> None:
    texts = ["", "hi", "🙏🙏", "a" * 1_000_000, "word " * 200_000, "\x00\x01\x02", "¿Dónde está mi pedido? Lo espero"]
    found = judge_texts([Words(None, (text,)) for text in texts])
    assert [one.category for one in found] == [None] * len(texts)


@pytest.mark.long
def test_training_gives_a_version_that_is_kept_and_used(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("train_categories", "--json")
    told = json.loads(capsys.readouterr().out)
    row = CategoryModel.objects.get()
    assert (row.version, row.is_active, told["is_active"]) == (told["version"], True, True)
    assert told["seconds"] < 60
    assert told["scores"]["accuracy_of_answered"] >= 0.75
    learned = current()
    assert learned is not None
    assert learned.classifier.version == row.version
    call_command("train_categories")
    assert "Already in use" in capsys.readouterr().out
    assert CategoryModel.objects.count() == 1


def test_what_staff_confirmed_is_learned() -> None:
    for number in range(12):
        asked(
            f"The owl lamp number {number} in my garden hoots at night and wakes the neighbours",
            category="owls", category_by=DecidedBy.STAFF, category_at=NOW, external_id=f"t{number}",
        )  # fmt: skip
    asked("The cat lamp miaows", category="cats", category_by=DecidedBy.STAFF, category_at=NOW, external_id="cat")
    told = train_categories()
    assert (told.confirmed, told.left_out) == (13, {"cats": 1})
    found = judge_texts([Words(None, ("Our owl lamp hoots all night long in the garden, the whole street is awake",))])
    assert found[0].category == "owls"


def test_a_worse_version_is_kept_but_not_used() -> None:
    learned = current()
    assert learned is not None
    good, worse = (
        type(learned.classifier)(**{**vars(learned.classifier), "scores": {"shipped_accuracy": score}, "bias": bias})
        for score, bias in ((0.9, learned.classifier.bias + 1), (0.7, learned.classifier.bias + 2))
    )
    assert keep_version(good)[0] is True
    is_active, note = keep_version(worse)
    assert (is_active, note) == (False, "70.0% of the shipped examples answered rightly, 90.0% before.")
    assert CategoryModel.objects.get(is_active=True).version == good.version
    assert CategoryModel.objects.count() == 2


def test_the_shipped_weights_belong_to_the_shipped_examples() -> None:
    from interactions.categorize.vector_file import read_vectors
    from interactions.category_training import shipped_material

    encoder = learning.best_encoder()
    assert encoder is not None
    kept = read_vectors(learning.SHIPPED / f"{encoder.name}.vectors.npz")
    material = shipped_material(encoder, kept)
    assert len(kept) == len(set(material.gists))
    shipped = shipped_classifier(encoder.name)
    assert shipped is not None
    assert shipped.scores["n"] == len(material.topics)
    assert shipped.scores["calibration_error"] < 0.06


def test_the_web_process_loads_nothing_of_it() -> None:
    script = (
        "import django, os, sys; os.environ['DJANGO_SETTINGS_MODULE'] = 'boo_site.settings'; django.setup();"
        "import boo_site.urls, boo_site.wsgi;"
        "names = 'onnxruntime', 'tokenizers', 'sklearn', 'scipy', 'interactions.categorize.classifier';"
        "print([name for name in names if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, timeout=60)
    assert done.stdout.strip().endswith("[]"), done.stdout + done.stderr


def test_nothing_is_said_of_customers_in_the_log(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        asked(INDIRECT)
        recategorize()
    assert "grandmother" not in caplog.text
