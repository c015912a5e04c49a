"""HTML to lines."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.sources.email.html_text import read_html


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("Hello <b>the</b>re, <i>Jo</i>", "Hello there, Jo"),
        ("<p>one</p><p>two</p>", "one\n\ntwo"),
        ("<div>one</div><div>two</div>", "one\ntwo"),
        ("<div>one<br></div><div><br></div><div>two</div>", "one\n\ntwo"),
        (
            "<p class=MsoNormal>one</p><p class=MsoNormal>two</p><p class=MsoNormal>&nbsp;</p><p>three</p>",
            "one\ntwo\n\nthree",
        ),
        ("one<br><br><br><br>two", "one\n\ntwo"),
        ("a\n  b&nbsp;\n c", "a b c"),
        ("<ul><li>oats<li>rice</ul>", "- oats\n- rice"),
        ("<ol><li>oats<ul><li>rolled</ul><li>rice</ol>", "1. oats\n  - rolled\n2. rice"),
        ("<table><tr><th>Item<th>Qty<tr><td>Oats<td>2</table>", "Item Qty\nOats 2"),
        ('<a href="https://example.com/x">the link</a>', "the link"),
        ("above<hr>below", f"above\n{'_' * 32}\nbelow"),
        ("<pre>a\n  b</pre>", "a\n  b"),
        ('thanks <img alt="😊"><img alt="our logo">', "thanks 😊"),
        ("Tom &amp; Jo &lt;3 &#8364;5", "Tom & Jo <3 €5"),
        ("", ""),
    ],
)
def test_what_a_person_reads(html: str, text: str) -> None:
    assert read_html(html).text == text


@pytest.mark.parametrize(
    "hidden",
    [
        "<style>p{color:red}</style>",
        "<script>alert(1)</script>",
        "<title>Newsletter</title>",
        "<!-- note -->",
        "<!--[if mso]><p>Outlook only</p><![endif]-->",
        '<div style="display: none">preheader</div>',
        '<span style="mso-hide:all;">preheader</span>',
        '<div style="max-height:0px; overflow:hidden">preheader</div>',
        '<div style="opacity:0">preheader</div>',
        "<div hidden>preheader</div>",
        "&#8203;&#847;&zwnj;",
    ],
)
def test_what_a_person_does_not_see_is_dropped(hidden: str) -> None:
    assert read_html(f"{hidden}<p>Hello</p>").text == "Hello"


def test_where_everything_is_hidden_nothing_is() -> None:
    assert read_html('<div style="display:none">Hello</div>').text == "Hello"


def test_quotes_are_marked() -> None:
    page = read_html("<p>Thanks</p><blockquote>first<blockquote>second</blockquote></blockquote>")
    assert page.text == "Thanks\n\n> first\n>\n> > second"
    assert [line.quote_depth for line in page.lines if line.text] == [0, 1, 2]


def test_an_indent_is_no_quote() -> None:
    page = read_html('<blockquote style="margin:0 0 0 40px;border:none;padding:0px">as agreed</blockquote>')
    assert page.lines[0].quote_depth == 0


@pytest.mark.parametrize(
    "history",
    [
        '<div class="gmail_quote"><div class="gmail_attr">On Monday Al wrote:</div><blockquote>old</blockquote></div>',
        '<blockquote type="cite">old</blockquote>',
        '<div class="yahoo_quoted" id="yahoo_quoted_1">old</div>',
        '<div class="protonmail_quote">old</div>',
        '<div id="appendonsend"></div><hr><div id="divRplyFwdMsg">From: Al</div><div>old</div>',
        '<div><div style="border:none;border-top:solid #E1E1E1 1.0pt"><p>From: Al</p></div></div><p>old</p>',
        '<div class="moz-cite-prefix">On Monday Al wrote:</div><blockquote type="cite">old</blockquote>',
    ],
)
def test_history_is_known_by_the_marks_of_mail_programs(history: str) -> None:
    lines = [line for line in read_html(f"<div>Thanks</div>{history}").lines if line.text]
    assert (lines[0].text, lines[0].origin) == ("Thanks", "own")
    assert {line.origin for line in lines[1:]} == {"history"}
    assert lines[-1].text == "old"


def test_signatures_are_known_by_their_marks() -> None:
    lines = read_html('<div>Thanks</div><div class="gmail_signature">Jo Doe</div>').lines
    assert [(line.text, line.origin) for line in lines] == [("Thanks", "own"), ("Jo Doe", "signature")]


@pytest.mark.parametrize(
    "html",
    [
        "<div>" * 20_000 + "Hello",
        "".join(f'<font size="{number}">' for number in range(20_000)) + "Hello",
        "".join(f'<font size="{number}"></x>' for number in range(20_000)) + "Hello",
    ],
)
def test_deep_html_is_read_without_a_tree(html: str) -> None:
    page = read_html(html)
    assert page.is_rough
    assert page.text == "Hello"


def test_unclosed_paragraphs_and_cells_are_not_deep() -> None:
    page = read_html("<p>a<br>" * 2_000)
    assert not page.is_rough
    assert page.text.count("a") == 2_000


def test_rough_text_has_no_scripts_and_keeps_lines() -> None:
    page = read_html("<i>" * 600 + "<script>var a</script><style>b</style>one<br>two &amp; three<div>four</div>")
    assert page.text == "one\ntwo & three\nfour"


def test_too_long_html_is_cut() -> None:
    page = read_html("<p>x</p>" * 200_000)
    assert page.is_rough
    assert len(page.text) < 1_000_000


def test_nested_quotes_do_not_multiply_the_text() -> None:
    page = read_html("<blockquote>" * 400 + "<br>x" * 1_000)
    assert max(line.quote_depth for line in page.lines) == 20


@given(st.text(alphabet="<>/abdivpre bliockquote=\"'&; \n", max_size=200))
def test_no_html_breaks_the_walk(html: str) -> None:
    assert isinstance(read_html(html).text, str)
