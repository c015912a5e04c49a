"""HTML mails, as mail programs mark history and signatures in them."""

import pytest

from ingest.sources.email.html_text import read_html
from ingest.sources.email.replies import strip_html_lines, strip_html_reply

HISTORIES = {
    "gmail": (
        '<br><div class="gmail_quote gmail_quote_container"><div dir="ltr" class="gmail_attr">On Fri, 5'
        " Jan 2024 at 10:00, Jane"
        ' &lt;<a href="mailto:jane@example.com">jane@example.com</a>&gt; wrote:<br></div><blockquote'
        ' class="gmail_quote"'
        ' style="margin:0px 0px 0px 0.8ex;border-left:1px solid rgb(204,204,204);padding-left:1ex">'
        "<div>How many bags?</div>"
        "</blockquote></div>"
    ),
    "gmail in an unknown language": (
        '<div class="gmail_quote"><div class="gmail_attr">Ysgrifennodd Jane ar Ionawr<br></div>'
        '<blockquote class="gmail_quote" style="border-left:1px solid">How many bags?</blockquote></div>'
    ),
    "gmail forward": (
        '<div class="gmail_quote"><div class="gmail_attr">---------- Forwarded message'
        " ---------<br>From: <strong>Jane</strong>"
        " &lt;jane@example.com&gt;<br>Date: Fri, 5 Jan 2024<br>Subject: Bags<br>To: &lt;shop@example.net&gt;<br></div>"
        "<br>How many bags?</div>"
    ),
    "outlook desktop": (
        '<div><div style="border:none;border-top:solid #E1E1E1 1.0pt;padding:3.0pt 0cm 0cm 0cm"><p class="MsoNormal">'
        "<b>From:</b> Jane &lt;jane@example.com&gt;<br><b>Sent:</b> Friday, 5 January 2024<br><b>To:</b> Shop<br>"
        '<b>Subject:</b> Bags</p></div></div><p class="MsoNormal">How many bags?</p>'
    ),
    "outlook in an unknown language": (
        '<div style="border:none;border-top:solid #B5C4DF 1.0pt;padding:3.0pt 0in 0in 0in"><p class="MsoNormal">'
        "<b>Oddi wrth:</b> Jane<br><b>Anfonwyd:</b> dydd Gwener</p></div><p>How many bags?</p>"
    ),
    "outlook web": (
        '<div id="appendonsend"></div><hr style="display:inline-block;width:98%" tabindex="-1">'
        '<div id="divRplyFwdMsg" dir="ltr"><b>From:</b> Jane &lt;jane@example.com&gt;<br><b>Sent:</b>'
        " Friday, 5 January 2024"
        "<br><b>To:</b> Shop<br><b>Subject:</b> Bags</div><div>How many bags?</div>"
    ),
    "outlook mobile": (
        '<div id="ms-outlook-mobile-signature">Get <a href="https://aka.ms/o0ukef">Outlook for iOS</a></div>'
        '<div id="mail-editor-reference-message-container"><hr><div id="divRplyFwdMsg"><b>From:</b> Jane<br>'
        "<b>Sent:</b> Friday<br><b>Subject:</b> Bags</div><div>How many bags?</div></div>"
    ),
    "apple": (
        '<br><div><br><blockquote type="cite"><div>On 5 Jan 2024, at 10:00 am, Jane'
        " &lt;jane@example.com&gt; wrote:</div><br>"
        "<div>How many bags?</div></blockquote></div>"
    ),
    "apple mobile": (
        '<div dir="ltr">Sent from my iPhone</div><div dir="ltr"><br><blockquote type="cite">On 5 Jan'
        " 2024, at 10:00 am, Jane"
        ' wrote:<br><br></blockquote></div><blockquote type="cite"><div dir="ltr">\ufeffHow many'
        " bags?</div></blockquote>"
    ),
    "thunderbird": (
        '<div class="moz-cite-prefix">On 5/1/24 10:00, Jane wrote:<br></div>'
        '<blockquote type="cite" cite="mid:1@example.com"><p>How many bags?</p></blockquote>'
    ),
    "thunderbird forward": (
        '<div class="moz-forward-container"><br>-------- Forwarded Message'
        " --------<table><tbody><tr><th>Subject: </th>"
        "<td>Bags</td></tr><tr><th>From: </th><td>Jane</td></tr></tbody></table>How many bags?</div>"
    ),
    "yahoo": (
        '<div id="ydp1yahoo_quoted_1" class="yahoo_quoted"><div>On Friday, 5 January 2024 at 10:00:00 am AEDT, Jane'
        " &lt;jane@example.com&gt; wrote: </div><div><br></div><div>How many bags?</div></div>"
    ),
    "proton": (
        '<div class="protonmail_quote">On Friday, January 5th, 2024 at 10:00 AM, Jane'
        " &lt;jane@example.com&gt; wrote:<br>"
        '<blockquote class="protonmail_quote" type="cite">How many bags?</blockquote></div>'
    ),
    "zoho": (
        '<div class="zmail_extra"><div>---- On Fri, 05 Jan 2024 10:00:00 +1100 Jane wrote ---</div>'
        "<blockquote>How many bags?</blockquote></div>"
    ),
    "yandex": (
        '<div>05.01.2024, 10:00, "Jane Doe" &lt;jane@example.com&gt;:</div><blockquote><p>How many'
        " bags?</p></blockquote>"
    ),
    "samsung": (
        '<div id="composer_signature"><div>Sent from my Galaxy</div></div><div><br></div><div>--------'
        " Original message --------"
        "</div><div>From: Jane &lt;jane@example.com&gt; </div><div>Date: 5/1/24  10:00  (GMT+10:00)"
        " </div><div>To: Shop </div>"
        "<div>Subject: Bags </div><div><br></div><div>How many bags?</div>"
    ),
}

