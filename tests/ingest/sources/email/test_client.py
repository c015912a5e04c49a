"""The client against a real Dovecot, and against Dovecot behind Gmail's face."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from ingest.source import Meter, SourceRefused
from ingest.sources.email.client import FetchedMail, GmailIds, MailboxClient, MailHeader
from ingest.sources.email.parse import ParsedMail, parse_mail, parse_parts
from tests.ingest.sources.email.build import file_part, inner, mail, multipart, part
from tests.servers.dovecot.fixtures import running_dovecot, running_gmail
from tests.servers.dovecot.gmail_items import GmailItems
from tests.servers.dovecot.gmail_proxy import GmailProxy
from tests.servers.dovecot.server import DovecotServer

pytestmark = pytest.mark.dovecot

ALL_MAIL = "[Google Mail]/Alle Nachrichten"
SENT = "Gesendete Objekte"
ARRIVED = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)


@pytest.fixture
def server() -> Iterator[DovecotServer]:
    with running_dovecot() as running:
        yield running


@pytest.fixture
def gmail() -> Iterator[GmailProxy]:
    with running_gmail() as proxy:
        yield proxy


def client_of(target: DovecotServer | GmailProxy, password: str | None = None, **options: object) -> MailboxClient:
    settings: dict[str, object] = {"ca_file": str(target.ca_file), "command_seconds": 20} | options
    return MailboxClient(target.host, target.port, target.user, password or target.password, **settings)  # type: ignore[arg-type]


def numbered(number: int, body: str = "Hello\r\n") -> bytes:
    return mail(body, message_id=f"<{number}@example.com>")


def fetched(client: MailboxClient, uids: list[int]) -> list[FetchedMail]:
    found = list(client.fetch(client.headers(uids)))
    assert all(isinstance(item, FetchedMail) for item in found)
    return [item for item in found if isinstance(item, FetchedMail)]


def test_mails_come_with_the_bytes_and_times_that_the_server_has(server: DovecotServer) -> None:
    for number in range(1, 6):
        server.deliver(numbered(number), internal_date=ARRIVED + timedelta(hours=number), flags=[r"\Answered"])
    with client_of(server) as client:
        client.examine("INBOX")
        mails = fetched(client, [3, 1, 5])
    assert [found.uid for found in mails] == [3, 1, 5]
    assert [found.raw for found in mails] == [numbered(3), numbered(1), numbered(5)]
    assert mails[0].internal_date == ARRIVED + timedelta(hours=3)
    assert mails[0].size_bytes == len(numbered(3))
    assert r"\Answered" in mails[0].flags
    assert (mails[0].gmail, mails[0].parts) == (None, None)


def test_headers_tell_size_time_and_message_id_without_reading_the_mail(server: DovecotServer) -> None:
    server.deliver(numbered(1, "x" * 50_000))
    server.deliver(mail("No id\r\n", message_id=None))
    with client_of(server) as client:
        client.examine("INBOX")
        first, second = client.headers([1, 2])
        assert client.meter.bytes_read < 10_000
    assert (first.uid, first.size_bytes, first.message_id) == (1, len(numbered(1, "x" * 50_000)), "1@example.com")
    assert (first.internal_date, second.message_id) == (ARRIVED, None)


def test_a_folders_state_follows_the_folder(server: DovecotServer) -> None:
    with client_of(server) as client:
        before = client.examine("INBOX")
        server.deliver(numbered(1))
        after = client.examine("INBOX")
    assert (before.exists, before.uid_next) == (0, 1)
    assert (after.exists, after.uid_next) == (1, 2)
    assert before.uid_validity == after.uid_validity == server.uid_validity()
    assert before.highest_modseq is not None
    assert after.highest_modseq is not None
    assert after.highest_modseq > before.highest_modseq


def test_uids_are_listed_by_range_and_by_day(server: DovecotServer) -> None:
    for number in range(10):
        server.deliver(numbered(number), internal_date=ARRIVED + timedelta(days=number))
    with client_of(server) as client:
        client.examine("INBOX")
        assert client.list_uids() == list(range(1, 11))
        assert client.list_uids(first_uid=4, last_uid=6) == [4, 5, 6]
        assert client.list_uids(first_uid=9) == [9, 10]
        # The day before comes along: IMAP's days are the server's.
        assert client.list_uids(since=ARRIVED + timedelta(days=7)) == [7, 8, 9, 10]
        assert client.list_uids(since=ARRIVED + timedelta(days=7), first_uid=9) == [9, 10]


def test_a_range_beyond_the_last_mail_is_empty(server: DovecotServer) -> None:
    server.deliver(numbered(1))
    with client_of(server) as client:
        client.examine("INBOX")
        server.deliver(numbered(2))
        assert client.list_uids(first_uid=2) == []
        client.examine("INBOX")
        assert client.list_uids(first_uid=2) == [2]
        assert client.list_uids(first_uid=3) == []


def test_a_mail_that_is_gone_is_left_out(server: DovecotServer) -> None:
    for number in (1, 2, 3):
        server.deliver(numbered(number))
    with client_of(server) as client:
        client.examine("INBOX")
        uids = client.list_uids()
        listed = list(client.headers(uids))
        server.delete(2)
        assert [found.uid for found in fetched(client, uids)] == [1, 3]
        assert [header.uid for header in client.headers(uids)] == [1, 3]
        assert [found.uid for found in client.fetch(listed)] == [1, 3]
        with pytest.raises(SourceRefused, match="no longer in its folder"):
            list(client.fetch_part(2, "1"))


def test_reading_leaves_no_trace(gmail: GmailProxy) -> None:
    server = gmail.server
    server.deliver(numbered(1), ALL_MAIL)
    server.deliver(numbered(2), ALL_MAIL, flags=[r"\Seen", r"\Flagged"])
    server.deliver(large_mail(), ALL_MAIL)
    before = server.flags(ALL_MAIL)
    with client_of(gmail, large_mail_bytes=20_000, contact="it@example.com") as client:
        client.folders()
        client.examine(ALL_MAIL)
        uids = client.list_uids()
        assert len(list(client.headers(uids))) == len(fetched(client, uids)) == 3
        assert b"".join(client.fetch_part(3, "2"))
    assert server.flags(ALL_MAIL) == before
    harmless = ("CAPABILITY", "LOGIN", "ID ", "ENABLE", "LIST ", "EXAMINE ", "UID SEARCH ", "UID FETCH ", "LOGOUT")
    assert all(command.startswith(harmless) for command in gmail.commands)
    assert not any("BODY[" in command or "RFC822 " in command for command in gmail.commands)
    assert 'ID ("name" "customer-conversations" "contact" "it@example.com")' in gmail.commands


def test_folders_are_found_by_their_flags(server: DovecotServer, gmail: GmailProxy) -> None:
    with client_of(server) as client:
        assert client.folders() == ["INBOX", SENT]
        assert not client.is_gmail
    with client_of(gmail) as client:
        assert client.folders() == [ALL_MAIL]
        assert client.is_gmail


def test_a_virtual_all_folder_can_be_read() -> None:
    with running_dovecot(virtual_all=True) as server:
        server.deliver(numbered(1))
        server.deliver(numbered(2), SENT)
        with client_of(server) as client:
            [folder] = client.folders()
            client.examine(folder)
            mails = fetched(client, client.list_uids())
    assert folder == "Archiv/Alle Nachrichten"
    assert sorted(found.raw for found in mails) == sorted([numbered(1), numbered(2)])


@pytest.mark.parametrize("name", ["Größe & Maß/日本", "2024", "007", 'a "quoted" \\ name', "INBOX/Unter"])
def test_folders_of_any_name_can_be_read(server: DovecotServer, name: str) -> None:
    server.create(name)
    with server.session() as session:
        session.append(name, numbered(1))
    with client_of(server) as client:
        [folder] = client.folders([name])
        client.examine(folder)
        assert folder == name
        assert [found.raw for found in fetched(client, client.list_uids())] == [numbered(1)]


def test_a_missing_folder_is_refused_with_those_that_exist(server: DovecotServer) -> None:
    with client_of(server) as client:
        for attempt in (lambda: client.examine("Sales"), lambda: client.folders(["Sales"])):
            with pytest.raises(SourceRefused) as caught:
                attempt()
            assert caught.value.code == "folder_missing"
            assert "It has: Entwürfe, Gesendete Objekte, INBOX, Papierkorb, Spam." in str(caught.value)
        assert client.examine("INBOX").exists == 0


@pytest.mark.parametrize("security", ["starttls", "none"])
def test_other_securities_read_the_same_mail(server: DovecotServer, security: str) -> None:
    server.deliver(numbered(1))
    ca_file = str(server.ca_file)
    with MailboxClient(
        server.host, server.starttls_port, server.user, server.password, security=security, ca_file=ca_file
    ) as client:
        client.examine("INBOX")
        assert [found.raw for found in fetched(client, [1])] == [numbered(1)]


@pytest.mark.parametrize(
    "password", ["abcd efgh ijkl mnop", "abcd\u00a0efgh\u00a0ijkl\u00a0mnop\n", "ab cdefghijkl mnop"]
)
def test_spaces_in_the_app_password_do_not_count(server: DovecotServer, password: str) -> None:
    with client_of(server, password) as client:
        assert client.examine("INBOX").exists == 0


@pytest.mark.parametrize("password", ["with a space", "grüße:€", 'quo"te\\'])
def test_any_password_can_be_sent(password: str) -> None:
    with running_dovecot(password=password) as server, client_of(server) as client:
        assert client.examine("INBOX").exists == 0


def test_gmail_ids_and_labels_come_with_headers_and_mails() -> None:
    def items_of(message_id: str, uid: int) -> GmailItems:
        return GmailItems(2**63 + uid, 77, (r"\Sent", "Grüße", "2024"))

    with running_gmail(items_of) as proxy:
        proxy.server.deliver(numbered(1), ALL_MAIL)
        with client_of(proxy) as client:
            client.examine(ALL_MAIL)
            [header] = client.headers([1])
            [found] = fetched(client, [1])
    assert header.gmail == found.gmail == GmailIds(2**63 + 1, 77, (r"\Sent", "Grüße", "2024"))
    assert found.raw == numbered(1)


def test_mails_are_read_two_hundred_at_a_time(gmail: GmailProxy) -> None:
    for number in range(450):
        gmail.server.deliver(numbered(number), ALL_MAIL)
    with client_of(gmail) as client:
        client.examine(ALL_MAIL)
        uids = client.list_uids()
        assert [found.uid for found in fetched(client, uids)] == uids
        assert client.meter.calls == len(gmail.commands)
    reads = [command for command in gmail.commands if "BODY.PEEK[]" in command]
    assert [command.split()[2].count(",") + 1 for command in reads] == [200, 200, 50]


def test_mails_are_read_ten_megabytes_at_a_time(gmail: GmailProxy) -> None:
    for number in range(3):
        gmail.server.deliver(numbered(number, "x" * 4_000_000), ALL_MAIL)
    meter = Meter()
    with client_of(gmail, meter=meter) as client:
        client.examine(ALL_MAIL)
        listed = list(client.headers([1, 2, 3]))
        sizes = [header.size_bytes for header in listed]
        assert [len(found.raw) for found in client.fetch(listed) if isinstance(found, FetchedMail)] == sizes
    reads = [command.split()[2] for command in gmail.commands if "BODY.PEEK[]" in command]
    assert reads == ["1,2", "3"]
    assert sum("RFC822.SIZE" in command for command in gmail.commands) == 1
    assert sum(sizes) < meter.bytes_read < sum(sizes) + 10_000
    assert meter.retries == 0


def large_mail() -> bytes:
    """Return a mail of 80 kB: two texts, a file and a note that is attached."""
    texts = (part("Where is my order?\r\n"), part("<p>Where is my order?</p>", "text/html"))
    label = file_part(b"%PDF" * 15_000, 'application/pdf; name="label.pdf"')
    notes = part("Not for the transcript", "text/plain; name=notes.txt", content_disposition="attachment")
    return with_crlf(multipart("mixed", inner("alternative", *texts, boundary="texts"), label, notes))


def mail_with_picture(content: bytes) -> bytes:
    return with_crlf(multipart("mixed", part("See below"), file_part(content, "image/png")))


def with_crlf(raw: bytes) -> bytes:
    """Return a mail as it is on the wire; base64 modules write bare line feeds."""
    return raw.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")


def parsed(found: FetchedMail) -> ParsedMail:
    if found.parts is None:
        return parse_mail(found.raw, internal_date=found.internal_date)
    return parse_parts(found.raw, found.parts, internal_date=found.internal_date, size_bytes=found.size_bytes)


def test_of_a_large_mail_only_header_and_texts_are_read(server: DovecotServer) -> None:
    server.deliver(large_mail())
    with client_of(server) as whole, client_of(server, large_mail_bytes=20_000) as client:
        whole.examine("INBOX")
        client.examine("INBOX")
        [expected], [found] = fetched(whole, [1]), fetched(client, [1])
        assert client.meter.bytes_read < 10_000
    assert found.parts is not None
    assert [(item.number, item.body is None) for item in found.parts] == [
        ("1.1", False),
        ("1.2", False),
        ("2", True),
        ("3", True),
    ]
    assert found.size_bytes == len(large_mail())
    large, small = parsed(found), parsed(expected)
    assert (large.text, large.html, large.subject) == (small.text, small.html, small.subject)
    assert [(item.name, item.type, item.url) for item in large.attachments] == [
        (item.name, item.type, item.url) for item in small.attachments
    ]


@pytest.mark.parametrize(
    ("raw", "has_body"),
    [(numbered(1, "A long letter. " * 2_000), True), (mail(b"%PDF" * 9_000, content_type="application/pdf"), False)],
)
def test_a_large_mail_without_parts_is_one_part(server: DovecotServer, raw: bytes, has_body: bool) -> None:
    server.deliver(raw)
    with client_of(server, large_mail_bytes=20_000) as client:
        client.examine("INBOX")
        [found] = fetched(client, [1])
    assert found.raw == raw[: raw.index(b"\r\n\r\n") + 4]
    assert found.parts is not None
    [only] = found.parts
    assert only.number == "1"
    assert only.body == (raw[len(found.raw) :] if has_body else None)


def test_a_part_comes_in_pieces_as_it_was_sent(server: DovecotServer) -> None:
    content = bytes(range(256)) * 8_000
    whole = mail_with_picture(content)
    server.deliver(whole)
    with client_of(server) as client:
        client.examine("INBOX")
        pieces = list(client.fetch_part(1, "2"))
        header = client.part_header(1, "2")
    assert len(pieces) == 3
    assert b"".join(pieces) in whole
    assert parse_mail(whole, internal_date=None).attachments[0].size == len(content)
    assert b"base64" in header


def test_a_part_above_the_cap_is_refused(server: DovecotServer) -> None:
    server.deliver(mail_with_picture(b"x" * 2_000_000))
    with client_of(server) as client:
        client.examine("INBOX")
        pieces = client.fetch_part(1, "2", max_bytes=1_500_000)
        assert len(next(pieces)) == 1_000_000
        with pytest.raises(SourceRefused, match=r"larger than 1\.5 MB"):
            next(pieces)


def test_only_sections_are_sent_to_the_server(server: DovecotServer) -> None:
    with client_of(server) as client:
        client.examine("INBOX")
        for section in ("", "0", "1.", "1] BODY[", "TEXT", "1\r\nx LOGOUT", "HEADER", "1.MIME.MIME"):
            with pytest.raises(ValueError, match="Not a section"):
                list(client.fetch_part(1, section))


def test_reading_needs_an_open_folder(server: DovecotServer) -> None:
    header = MailHeader(1, 100, ARRIVED, None)
    with client_of(server) as client:
        for attempt in (client.list_uids, lambda: list(client.headers([1])), lambda: list(client.fetch([header]))):
            with pytest.raises(RuntimeError, match="examine"):
                attempt()
