from datetime import UTC, datetime, timedelta, timezone

import pytest

from ingest.sources.email.answers import (
    NO_DATE,
    GmailIds,
    MailHeader,
    batches,
    body_item,
    read_header,
    read_mail,
    slices,
)

SYDNEY_SUMMER = timezone(timedelta(hours=11))


def header_answer(**changes: object) -> dict[bytes, object]:
    answer: dict[bytes, object] = {
        b"SEQ": 1,
        b"RFC822.SIZE": 100,
        b"INTERNALDATE": datetime(2026, 1, 1, 8, tzinfo=SYDNEY_SUMMER),
        b"FLAGS": (rb"\Seen",),
        b"BODY[HEADER.FIELDS (MESSAGE-ID)]": b"Message-ID: <a@example.com>\r\n\r\n",
    }
    return answer | {key.encode(): value for key, value in changes.items()}


def header(uid: int, size_bytes: int) -> MailHeader:
    return MailHeader(uid, size_bytes, NO_DATE, None)


def test_a_header_tells_what_can_be_known() -> None:
    told = read_header(7, header_answer())
    assert (told.uid, told.size_bytes, told.message_id) == (7, 100, "a@example.com")
    assert told.internal_date == datetime(2025, 12, 31, 21, tzinfo=UTC)
    assert told.flags == {r"\Seen"}
    assert told.gmail is None


def test_gmails_items_come_together() -> None:
    answer = header_answer() | {b"X-GM-MSGID": 2**63, b"X-GM-THRID": 5, b"X-GM-LABELS": [r"\Inbox", "Grüße"]}
    assert read_header(7, answer).gmail == GmailIds(2**63, 5, (r"\Inbox", "Grüße"))


@pytest.mark.parametrize("value", [None, datetime(2026, 1, 1)])
def test_a_date_that_cannot_be_read_is_no_date(value: datetime | None) -> None:
    assert read_header(7, header_answer() | {b"INTERNALDATE": value}).internal_date == NO_DATE


@pytest.mark.parametrize(
    ("field", "message_id"),
    [
        (b"\r\n", None),
        (b"Message-ID:\r\n\r\n", None),
        (b"Message-Id:\r\n <folded@example.com>\r\n\r\n", "folded@example.com"),
        (None, None),
    ],
)
def test_a_message_id_may_be_missing_empty_or_folded(field: bytes | None, message_id: str | None) -> None:
    answer = header_answer() | {b"BODY[HEADER.FIELDS (MESSAGE-ID)]": field}
    assert read_header(7, answer).message_id == message_id


def test_a_mail_that_the_server_gives_as_nil_is_empty() -> None:
    mail = read_mail(header(7, 5), {b"BODY[]": None})
    assert (mail.raw, mail.size_bytes, mail.parts) == (b"", 5, None)


def test_items_are_found_by_the_beginning_of_their_section() -> None:
    answer = {b"BODY[1.MIME]": b"mime", b"BODY[1]<0>": b"one", b"BODY[10]<0>": b"ten"}
    assert body_item(answer, "1]") == b"one"
    assert body_item(answer, "1.MIME]") == b"mime"
    assert body_item(answer, "10]") == b"ten"
    assert body_item(answer, "2]") == b""


def test_batches_are_bounded_by_number_and_bytes() -> None:
    sizes = {1: 4, 2: 4, 3: 4, 4: 100, 5: 1, 6: 1, 7: 1, 8: 1}
    found = batches([header(uid, size) for uid, size in sizes.items()], max_mails=3, max_bytes=10)
    assert [[one.uid for one in batch] for batch in found] == [[1, 2], [3], [4], [5, 6, 7], [8]]
    assert list(batches([], max_mails=3, max_bytes=10)) == []


def test_slices_lose_nothing() -> None:
    assert list(slices([1, 2, 3, 4, 5], 2)) == [[1, 2], [3, 4], [5]]
