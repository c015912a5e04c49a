"""How customers sound, and what can't wait."""

import pytest

from interactions.vocabulary import Priority, Sentiment
from tests.interactions.categorize.build import judged
from tests.interactions.categorize.moods import PRESSING, SENTIMENTS, UNHURRIED

AS_BAD = {Sentiment.URGENT: "negative"}


@pytest.mark.parametrize(("expected", "text"), SENTIMENTS)
def test_a_sentence_sounds_as_it_is_meant(expected: str, text: str) -> None:
    found = judged(text)
    heard = AS_BAD.get(found.sentiment, found.sentiment.value) if expected == "negative" else found.sentiment.value
    assert heard == expected, found.sentiment_reason


@pytest.mark.parametrize("text", PRESSING)
def test_what_cannot_wait_is_urgent(text: str) -> None:
    found = judged(text)
    assert found.sentiment is Sentiment.URGENT
    assert found.priority is Priority.URGENT
    assert found.sentiment_reason


@pytest.mark.parametrize("text", UNHURRIED)
def test_a_false_friend_is_not_urgent(text: str) -> None:
    found = judged(text)
    assert found.sentiment is not Sentiment.URGENT, found.sentiment_reason
    assert found.priority is not Priority.URGENT


@pytest.mark.parametrize("courtesy", ["", "Thanks!", "Thank you so much for your help, have a lovely day.", "Cheers"])
@pytest.mark.parametrize("matter", ["The jar was broken.", "My parcel still hasn't arrived."])
def test_courtesy_does_not_sweeten_a_complaint(matter: str, courtesy: str) -> None:
    assert judged(f"{matter} {courtesy}").sentiment is Sentiment.NEGATIVE


def test_a_mood_shown_later_in_a_chat_is_heard() -> None:
    assert judged("Hi, where is order 215377?", "ok", "this is unacceptable").sentiment is Sentiment.NEGATIVE


def test_the_reason_quotes_the_customer() -> None:
    assert judged("The honey arrived broken").sentiment_reason == (
        "something was wrong with the goods (“arrived broken”)"
    )
