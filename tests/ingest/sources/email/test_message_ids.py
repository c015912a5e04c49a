"""Message-IDs and references."""

import pytest

from ingest.sources.email.message_ids import parse_message_id, parse_references, quoted_message_ids


@pytest.mark.parametrize(
    ("value", "message_id"),
    [
        (b" <a.1@example.com>", "a.1@example.com"),
        (b"a.1@example.com", "a.1@example.com"),
        (b" <a.1\r\n @example.com> (added by mx)", "a.1@example.com"),
        (b"<A.1@Example.com>", "A.1@Example.com"),
        (b"", None),
        (b"<>", None),
        (b"<@>", None),
        (b"<" + b"x" * 979 + b"@example.com>", None),
        (b"<" + b"x" * 978 + b"@example.com>", "x" * 978 + "@example.com"),
    ],
)
def test_a_message_id_or_none(value: bytes, message_id: str | None) -> None:
    assert parse_message_id(value) == message_id


@pytest.mark.parametrize(
    ("value", "ids"),
    [
        (b"<a@x>\r\n <b@x>", ("a@x", "b@x")),
        (b"<a@x><b@x>,<a@x>", ("a@x", "b@x")),
        (b"Your mail of Monday <a@x>", ("a@x",)),
        (b"a@x b@x", ("a@x", "b@x")),
        (b"your mail of Monday, jo@example.com", ()),
        (b"<a@x> <never closed", ("a@x",)),
        (b"", ()),
    ],
)
def test_references_in_their_order(value: bytes, ids: tuple[str, ...]) -> None:
    assert parse_references(value) == ids


def test_of_too_many_references_the_root_and_the_last_stay() -> None:
    ids = parse_references(b" ".join(b"<%d@x>" % number for number in range(1_000)))
    assert len(ids) == 200
    assert ids[0] == "0@x"
    assert ids[-1] == "999@x"


def test_ids_that_a_text_quotes() -> None:
    text = "Failed.\n\n> Message-ID: <a@x>\n  Message-Id:<b@x>\nOriginal-Message-ID: <c@x>\nabout Message-ID: <d@x>\n"
    assert quoted_message_ids(text) == ("a@x", "b@x", "c@x")
