"""Which part is the text, what is an attachment."""

import pytest

from tests.ingest.sources.email.build import file_part, inner, mail, multipart, parsed, part

HTML = "<p>Hello <b>there</b></p>"


def test_plain_text_is_preferred_and_html_is_kept() -> None:
    found = parsed(multipart("alternative", part("Hello there"), part(HTML, "text/html")))
    assert (found.text, found.html, found.attachments) == ("Hello there", HTML, ())
    assert not found.is_text_from_html


def test_html_alone_becomes_text() -> None:
    found = parsed(mail(HTML, content_type="text/html"))
    assert (found.text, found.html, found.is_text_from_html) == ("Hello there", HTML, True)


@pytest.mark.parametrize(
    "stub", ["", " \r\n ", "View this email in your browser", "Your mail program does not support HTML messages."]
)
def test_an_empty_or_stub_alternative_gives_way_to_html(stub: str) -> None:
    html = "<p>Hello there, where is my order of oats and honey, it should have been here on Monday already</p>"
    found = parsed(multipart("alternative", part(stub), part(html, "text/html")))
    assert found.text.startswith("Hello there, where")
    assert found.is_text_from_html


def test_a_customer_who_mentions_a_browser_keeps_their_words() -> None:
    words = "I can't see the shop in my browser, the page stays white."
    assert parsed(multipart("alternative", part(words), part(f"<p>{words}</p>", "text/html"))).text == words


def test_html_sent_as_plain_text_is_read_as_html() -> None:
    assert parsed(mail("<html><body><p>Hello</p></body></html>")).text == "Hello"


def test_text_around_an_inline_picture_is_joined() -> None:
    found = parsed(multipart("mixed", part("Look:"), file_part(b"x", "image/png", "inline"), part("Torn.")))
    assert found.text == "Look:\n\nTorn."
    assert [(one.name, one.type, one.size, one.url) for one in found.attachments] == [
        ("part-2.png", "image/png", 1, "part:2")
    ]


def test_html_split_around_a_picture_within_an_alternative() -> None:
    htmls = inner(
        "mixed",
        part("<p>a</p>", "text/html"),
        file_part(b"x", "image/png"),
        part("<p>b</p>", "text/html"),
        boundary="in",
    )
    found = parsed(multipart("alternative", part("a b"), htmls))
    assert found.text == "a b"
    assert found.html == "<p>a</p>\n<p>b</p>"
    assert [one.url for one in found.attachments] == ["part:2.2"]


def test_the_same_words_as_text_and_html_side_by_side_show_once() -> None:
    assert parsed(multipart("mixed", part("Hello there"), part(HTML, "text/html"))).text == "Hello there"


def test_pictures_shown_in_html_are_attachments_too() -> None:
    picture = file_part(b"pixels", 'image/jpeg; name="torn.jpg"', "inline")
    found = parsed(multipart("related", part('<img src="cid:1">Torn', "text/html"), picture))
    assert [(one.name, one.size, one.url) for one in found.attachments] == [("torn.jpg", 6, "part:2")]


def test_named_text_behind_the_body_is_a_file() -> None:
    notes = part("the notes", 'text/plain; name="notes.txt"', content_disposition='inline; filename="notes.txt"')
    found = parsed(multipart("mixed", part("See the notes"), notes))
    assert found.text == "See the notes"
    assert [one.name for one in found.attachments] == ["notes.txt"]


def test_text_marked_as_attachment_is_read_when_nothing_else_is_there() -> None:
    raw = multipart("mixed", part("Where is my order?", content_disposition="attachment"))
    found = parsed(raw)
    assert found.text == "Where is my order?"
    assert [one.url for one in found.attachments] == ["part:1"]


def test_a_forwarded_mail_is_an_attachment_and_readable() -> None:
    found = parsed(multipart("mixed", part("See below"), part(mail("I want honey"), "message/rfc822")))
    assert found.text == "See below"
    assert [(one.name, one.type, one.url) for one in found.attachments] == [("Oats.eml", "message/rfc822", "part:2")]
    assert found.embedded_text == (
        "From: Jo Doe <jo@example.com>\nDate: Mon, 2 Nov 2026 10:00:00 +1100\nSubject: Oats\n\nI want honey"
    )


def test_a_forwarded_mail_alone_is_the_text() -> None:
    assert parsed(multipart("mixed", part(mail("I want honey"), "message/rfc822"))).text.endswith("I want honey")


@pytest.mark.parametrize(
    ("content_type", "name"),
    [
        ("application/ms-tnef", "winmail.dat"),
        ('application/ms-tnef; name="winmail.dat"', "winmail.dat"),
        ("text/calendar; method=REQUEST", "part-2.ics"),
        ("application/x-odd", "part-2.bin"),
        ('application/pdf; name="../../list.pdf"', "list.pdf"),
    ],
)
def test_attachments_have_a_name(content_type: str, name: str) -> None:
    found = parsed(multipart("mixed", part("Hello"), file_part(b"x", content_type)))
    assert [one.name for one in found.attachments] == [name]


def test_flowed_text_is_joined_to_paragraphs() -> None:
    flowed = "Where is \r\nmy order?\r\n> It is \r\n> on its way\r\n-- \r\nJo"
    found = parsed(mail(flowed, content_type="text/plain; format=flowed"))
    assert found.text == "Where is my order?\n> It is on its way\n-- \nJo"


def test_flowed_text_that_drops_its_spaces() -> None:
    assert parsed(mail("one wo \r\nrd", content_type="text/plain; format=flowed; delsp=yes")).text == "one word"


def test_line_ends_become_lf_and_charsets_are_undone() -> None:
    raw = mail("“Thé”\r\nopen\rnow".encode("cp1252"), content_type="text/plain; charset=iso-8859-1")
    assert parsed(raw).text == "“Thé”\nopen\nnow"


def test_the_charset_that_html_itself_names_counts_when_the_header_names_none() -> None:
    page = '<html><head><meta http-equiv="Content-Type" content="text/html; charset=koi8-r"></head><p>Привет'
    assert parsed(mail(page.encode("koi8-r"), content_type="text/html")).text == "Привет"
    assert parsed(mail(page.encode(), content_type="text/html; charset=utf-8")).text == "Привет"


def test_a_broken_disposition_does_not_make_the_body_a_file() -> None:
    found = parsed(mail("Hello", content_disposition="none"))
    assert (found.text, found.attachments) == ("Hello", ())


def test_very_long_text_and_html_are_cut_and_say_so() -> None:
    long_text = parsed(mail("x" * 2_100_000))
    assert len(long_text.text) == 2_000_000
    assert "text_too_long" in long_text.defects
    long_html = parsed(mail("<p>" + "x" * 1_100_000, content_type="text/html"))
    assert len(long_html.html or "") == 1_000_000
    assert "text_too_long" in long_html.defects


def test_a_mail_without_any_text_is_empty() -> None:
    found = parsed(multipart("mixed", file_part(b"x", "image/png")))
    assert (found.text, found.html, found.is_text_from_html) == ("", None, False)