SIGNATURES = {
    "gmail": '<div><br></div>-- <br><div dir="ltr" class="gmail_signature"><div>John Roe, buyer</div></div>',
    "gmail without delimiter": '<div class="gmail_signature" data-smartmail="gmail_signature">John Roe, buyer</div>',
    "thunderbird": '<div class="moz-signature">-- <br>John Roe, buyer</div>',
    "outlook": '<div id="Signature"><p>John Roe, buyer</p></div>',
    "proton": '<div class="protonmail_signature_block-user">John Roe, buyer</div>',
    "device": "<div>Sent from my iPhone</div>",
}


@pytest.mark.parametrize("history", HISTORIES.values(), ids=HISTORIES.keys())
def test_marked_history_below_an_answer_is_cut_off(history: str) -> None:
    reply = strip_html_reply(f"<html><body><div>Two bags, <b>please</b>.</div><div>John</div>{history}</body></html>")

    assert reply.content == "Two bags, please.\nJohn"
    assert reply.quoted_text is not None
    assert "How many bags?" in reply.quoted_text


@pytest.mark.parametrize("history", HISTORIES.values(), ids=HISTORIES.keys())
def test_history_with_nothing_above_it_is_not_lost(history: str) -> None:
    assert "How many bags?" in strip_html_reply(history).content


@pytest.mark.parametrize("signature", SIGNATURES.values(), ids=SIGNATURES.keys())
@pytest.mark.parametrize(
    "history", ["", HISTORIES["gmail"], HISTORIES["outlook web"]], ids=["alone", "gmail", "outlook"]
)
def test_a_marked_signature_is_cut_off(signature: str, history: str) -> None:
    reply = strip_html_reply(f"<div>Two bags, please.</div>{signature}{history}")

    assert reply.content == "Two bags, please."


def test_gmail_answers_between_blockquotes_stay_readable() -> None:
    quote = '<blockquote class="gmail_quote" style="border-left:1px solid">'
    html = (
        '<div dir="ltr">Hello Jane,</div><div class="gmail_quote"><div class="gmail_attr">On 5 Jan 2024'
        " Jane wrote:</div>"
        f"{quote}How many bags?</blockquote><div>Two.</div>{quote}Which size?</blockquote><div>One kilo.</div></div>"
    )

    assert strip_html_reply(html).content.split("\n\n") == [
        "Hello Jane,",
        "> How many bags?",
        "Two.",
        "> Which size?",
        "One kilo.",
    ]


def test_a_thunderbird_answer_at_the_bottom_stands_alone() -> None:
    assert strip_html_reply(f"{HISTORIES['thunderbird']}<p>Two bags.</p>").content == "Two bags."


def test_a_marked_signature_between_quote_and_answer_is_no_quote() -> None:
    html = f"{HISTORIES['thunderbird']}<p>Two bags.</p><div class='moz-signature'>-- <br>John</div><p>Thanks.</p>"

    assert strip_html_reply(html).content == "Two bags.\n\nThanks."


def test_html_that_was_read_already_is_stripped_alike() -> None:
    html = f"<p>Two bags.</p>{HISTORIES['gmail']}"

    assert strip_html_lines(read_html(html)) == strip_html_reply(html)


def test_html_too_deep_for_a_tree_is_stripped_by_its_text() -> None:
    html = f"{'<div>' * 600}Two bags.<br><br>On 5 Jan 2024 at 10:00, Jane wrote:<br>How many?{'</div>' * 600}"

    assert strip_html_reply(html).content == "Two bags."


@pytest.mark.parametrize("html", ["", "<p></p>", "<!-- nothing -->"])
def test_html_without_text_gives_nothing(html: str) -> None:
    reply = strip_html_reply(html)

    assert (reply.content, reply.quoted_text) == ("", None)
