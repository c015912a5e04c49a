"""What isn't the customer's matter changes no category: an agent's reply, a signature, thanks. On public texts."""

import json
import os
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from interactions.categorize.gist import gist
from interactions.categorize.judge import by_rules_alone, read_by_rules
from interactions.categorize.text import Words

TEXTS = Path(__file__).resolve().parents[3] / "../shared/data/categories/dev.jsonl"
STEP = 1 if os.environ.get("BOO_NIGHTLY") == "1" else 4
"""Every fourth text is judged, and all of them each night."""

MOST_CHANGED = 0.01
MOST_READ_OTHERWISE = 0.02
"""What the encoder reads may differ by a word of thanks and mean the same."""

pytestmark = [
    pytest.mark.long,
    pytest.mark.skipif(not TEXTS.exists(), reason="the labelled texts are not beside the repository"),
]

SHOP = "Kind regards,\nBronwyn\nCustomer care, Buy Organics Online\nwww.buyorganicsonline.com.au\nABN 12 345 678 901"
REPLY = (
    "On Tue, 3 Nov 2026 at 09:14, Buy Organics Online <sales@example.com> wrote:\n\n"
    "> Hi there,\n>\n> Thanks for contacting us! Your order has been shipped and a refund for the damaged jar is on its"
    "\n> way; returns, payment and shipping questions are answered on our website.\n>\n> Kind regards,\n> Bronwyn\n"
)
OUTLOOK = (
    "From: Buy Organics Online <sales@example.com>\nSent: Tuesday, 3 November 2026 9:14 AM\nTo: Kerry Lawson\n"
    "Subject: RE: my question\n\nHi Kerry,\n\nSorry that it arrived broken. We can offer a refund or send a new one; "
    "please tell us the order number.\n\nKind regards,\nBronwyn\n"
)
ADDITIONS = {
    "thanks": "\n\nThanks",
    "thanks on the same line": " Thanks in advance!",
    "warm thanks": "\n\nThank you so much for your help!",
    "the customer's signature": "\n\nKind regards,\nKerry Lawson\nPh: 0491 570 156\nSent from my iPhone",
    "the shop's signature": f"\n\n{SHOP}",
    "an agent's quoted reply": f"\n\n{REPLY}",
    "an agent's reply, quoted as Outlook does": f"\n\n{OUTLOOK}",
    "a reply below the customer's signature": f"\n\nCheers,\nKerry\n\n{REPLY}\n{SHOP}",
}


@cache
def texts() -> tuple[str, ...]:
    lines = TEXTS.read_text(encoding="utf-8").split("\n")[::STEP]
    return tuple(str(json.loads(line)["text"]) for line in lines if line)


@cache
def judged(addition: str) -> tuple[tuple[str | None, str], ...]:
    """Return each text's category, and what the encoder would read of it."""
    return tuple(_judged(Words(None, (text + addition,))) for text in texts())


def _judged(words: Words) -> tuple[str | None, str]:
    reading = read_by_rules(words)
    return by_rules_alone(reading, {}).category, gist(reading.parts)


each_addition = pytest.mark.parametrize("addition", ADDITIONS.values(), ids=ADDITIONS)


def changed(addition: str, at: int) -> Iterator[bool]:
    return (one[at] != other[at] for one, other in zip(judged(""), judged(addition), strict=True))


@each_addition
def test_an_addition_seldom_changes_the_category(addition: str) -> None:
    assert sum(changed(addition, 0)) / len(texts()) <= MOST_CHANGED


@each_addition
def test_the_encoder_reads_the_same_whatever_is_added(addition: str) -> None:
    assert sum(changed(addition, 1)) / len(texts()) <= MOST_READ_OTHERWISE
