"""What is read of a customer's message."""

import pytest

from interactions.categorize.text import MAX_CHARACTERS, MAX_MESSAGES, Words, read
from tests.interactions.categorize.build import read_text


@pytest.mark.parametrize("apostrophe", ["'", "’", "‘", "ʼ", "`", "´"])
def test_every_apostrophe_is_read_alike(apostrophe: str) -> None:
    assert read_text(f"My order hasn{apostrophe}t arrived") == "my order has not arrived"


@pytest.mark.parametrize(
    ("written", "read_as"),
    [
        ("i cant find it", "i can not find it"),
        ("Where's it gone", "where is it gone"),
        ("we've paid", "we have paid"),
        ("the courier's card", "the courier card"),
        ("soooo late pleaseee", "so late please"),
        ("helllp, it is stilll not here", "hellp it is still not here"),
        ("can u tell me plz", "can you tell me please"),
        ("order H241606215199 and 215377", "order # and #"),
        ("ｆｕｌｌ ｗｉｄｔｈ ｏｒｄｅｒ", "full width order"),
        ("out-of-stock", "out of stock"),
        ("soft\u00adhyphen zero\u200bwidth", "softhyphen zerowidth"),
        ("First. Second", "first . second"),
    ],
)
def test_words_are_brought_into_one_form(written: str, read_as: str) -> None:
    assert read_text(written) == read_as


def test_a_greeting_is_not_read() -> None:
    assert read_text("Hi there, hope you are well. Is it in stock?") == "is it in stock ."
    assert read_text("Dear Sir or Madam, is it in stock") == "is it in stock"


def test_a_greeting_ends_before_the_first_word_of_the_matter() -> None:
    assert read_text("Hi I transferred it yesterday") == "i transferred it yesterday"


@pytest.mark.parametrize(
    "name", ["Buy Organics Online", "BuyOrganicsOnline", "buyorganicsonline.com.au", "www.buyorganicsonline.com.au/faq"]
)
def test_the_shops_own_name_is_not_read(name: str) -> None:
    assert read_text(f"I ordered from {name} last week") == "i ordered from last week"


def test_addresses_and_links_are_not_read() -> None:
    text = "write to jo.refund@example.com or see https://example.com/returns?x=1 please"
    assert read_text(text) == "write to or see please"


def test_quoted_lines_and_history_are_not_read() -> None:
    history = "On Mon, 3 Nov 2026 at 10:00, Sales <sales@example.com> wrote:\nrefund"
    text = f"It is still broken\n\n> Thanks for your order\n\n{history}"
    assert read_text(text).strip(" .") == "it is still broken"


def test_an_outlook_history_is_not_read() -> None:
    text = "Please cancel it\n\n-----Original Message-----\nFrom: Sales\nYour refund is on its way"
    assert "refund" not in read_text(text)


def test_a_signature_is_not_read() -> None:
    text = "Do you have dates?\n\nKind regards,\nJo Smith\nRefunds Officer\nPh 02 0000 0000"
    assert read_text(text).strip(" .") == "do you have dates"


def test_a_device_footer_is_not_read() -> None:
    assert read_text("Do you have dates\n\nSent from my iPhone").strip(" .") == "do you have dates"


def test_a_long_line_below_the_signature_is_a_postscript_and_read() -> None:
    text = "Do you have dates?\n\nThanks,\nJo\n\nPS could you also tell me whether you ship to Tasmania please"
    assert "ship to tasmania" in read_text(text)


def test_the_shops_own_notice_is_not_read() -> None:
    text = "Thank you for your order!\nPayment method: Bank transfer\nwhere is it please mate"
    assert read_text(text) == "where is it please mate"


def test_a_customer_who_thanks_for_an_email_is_read_to_the_end() -> None:
    assert "not come" in read_text("Thank you for your email. The parcel still hasn't come.")


def test_closing_thanks_are_not_read_but_thanks_alone_are() -> None:
    assert read_text("Is the rice organic? Thanks so much for your help!") == "is the rice organic ."
    assert read_text("Thanks so much for your help!") == "thanks so much for your help ."


def test_only_the_beginning_of_an_endless_message_is_read() -> None:
    parts = read(Words(None, ("word " * 300_000,)))
    assert len(parts[0].text) <= MAX_CHARACTERS + 10


def test_only_the_first_messages_are_read() -> None:
    parts = read(Words(None, tuple(f"message number {number} here" for number in range(100))))
    assert len(parts) == MAX_MESSAGES


def test_a_chats_subject_that_repeats_its_first_message_counts_once() -> None:
    parts = read(Words("Where is my order", ("Where is my order please",)))
    assert [part.where for part in parts] == ["message 1"]


def test_the_shops_own_subject_is_not_read() -> None:
    assert [part.where for part in read(Words("Re: Your order has shipped", ("it is broken",)))] == ["message 1"]


def test_later_messages_weigh_less_than_the_opening() -> None:
    parts = read(Words(None, ("hi", "the jar in my parcel was broken", "do you also sell tea")))
    assert [part.weight for part in parts] == [1.0, 0.4]


def test_a_place_is_where_the_words_stand_in_the_message_as_stored() -> None:
    stored = "Hi team,\n\nMy order hasn’t  arrived."
    part = read(Words(None, (stored,)))[0]
    start = part.text.index("not arrived")
    begin, end = part.place(start, start + len("not arrived "))
    assert stored[begin:end] == "hasn’t  arrived"


@pytest.mark.parametrize("thanks", ["thanks", "Thanks in advance!", "thank you so much", "many thanks", "cheers mate"])
def test_closing_thanks_without_a_stop_before_them_are_not_read(thanks: str) -> None:
    assert read_text(f"where is my order {thanks}") == read_text("where is my order").removesuffix(". ").strip()


@pytest.mark.parametrize(
    "text", ["I just want to say thanks", "the team deserves a huge thank you", "all good and thanks"]
)
def test_thanks_that_belong_to_the_sentence_are_read(text: str) -> None:
    assert "thank" in read_text(text)
