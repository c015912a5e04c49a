"""What the messages of a conversation add up to (contract: LiveChat, E-mail)."""

import random

from hypothesis import given
from hypothesis import strategies as st

from interactions.conversation import summarize
from interactions.vocabulary import SenderType, Source
from tests.interactions.saying import AGENT, BOT, CUSTOMER, SYSTEM, Told, at, by

LIVECHAT, EMAIL = Source.LIVECHAT, Source.EMAIL


def test_the_transcript_names_time_speaker_and_words() -> None:
    summary = summarize(
        LIVECHAT,
        None,
        [
            by(CUSTOMER, 0, "Where is it?", sender_name="Mia Nguyen"),
            by(AGENT, 2, "On its way.", sender_email="zoe@shop.example.net"),
            by(BOT, 3, "Bye!"),
        ],
    )
    assert summary.transcript == (
        "[2026-11-02 01:05 UTC] Mia Nguyen (customer): Where is it?\n\n"
        "[2026-11-02 01:07 UTC] zoe@shop.example.net (agent): On its way.\n\n"
        "[2026-11-02 01:08 UTC] Bot: Bye!"
    )


def test_notes_deletions_and_notices_never_enter_the_transcript() -> None:
    summary = summarize(
        LIVECHAT,
        None,
        [
            by(CUSTOMER, 0, "hello"),
            by(AGENT, 1, "INTERNAL", is_internal=True),
            by(CUSTOMER, 2, "DELETED", is_deleted=True),
            by(SYSTEM, 3, "NOTICE", counts=False),
        ],
    )
    assert "hello" in summary.transcript
    assert not {"INTERNAL", "DELETED", "NOTICE"} & set(summary.transcript.split())
    assert summary.words == ("hello",)
    assert (summary.message_count, summary.last_message_at, summary.is_answered) == (1, at(0), False)


def test_machine_mail_is_shown_in_a_mail_conversation() -> None:
    assert "Out of office" in summarize(EMAIL, None, [by(SYSTEM, 0, "Out of office")]).transcript


def test_messages_at_one_moment_are_ordered_by_position_not_by_name() -> None:
    messages = [by(CUSTOMER, 0, f"part {number}", position=number) for number in (10, 9, 2, 11)]
    lines = summarize(LIVECHAT, None, messages).transcript.split("\n\n")
    assert [line.rpartition(" ")[2] for line in lines] == ["2", "9", "10", "11"]


def test_forms_are_read_but_not_counted() -> None:
    summary = summarize(LIVECHAT, None, [by(CUSTOMER, 0, "Name: Mia", counts=False), by(CUSTOMER, 1, "hello")])
    assert "Name: Mia" in summary.transcript
    assert summary.message_count == 1
    assert summary.first_customer_message_at == at(1)


def test_the_first_response_is_a_persons() -> None:
    messages = [by(CUSTOMER, 1), by(BOT, 1.1), by(AGENT, 1.2, is_internal=True), by(AGENT, 3.5), by(AGENT, 9)]
    assert summarize(LIVECHAT, None, messages).response_time_seconds == 150


def test_a_greeting_before_the_customer_writes_is_no_response() -> None:
    summary = summarize(LIVECHAT, None, [by(AGENT, 0, sender_name="Zoe"), by(CUSTOMER, 1)])
    assert (summary.response_time_seconds, summary.is_answered, summary.agent_name) == (None, False, "Zoe")


def test_an_answer_at_the_same_moment_but_after_by_position_counts() -> None:
    summary = summarize(LIVECHAT, None, [by(AGENT, 0, position=1), by(CUSTOMER, 0, position=0)])
    assert (summary.response_time_seconds, summary.is_answered) == (0, True)


def test_a_bots_answer_is_an_answer_but_no_first_response() -> None:
    summary = summarize(LIVECHAT, None, [by(CUSTOMER, 0), by(BOT, 1)])
    assert (summary.is_answered, summary.response_time_seconds, summary.agent_name) == (True, None, None)


def test_the_agent_of_a_chat_is_the_first_person_who_wrote() -> None:
    messages = [
        by(AGENT, 0, sender_name="Note", is_internal=True),
        by(BOT, 1, sender_name="Bot"),
        by(AGENT, 2, sender_name="Zoe", sender_email="zoe@shop.example.net"),
        by(CUSTOMER, 3),
        by(AGENT, 4, sender_name="Sam"),
    ]
    summary = summarize(LIVECHAT, None, messages)
    assert (summary.agent_name, summary.agent_email) == ("Zoe", "zoe@shop.example.net")


def test_the_agent_of_a_mail_conversation_is_the_first_who_answered() -> None:
    messages = [
        by(AGENT, 0, sender_email="news@x.example"),
        by(CUSTOMER, 3),
        by(AGENT, 4, sender_email="zoe@x.example"),
    ]
    assert summarize(EMAIL, None, messages).agent_email == "zoe@x.example"


def test_with_machine_mail_only_the_last_mail_is_the_last_message() -> None:
    summary = summarize(EMAIL, None, [by(SYSTEM, 0, counts=False), by(SYSTEM, 5, counts=False)])
    assert (summary.message_count, summary.last_message_at, summary.last_sender_type) == (0, at(5), None)


def test_nothing_adds_up_to_nothing() -> None:
    summary = summarize(LIVECHAT, None, [])
    assert (summary.transcript, summary.message_count, summary.words) == ("", 0, ())
    assert (summary.last_message_at, summary.customer_text_hash, summary.is_answered) == (None, None, False)


def test_the_hash_is_of_what_the_customer_says_and_of_nothing_else() -> None:
    def hashed(*messages: Told, subject: str | None = None) -> str | None:
        return summarize(LIVECHAT, subject, messages).customer_text_hash

    alone = hashed(by(CUSTOMER, 0, "a"))
    assert alone is not None
    assert hashed(by(CUSTOMER, 0, "a"), by(AGENT, 1, "b"), by(CUSTOMER, 2, "x", is_deleted=True)) == alone
    assert hashed(by(CUSTOMER, 0, "a", sender_name="Mia")) == alone
    assert hashed(by(CUSTOMER, 0, "b")) != alone
    assert hashed(by(CUSTOMER, 0, "a"), by(CUSTOMER, 1, "")) != alone
    assert hashed(by(CUSTOMER, 0, "a"), subject="s") != alone
    assert hashed(by(AGENT, 0, "a")) is None


ANY = st.builds(
    by,
    st.sampled_from(list(SenderType)),
    st.integers(0, 5),
    st.text(max_size=5),
    position=st.integers(0, 10_000),
    counts=st.booleans(),
    is_internal=st.booleans(),
    is_deleted=st.booleans(),
)


@given(st.lists(ANY, max_size=10, unique_by=lambda one: (one.sent_at, one.position)), st.sampled_from(list(Source)))
def test_the_order_of_arrival_makes_no_difference(messages: list[Told], source: Source) -> None:
    shuffled = random.Random(1).sample(messages, len(messages))
    assert summarize(source, "s", messages) == summarize(source, "s", shuffled)


@given(st.lists(ANY, max_size=10), st.sampled_from(list(Source)))
def test_hidden_messages_change_nothing(messages: list[Told], source: Source) -> None:
    seen = [message for message in messages if not message.is_internal and not message.is_deleted]
    assert summarize(source, "s", messages) == summarize(source, "s", seen)


@given(st.lists(ANY, max_size=10))
def test_a_response_time_is_never_negative(messages: list[Told]) -> None:
    seconds = summarize(LIVECHAT, None, messages).response_time_seconds
    assert seconds is None or seconds >= 0
