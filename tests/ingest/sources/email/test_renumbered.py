"""Which mails of a folder numbered anew are known by their headers."""

from ingest.records import FormerItem
from ingest.sources.email.answers import NO_DATE, GmailIds, MailHeader
from ingest.sources.email.renumbered import recognize


def former(id_: int, message_id: str | None = "a@example.com", size: int = 100, gmail: int | None = None) -> FormerItem:
    return FormerItem(id_, hash(message_id), message_id, size, gmail)


def header(uid: int, message_id: str | None = "a@example.com", size: int = 100, gmail: int | None = None) -> MailHeader:
    return MailHeader(uid, size, NO_DATE, message_id, gmail=GmailIds(gmail, 1) if gmail else None)


def found(headers: list[MailHeader], items: list[FormerItem]) -> dict[int, int]:
    return {uid: item.id for uid, item in recognize(headers, items).items()}


def test_a_mail_is_known_by_its_message_id_and_its_size() -> None:
    items = [former(1), former(2, "b@example.com", 200)]
    assert found([header(7), header(9, "b@example.com", 200)], items) == {7: 1, 9: 2}


def test_another_size_or_no_message_id_is_another_mail() -> None:
    assert found([header(7, size=101), header(8, None)], [former(1), former(2, None)]) == {}


def test_gmails_id_names_a_mail_whatever_its_header_says() -> None:
    items = [former(1, gmail=11), former(2, "sha256:00", gmail=22)]
    assert found([header(7, gmail=22), header(8, gmail=33), header(9, gmail=11)], items) == {7: 2, 9: 1}


def test_more_mails_of_an_id_than_were_known_are_all_read_again() -> None:
    assert found([header(7), header(8)], [former(1)]) == {}
    assert found([header(7)], [former(1), former(2)]) == {7: 1}


def test_an_id_that_several_mails_have_decides_nothing() -> None:
    items = [former(1), former(2, "a@example.com#0123456789ab", 100)]
    assert found([header(7)], items) == {}
