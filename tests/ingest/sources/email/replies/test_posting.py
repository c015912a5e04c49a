"""Where answers stand: above, below or between quotes; and what is no history at all."""

import pytest

from ingest.sources.email.replies import Reply, strip_reply


@pytest.mark.parametrize(
    "text",
    [
        "Hi,\n\nFrom: Sydney\nTo: Perth\nDate: next week\n\nHow much is that?",
        "Name: Jane\nEmail: jane@example.com\nSubject: Bags\nMessage: How many?",
        "Order details\n-----\n2 x chia\n1 x tahini\n\nPlease change that to:\n-----\n3 x chia",
        "I have a question about:\n\n| Product | Size |\n| ------- | ---- |\n| Chia    | 1 kg |\n\nIs it raw?",
        "Original message:\nhello\n\nThat is what I sent.",
        "Account> Orders shows nothing at all.\n\nAccount> Invoices is empty too.",
        "Deliver to:\n--\nJane Doe\n12 Example St\n--\nPlease hurry.",
        "Hi, I wrote on 5/1/2024 to you (shop@example.net) at 10:15 and you said:\n\nWe will refund.\n\nWhen?",
        "This is not a ----- Original Message ----- of course.",
        "The original message: please read it.",
        "```\nFrom: a@example.com\nSent: today\nTo: b@example.com\nSubject: x\n```\nThat is what I saw.",
    ],
)
def test_a_persons_own_lists_and_tables_stay(text: str) -> None:
    assert strip_reply(text) == Reply(text, None)


def test_answers_between_quotes_stay_readable() -> None:
    text = (
        "Hello Jane,\n\nOn 5 Jan 2024, at 10:00, Jane <jane@example.com> wrote:\n\n> How many bags?\n\nTwo.\n\n"
        "> Which size?\n\nOne kilo.\n\n> Kind regards\n> Jane\n\n-- \nJohn"
    )
    expected = "Hello Jane,\n\n\n> How many bags?\n\nTwo.\n\n> Which size?\n\nOne kilo."

    reply = strip_reply(text)

    assert reply.content == expected
    assert reply.quoted_text is not None
    assert "> Kind regards\n> Jane" in reply.quoted_text


def test_answers_between_quotes_without_a_greeting_stay_readable() -> None:
    text = "On 5 Jan 2024, Jane wrote:\n> How many bags?\nTwo.\n> Which size?\nOne kilo.\n"

    assert strip_reply(text).content == "> How many bags?\nTwo.\n> Which size?\nOne kilo."


def test_a_first_answer_keeps_its_quote_when_the_rest_goes_unanswered() -> None:
    text = "On 5 Jan 2024, Jane wrote:\n> How many bags?\n\nTwo.\n\n> Thanks\n> Jane\n"

    assert strip_reply(text).content == "> How many bags?\n\nTwo."


def test_a_short_answer_below_the_quote_is_not_taken_for_a_signature() -> None:
    text = "Hi,\n\nOn 5 Jan 2024, Jane wrote:\n> What is your order number?\n\n123456\n"

    assert strip_reply(text).content == "Hi,\n\n> What is your order number?\n\n123456"


def test_contact_details_that_were_asked_for_are_an_answer() -> None:
    text = (
        "Hi,\n\nOn 5 Jan 2024, Jane wrote:\n> How can we reach you?\n\nPhone: 0400 000 000\nEmail: john@example.com\n"
    )

    assert "Phone: 0400 000 000\nEmail: john@example.com" in strip_reply(text).content


def test_a_sign_off_below_the_quote_goes_with_it() -> None:
    text = "Two, please.\n\nOn 5 Jan 2024, Jane wrote:\n> How many bags?\n\n"

    assert strip_reply(f"{text}Kind regards,\nJohn\n").content == "Two, please."
    assert strip_reply(f"{text}Regards, John Roe\n").content == "Two, please."
    assert strip_reply(f"{text}Thanks, that works\n").content.endswith("Thanks, that works")


def test_a_quote_introduced_inside_itself_goes_above_an_answer() -> None:
    text = "> On 5 Jan 2024, at 10:00, Jane <jane@example.com> wrote:\n> \n> How many bags?\n\nTwo.\n"

    assert strip_reply(text).content == "Two."


def test_a_quote_that_nobody_introduced_stays_above_its_answer() -> None:
    text = "> How many bags?\n\nTwo."

    assert strip_reply(text) == Reply(text, None)


def test_the_torn_off_end_of_a_quoted_line_is_quoted() -> None:
    long = "> This sentence is so long that the program on the way has broken it into"
    text = f"Two.\n\nOn 5 Jan 2024, Jane wrote:\n{long}\ntwo\n> pieces.\n"

    assert strip_reply(text).content == "Two."


def test_bars_are_quotes_only_below_an_intro() -> None:
    text = "Two.\n\n2013/7/20 Jane Doe <jane@example.com>\n\n| How many bags?\n| Jane\n"

    assert strip_reply(text).content == "Two."


def test_a_supercited_quote_is_a_quote() -> None:
    text = "Two.\n\nOn 5 Jan 2024, Jane wrote:\nJane> How many bags?\nJane> Thanks.\n"

    assert strip_reply(text).content == "Two."


def test_a_line_that_begins_with_from_in_a_mailbox_file_is_no_quote() -> None:
    text = "Hi,\n>From the two bags one was open.\nJohn"

    assert strip_reply(text) == Reply(text, None)


@pytest.mark.parametrize(
    "text", ["", "   ", "\n\n", "> only a quote", "-- \nJohn", "Sent from my iPhone", "----", "👍"]
)
def test_where_nothing_would_be_left_the_whole_text_stays(text: str) -> None:
    assert strip_reply(text) == Reply(text.strip("\n") if text.strip() else "", None)


def test_windows_and_old_mac_line_ends_are_line_ends() -> None:
    assert strip_reply("Two.\r\n\r\nOn 5 Jan 2024, Jane wrote:\r> How many?\r\n").content == "Two."


def test_blanks_inside_the_text_stay() -> None:
    text = "  - chia\n\n\n    - 1 kg\n\tand tahini"

    assert strip_reply(f"\n\n{text}\n\n") == Reply(text, None)
