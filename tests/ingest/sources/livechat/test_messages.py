"""Every event of a thread is a message, readable and by the right sender."""

from typing import Any

import pytest

from ingest.records import AttachmentRecord, ConversationRecord, MessageRecord
from ingest.sources.livechat.parse import parse_chat
from ingest.sources.livechat.people import Staff
from interactions.vocabulary import ContentType, SenderType
from tests.ingest.sources.livechat.build import (
    AGENT,
    BOT,
    CUSTOMER,
    JsonObject,
    chat,
    event,
    field,
    filled,
    users,
)


def record_of(told: JsonObject, staff: Staff | None = None) -> ConversationRecord:
    parsed = parse_chat(told, staff or Staff())
    assert parsed.record is not None
    assert parsed.failed == ()
    return parsed.record


def messages_of(*events: JsonObject, **thread: Any) -> tuple[MessageRecord, ...]:
    messages = record_of(chat(*events, **thread)).messages
    assert messages is not None
    return messages


def message_of(told: JsonObject, **thread: Any) -> MessageRecord:
    (message,) = messages_of(told, **thread)
    return message


def test_messages_are_ordered_by_time_and_then_by_the_number_in_their_id() -> None:
    messages = messages_of(event(10, text="c", second=5), event(9, text="b", second=5), event(30, text="a", second=1))

    assert [(message.position, message.content) for message in messages] == [(0, "a"), (1, "b"), (2, "c")]


def test_an_event_told_twice_is_one_message_as_last_told() -> None:
    (message,) = messages_of(event(1, text="typo"), event(1, text="edited"))

    assert message.content == "edited"


@pytest.mark.parametrize(
    ("author", "sender", "name", "email"),
    [
        (CUSTOMER, SenderType.CUSTOMER, "Mia Nguyen", "mia@example.net"),
        (AGENT, SenderType.AGENT, "Zoe", AGENT),
        (BOT, SenderType.BOT, "Shop Bot", None),
        ("ben@shop.example.net", SenderType.AGENT, "Ben", "ben@shop.example.net"),
        ("gone@shop.example.net", SenderType.AGENT, None, "gone@shop.example.net"),
        ("0b7b0a3e-0000-4000-8000-000000000001", SenderType.CUSTOMER, None, None),
        ("ffffffffffffffffffffffffffffffff", SenderType.BOT, None, None),
        ("a-bot-of-the-list", SenderType.BOT, "Tea Bot", None),
        ("who", SenderType.SYSTEM, None, None),
        (None, SenderType.SYSTEM, None, None),
        (7, SenderType.SYSTEM, None, None),
    ],
)
def test_the_author_tells_the_kind_of_sender(author: object, sender: str, name: str | None, email: str | None) -> None:
    staff = Staff(agents={"ben@shop.example.net": "Ben"}, bots={"a-bot-of-the-list": "Tea Bot"})
    messages = record_of(chat(event(1, text="x", author_id=author)), staff).messages

    assert messages is not None
    assert (messages[0].sender_type, messages[0].sender_name, messages[0].sender_email) == (sender, name, email)


def test_a_bot_of_the_list_is_a_bot_although_its_user_is_an_agent() -> None:
    helper = {"id": "helper@shop.example.net", "type": "agent", "name": "Helper"}
    told = chat(event(1, text="x", author_id=helper["id"]), people=[*users(), helper])
    messages = record_of(told, Staff(bots={"helper@shop.example.net": "Helper"})).messages

    assert messages is not None
    assert messages[0].sender_type is SenderType.BOT


def test_a_form_carries_its_author_and_does_not_count() -> None:
    message = message_of(filled(field("name", "Name:", "Mia"), field("question", "Order number", "10442")))

    assert message.content == "Name: Mia\nOrder number: 10442"
    assert (message.sender_type, message.counts) == (SenderType.CUSTOMER, False)
    assert message.raw_data["form_type"] == "prechat"


def test_a_note_for_agents_is_internal_and_does_not_count() -> None:
    message = message_of(event(1, text="checking", author_id=AGENT, visibility="agents"))

    assert (message.is_internal, message.counts, message.content) == (True, False, "checking")


def test_a_deleted_message_keeps_its_row_and_does_not_count() -> None:
    stub = event(1, deleted=True)
    whole = event(2, text="oops", deleted=True)
    first, second = messages_of(stub, whole)

    assert (first.is_deleted, first.counts, first.content) == (True, False, "")
    assert (second.is_deleted, second.counts, second.content) == (True, False, "oops")


@pytest.mark.parametrize(
    ("content_type", "kind"),
    [("image/png", ContentType.IMAGE), ("application/pdf", ContentType.FILE), (None, ContentType.FILE)],
)
def test_a_file_is_an_attachment_under_its_name(content_type: str | None, kind: ContentType) -> None:
    url = "https://cdn.example.net/receipt.png"
    message = message_of(event(1, "file", name="receipt.png", url=url, content_type=content_type, size=74123))

    assert (message.content, message.content_type, message.counts) == ("receipt.png", kind, True)
    expected_type = content_type or "application/octet-stream"
    assert message.attachments == (AttachmentRecord("receipt.png", expected_type, 74123, url),)


def test_a_file_without_a_name_is_named_by_its_address() -> None:
    assert message_of(event(1, "file", url="https://cdn.example.net/a%20b.pdf?x=1")).content == "a b.pdf"
    assert message_of(event(1, "file", url="http://[broken")).content == "file"


def test_a_rich_message_reads_as_titles_subtitles_and_buttons() -> None:
    card = {"title": "Green tea", "subtitle": "100 g", "buttons": [{"text": "Buy"}, {"text": "More"}, {"text": None}]}
    message = message_of(
        event(1, "rich_message", template_id="cards", elements=[card, {"title": "Oats"}], author_id=BOT)
    )

    assert message.content == "Green tea\n100 g\n[Buy] [More]\nOats"
    assert (message.sender_type, message.counts) == (SenderType.BOT, True)


def test_a_rich_message_without_words_names_its_picture_or_template() -> None:
    sticker = event(1, "rich_message", template_id="sticker", elements=[{"image": {"name": "thumbs-up.png"}}])

    assert message_of(sticker).content == "thumbs-up.png"
    assert message_of(event(1, "rich_message", template_id="sticker", elements=[])).content == "(sticker)"


@pytest.mark.parametrize(
    ("told", "content"),
    [
        (event(1, "system_message", system_message_type="routing.idle", text="Chat is idle"), "Chat is idle"),
        (event(1, "system_message", system_message_type="routing.idle"), "routing.idle"),
        (event(1, "system", subtype="summary", source="ai_agents", details='{"secret": 1}'), "System event: summary"),
        (event(1, "custom", content={"secret": 1}), "Custom event"),
        (event(1, "hologram", secret={"a": 1}), "Unknown event type: hologram"),
    ],
)
def test_what_the_system_says_is_a_notice_without_json(told: JsonObject, content: str) -> None:
    message = message_of(told)

    assert message.content == content
    assert (message.sender_type, message.counts, message.sender_name) == (SenderType.SYSTEM, False, None)


def test_an_unknown_type_keeps_all_that_was_said_in_raw_data() -> None:
    raw = message_of(event(1, "hologram", text="hello", beams=[1, 2])).raw_data

    assert raw == {"type": "hologram", "text": "hello", "beams": [1, 2], "author_id": CUSTOMER}


def test_a_nul_and_emoji_stay_for_the_store_to_judge() -> None:
    assert message_of(event(1, text="a\x00b \U0001f375")).content == "a\x00b \U0001f375"
