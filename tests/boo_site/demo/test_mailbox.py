"""The sample mailbox: the same each time, never in the future, and read by the real code as it was written."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from random import Random

import pytest

from boo_site.demo.casting import SHARES
from boo_site.demo.correspondents import topics
from boo_site.demo.enclosures import enclosure, jpeg
from boo_site.demo.letter import load_letters, parse_letters, words_of
from boo_site.demo.mailbox import sample_mails, write_mailbox
from boo_site.demo.mails import FORMS_ADDRESS
from boo_site.demo.mime import Leaf, Mail, Multipart, mail_bytes
from boo_site.demo.office_hours import answered_at, replied_at, worked
from boo_site.demo.people import SALES_ADDRESS
from boo_site.demo.year import opening_after
from ingest.records import ConversationRecord, Json, MessageRecord
from ingest.sources.email.mbox import split_mbox, takeout_labels
from ingest.sources.email.reading import Reader, reason_to_skip
from ingest.sources.email.senders import known_senders

ANCHOR = datetime(2026, 8, 20, 4, 0, tzinfo=UTC)
READER = Reader(known_senders([SALES_ADDRESS], [FORMS_ADDRESS], []), frozenset(), ANCHOR)
DOMAIN = re.compile(r"[\w.+'-]@([\w.-]*\w)")
LEFT_BEHIND = re.compile(r"wrote:|original message|sent from my|get outlook|^from: |^> ", re.IGNORECASE | re.MULTILINE)


@cache
def small_month() -> tuple[Mail, ...]:
    return tuple(sample_mails(ANCHOR, months=1, per_month=30))


@cache
def busy_months() -> tuple[Mail, ...]:
    return tuple(sample_mails(ANCHOR, seed=7, months=2, per_month=240))


def read(mail: Mail) -> ConversationRecord:
    record = READER.read(mail_bytes(mail), internal_date=None, location=None)
    assert isinstance(record, ConversationRecord)
    return record


def message(record: ConversationRecord) -> MessageRecord:
    assert record.messages is not None
    return record.messages[0]


@cache
def busy_records() -> tuple[ConversationRecord, ...]:
    return tuple(read(mail) for mail in busy_months())


def facts(record: ConversationRecord) -> Mapping[str, Json]:
    return message(record).raw_data


def texts(content: Leaf | Multipart) -> Iterator[str]:
    if isinstance(content, Multipart):
        for part in content.parts:
            yield from texts(part)
    elif content.content_type.startswith(("text/", "message/")):
        yield content.data.decode("latin-1")


def test_the_same_anchor_and_seed_give_the_same_file(tmp_path: Path) -> None:
    paths = [tmp_path / name for name in ("one.mbox", "two.mbox", "other.mbox")]
    counts = [
        write_mailbox(path, ANCHOR, seed=seed, months=1, per_month=30)
        for path, seed in zip(paths, (2026, 2026, 4), strict=True)
    ]
    assert counts[0] == counts[1] > 60
    assert paths[0].read_bytes() == paths[1].read_bytes() != paths[2].read_bytes()


def test_the_file_holds_every_mail_as_it_was_written(tmp_path: Path) -> None:
    path = tmp_path / "sample.mbox"
    count = write_mailbox(path, ANCHOR, months=1, per_month=30)
    with path.open("rb") as file:
        entries = list(split_mbox(file))
    assert len(entries) == count == len(small_month())
    for entry, mail in zip(entries, small_month(), strict=True):
        assert entry.split(b"\r\n", 1)[1].rstrip() == mail_bytes(mail).rstrip()


def test_mails_come_oldest_first_and_never_from_the_future() -> None:
    times = [mail.sent_at for mail in busy_months()]
    assert times == sorted(times)
    assert ANCHOR - timedelta(days=61) < times[0] and times[-1] <= ANCHOR


def test_every_address_is_set_aside_for_examples() -> None:
    found: set[str] = set()
    for mail in busy_months():
        header = mail_bytes(mail).partition(b"\r\n\r\n")[0].decode("ascii")
        found.update(domain for text in (header, *texts(mail.content)) for domain in DOMAIN.findall(text))
    assert len(found) > 10
    assert [domain for domain in found if not domain.endswith(("example.com", "example.net", "example.org"))] == []


def test_the_real_reader_finds_nothing_wrong() -> None:
    assert [facts(record)["defects"] for record in busy_records() if facts(record)["defects"]] == []
    assert {facts(record)["date_source"] for record in busy_records()} == {"header"}


def test_quoted_history_and_footers_are_cut_off() -> None:
    said = [message(record) for record in busy_records()]
    written = [one.content for one in said if one.sender_type != "system"]
    assert [content for content in written if LEFT_BEHIND.search(content)] == []
    replies = [one for one, mail in zip(said, busy_months(), strict=True) if mail.references]
    assert sum(1 for one in replies if one.quoted_text) > 0.9 * len(replies)


def test_replies_share_a_key_with_the_mail_that_they_answer() -> None:
    keys: dict[int, set[str]] = {}
    for mail, record in zip(busy_months(), busy_records(), strict=True):
        links = record.links
        assert links is not None
        known = keys.setdefault(mail.thread_id, set(links.keys))
        assert known & set(links.keys)
        known |= set(links.keys)
    assert len(keys) > 480


def test_a_thread_has_one_conversation_only() -> None:
    firsts = Counter(mail.thread_id for mail in busy_months() if not mail.subject.lower().startswith(("re:", "auto")))
    repeated = [thread for thread, count in firsts.items() if count > 1]
    returned = [mail for mail in busy_months() if mail.thread_id in repeated and "Status" in mail.subject]
    assert len(repeated) == len(returned)


def test_every_kind_of_mail_comes() -> None:
    raws = [mail_bytes(mail) for mail in busy_months()]
    for mark in (
        b"multipart/alternative", b"multipart/mixed", b"multipart/report", b"format=flowed", b"windows-1252",
        b"iso-8859-1", b"Content-Transfer-Encoding: base64", b"Content-Transfer-Encoding: quoted-printable",
        b"image/jpeg", b"image/png", b"application/pdf", b"=?UTF-8?B?", b"Reply-To: ", b"List-Unsubscribe: ",
        b"auto-generated", b"auto-replied", b"X-GM-THRID: ", b"X-Gmail-Labels: Sent", b"Forwarded message",
    ):  # fmt: skip
        assert any(mark in raw for raw in raws), mark
    kinds = {facts(record)["machine"] for record in busy_records()}
    assert kinds == {None, "machine", "newsletter", "auto_reply", "bounce"}


def test_some_mails_lack_an_id_or_name_only_the_last_mail() -> None:
    mails = busy_months()
    assert any(mail.message_id is None for mail in mails)
    assert any(mail.references and not mail.has_references for mail in mails)


def test_drafts_spam_and_trash_are_labelled_for_skipping() -> None:
    reasons = Counter(reason_to_skip(takeout_labels(mail_bytes(mail))) for mail in small_month())
    assert {"draft", "spam", "trash"} < set(reasons)
    assert reasons[None] > 60


def test_form_mails_are_the_customers() -> None:
    forms = [read(mail) for mail in busy_months() if mail.sender.email == FORMS_ADDRESS]
    assert len(forms) > 40
    assert all(message(form).sender_type == "customer" for form in forms)
    assert all(form.customer_email != FORMS_ADDRESS for form in forms)


def test_agents_answer_from_the_sales_address_and_sign_with_their_names() -> None:
    answers = [message(read(mail)) for mail in small_month() if "Sent" in mail.labels]
    assert {answer.sender_email for answer in answers} == {SALES_ADDRESS}
    assert all(answer.content.endswith((answer.sender_name or "").split(" ")[0]) for answer in answers)


@pytest.mark.parametrize("days", [0, 2, 4])
def test_most_conversations_are_settled_and_some_are_not(days: int) -> None:
    anchor = ANCHOR + timedelta(days=days)
    last: dict[int, Mail] = {}
    for mail in sample_mails(anchor, months=1):
        if message(read(mail)).sender_type != "system" and not reason_to_skip(mail.labels):
            last[mail.thread_id] = mail
    by_customer = sum(1 for mail in last.values() if "Inbox" in mail.labels)
    waiting = sum(1 for mail in last.values() if "Sent" in mail.labels and mail.sent_at > anchor - timedelta(days=7))
    assert 2 <= by_customer < 0.15 * len(last)
    assert waiting > 10


def test_every_topic_has_letters_and_its_share() -> None:
    written = {(letter.category, letter.subcategory) for letter in load_letters()}
    assert written == set(SHARES)
    assert len(load_letters()) >= 70
    dealt = Counter(topics(1_440, Random(1)))
    assert set(dealt) == set(SHARES)
    assert abs(dealt["order_tracking", "where_is_order"] - 0.236 * 1_440) < 3


def test_every_label_that_a_wording_needs_can_be_heard() -> None:
    for letter in load_letters():
        heard: set[str] = {""}
        for page in (page for part in letter.rounds for page in part.pages):
            assert all(wording.text for wording in page.paragraphs[0])
            for wording in (*(one for choices in page.paragraphs for one in choices), *page.files):
                assert wording.needs in heard, (letter.about, wording)
                heard.add(wording.sets)


def test_no_slot_is_left_open() -> None:
    assert any("{order}" in words_of(letter) for letter in load_letters())
    assert [record.subject for record in busy_records() if re.search(r"[{}]", message(record).content)] == []
    assert [record.subject for record in busy_records() if re.search(r"[{}|]", record.subject or "")] == []


@pytest.mark.parametrize("text", ["== a : b\n@unknown 1", "c:\nHi", "== a : b\n/ another wording first"])
def test_a_line_that_is_not_understood_is_named(text: str) -> None:
    with pytest.raises(ValueError, match=r"sample, line \d: not understood"):
        list(parse_letters(text, "sample"))


def test_staff_write_in_opening_hours_and_customers_by_day() -> None:
    rng = Random(3)
    written = datetime(2026, 8, 14, 9, 0, tzinfo=UTC)
    for _ in range(200):
        answered = answered_at(written, is_first=True, late_days=0, rng=rng)
        assert answered > written and opening_after(answered) is None
        assert replied_at(answered, 0, rng) > answered


def test_nobody_works_at_christmas() -> None:
    christmas_eve = datetime(2026, 12, 24, 7, 0, tzinfo=UTC)
    assert worked(christmas_eve, 1) == datetime(2026, 12, 27, 22, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("name", "start", "end"),
    [
        ("broken-jar.jpg", b"\xff\xd8\xff\xe0\x00\x10JFIF", b"\xff\xd9"),
        ("broken-jar.png", b"\x89PNG\r\n\x1a\n", b"IEND\xaeB`\x82"),
        ("receipt.pdf", b"%PDF-1.4", b"%%EOF\n"),
    ],
)
def test_enclosures_are_files_of_their_kind(name: str, start: bytes, end: bytes) -> None:
    for variant in range(8):
        content = enclosure(name, variant)
        assert content.startswith(start) and content.endswith(end)
        assert len(content) < 40_000


def test_a_jpeg_decodes_to_the_greys_that_were_drawn() -> None:
    rows = tuple(tuple((7 * row * row + 13 * column) % 256 for column in range(12)) for row in range(9))
    data = jpeg(rows)
    table = data.index(b"\xff\xc4") + 5
    counts, symbols = data[table : table + 16], iter(data[table + 16 :])
    codes: dict[str, int] = {}
    code = 0
    for length, count in enumerate(counts, 1):
        for _ in range(count):
            codes[f"{code:0{length}b}"] = next(symbols)
            code += 1
        code <<= 1
    scan = data[data.index(b"\xff\xda") + 10 : -2].replace(b"\xff\0", b"\xff")
    bits = iter("".join(f"{byte:08b}" for byte in scan))
    decoded, grey = [], 128
    for _ in range(12 * 9):
        read = next(bits)
        while read not in codes:
            read += next(bits)
        low = "".join(next(bits) for _ in range(codes[read]))
        if low:
            grey += int(low, 2) if low[0] == "1" else int(low, 2) - (1 << len(low)) + 1
        assert next(bits) == "0"
        decoded.append(grey)
    assert decoded == [value for row in rows for value in row]
