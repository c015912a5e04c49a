"""Random histories of a mailbox on a real IMAP server."""

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from itertools import count
from typing import Any

import hypothesis
import pytest
from hypothesis import strategies as st
from hypothesis.stateful import initialize, precondition, rule, run_state_machine_as_test

from ingest.models import QuarantinedItem
from ingest.sources.email import source as mail_source
from ingest.sources.email.again import EmailAgain
from ingest.sources.email.source import EmailSource
from tests.ingest.sources.email.mailbox import source_of
from tests.ingest.store.mails import MONDAY, SHOP, mail
from tests.reliability.canonical import Dump
from tests.reliability.figures import Tally
from tests.reliability.history import A_MINUTE, NIGHTLY, SETTINGS, History, stored_messages
from tests.reliability.test_deaths import gone_process
from tests.servers.dovecot.fixtures import running_dovecot
from tests.servers.dovecot.server import DovecotServer

pytestmark = [pytest.mark.django_db, pytest.mark.dovecot]

HISTORIES = 600 if NIGHTLY else 60
PEOPLE = 3
CHOICES = st.integers(0, 20)
NUMBERS = count(1)


class Mailbox:
    """Two folders of a running server, for one history; `program` is the mail program of the shop's staff."""

    def __init__(self, server: DovecotServer, program: Any) -> None:
        self.server, self.program = server, program
        number = next(NUMBERS)
        self.folders = (f"Box{number}", f"Sent{number}")
        for folder in self.folders:
            program.create_folder(folder)

    def remove(self) -> None:
        """Delete the folders."""
        for folder in self.folders:
            self.program.delete_folder(folder)

    def take(self, folder: str, which: int, target: str | None) -> bytes | None:
        """Move a mail of a folder, or delete it for good; return its bytes, or None where the folder is empty."""
        self.program.select_folder(folder)
        uids = self.program.search()
        raw = None
        if uids:
            uid = sorted(uids)[which % len(uids)]
            raw = self.program.fetch([uid], ["BODY.PEEK[]"])[uid][b"BODY[]"]
            if target:
                self.program.move([uid], target)
            else:
                self.program.delete_messages([uid])
                self.program.expunge([uid])
        self.program.unselect_folder()
        return raw


class Mails(History):
    """Customers and the shop write, and staff tidy up. The model keeps each mail that must be here, and its keys."""

    def __init__(self, tally: Tally, gone_pid: int, mailbox: Mailbox) -> None:
        super().__init__(tally, gone_pid)
        self.mailbox = mailbox
        self.there: dict[str, list[bytes]] = {folder: [] for folder in mailbox.folders}
        # By a mail's bytes: the line that says that it is here. By its line: what joins it to others.
        self.lines: dict[bytes, str] = {}
        self.keys: dict[str, tuple[str, ...]] = {}
        self.owed: set[str] = set()

    def teardown(self) -> None:
        try:
            super().teardown()
        finally:
            self.mailbox.remove()

    @property
    def everything(self) -> list[bytes]:
        return [raw for raws in self.there.values() for raw in raws]

    @initialize(who=st.integers(0, PEOPLE - 1))
    def it_begins(self, who: int) -> None:
        """Begin with two conversations, so that a later mail may show that they are one."""
        for customer in (who, (who + 1) % PEOPLE):
            self.a_mail_comes(customer, by_shop=False, is_named=1, answers=set())
        self.sync(twice=False)

    @rule(
        who=st.integers(0, PEOPLE - 1),
        by_shop=st.booleans(),
        is_named=st.integers(0, 4),
        answers=st.sets(CHOICES, max_size=2),
    )
    def a_mail_comes(self, who: int, by_shop: bool, is_named: int, answers: set[int]) -> None:
        """Deliver a mail that refers to up to two others; every fifth comes without a Message-ID."""
        number, known = self.tick(), list(self.keys)
        refers_to = list(dict.fromkeys(known[which % len(known)] for which in sorted(answers) if known))
        customer = f"c{who}@example.com"
        id_ = f"m{number}@example.com" if is_named else None
        raw = mail(
            id_,
            from_=SHOP if by_shop else customer,
            to=customer if by_shop else SHOP,
            text=f"Word {number}.",
            minutes=(self.now - MONDAY) // A_MINUTE,
            refers_to=[id_ for id_ in refers_to if not id_.startswith("sha256:")],
        ).replace(b"\n", b"\r\n")
        name = id_ or f"sha256:{hashlib.sha256(raw).hexdigest()}"
        self.keys[name] = (name, *(id_ for id_ in refers_to if not id_.startswith("sha256:")))
        self.lines[raw] = _line(name, f"Word {number}.")
        self.deliver(raw, self.mailbox.folders[by_shop])

    @rule(who=st.integers(0, PEOPLE - 1), one=CHOICES, other=CHOICES)
    def two_turn_out_one(self, who: int, one: int, other: int) -> None:
        self.a_mail_comes(who, by_shop=False, is_named=1, answers={one, other})

    @rule(is_draft=st.booleans())
    def something_else_comes(self, is_draft: bool) -> None:
        """Deliver what can't be read, or what is never stored."""
        number = self.tick()
        if is_draft:
            raw = mail(f"draft{number}@example.com", text=f"Word {number}.").replace(b"\n", b"\r\n")
            self.deliver(raw, self.mailbox.folders[0], flags=["\\Draft"])
        else:
            raw = f"no mail at all, {number}\r\n".encode()
            self.lines[raw] = f"sha256:{hashlib.sha256(raw).hexdigest()} is quarantined"
            self.deliver(raw, self.mailbox.folders[0])

    @precondition(lambda self: self.everything)
    @rule(which=CHOICES, folder=st.integers(0, 1))
    def a_copy_comes(self, which: int, folder: int) -> None:
        raw = self.everything[which % len(self.everything)]
        self.deliver(raw, self.mailbox.folders[folder], flags=[] if raw in self.lines else ["\\Draft"])

    @rule(which=CHOICES, folder=st.integers(0, 1))
    def a_mail_is_moved(self, which: int, folder: int) -> None:
        here, there = self.mailbox.folders[folder], self.mailbox.folders[1 - folder]
        if raw := self.mailbox.take(here, which, there):
            self.there[here].remove(raw)
            self.there[there].append(raw)
            self.tally.count()

    @rule(which=CHOICES, folder=st.integers(0, 1))
    def a_mail_is_deleted_in_the_mailbox(self, which: int, folder: int) -> None:
        here = self.mailbox.folders[folder]
        if raw := self.mailbox.take(here, which, None):
            self.there[here].remove(raw)
            self.tally.count()

    @precondition(lambda self: self.everything)
    @rule(folder=st.integers(0, 1))
    def a_folder_is_numbered_anew(self, folder: int) -> None:
        self.mailbox.server.bump_uid_validity(self.mailbox.folders[folder])
        self.tally.count()

    def deliver(self, raw: bytes, folder: str, flags: Sequence[str] = ()) -> None:
        self.mailbox.server.deliver(raw, folder, self.now, flags)
        self.there[folder].append(raw)

    def opened(self) -> AbstractContextManager[EmailSource]:
        return source_of(self.mailbox.server, folders=self.mailbox.folders)

    @contextmanager
    def opened_again(self) -> Iterator[EmailAgain]:
        with self.opened() as source:
            yield EmailAgain(source)

    def has_come(self) -> None:
        self.owed |= {self.lines[raw] for raw in self.everything if raw in self.lines}

    def expected(self) -> Dump:
        stored = [message.message_id or "" for message in stored_messages()]
        return Counter([*self.owed, *map(_together, _components({id_: self.keys.get(id_, (id_,)) for id_ in stored}))])

    def found(self) -> Dump:
        messages = stored_messages()
        lines = [_line(message.message_id or "", message.content) for message in messages]
        quarantined = QuarantinedItem.objects.filter(resolved_at=None).values_list("external_id", flat=True)
        lines += [f"{external_id} is quarantined" for external_id in quarantined]
        not_yet = set(self.lines.values()) - self.owed
        conversations: dict[object, set[str]] = {}
        for message in messages:
            conversations.setdefault(message.interaction_id, set()).add(message.message_id or "")
        return Counter([*(line for line in lines if line not in not_yet), *map(_together, conversations.values())])

    def created_by_runs(self) -> int:
        return len(stored_messages())


def _line(message_id: str, text: str) -> str:
    return f"{message_id}: {text}"


def _together(ids: Iterable[str]) -> str:
    return f"together: {' '.join(sorted(ids))}"


def _components(keys: Mapping[str, Sequence[str]]) -> list[set[str]]:
    """Return the mails by conversation: those that share a key, directly or through others."""
    groups: list[tuple[set[str], set[str]]] = []
    for id_, own in keys.items():
        mails, shared = {id_}, set(own)
        joined = [group for group in groups if not group[1].isdisjoint(own)]
        for group in joined:
            mails |= group[0]
            shared |= group[1]
        groups = [group for group in groups if group not in joined] + [(mails, shared)]
    return [mails for mails, _ in groups]


def test_no_history_of_a_mailbox_loses_or_doubles_anything(tally: Tally, monkeypatch: pytest.MonkeyPatch) -> None:
    pid, settings = gone_process(), hypothesis.settings(SETTINGS, max_examples=HISTORIES)
    # Several batches to each folder; and no reading of the system's authorities for each connection.
    monkeypatch.setattr(mail_source, "MAILS_IN_A_BATCH", 2)
    with running_dovecot() as server, server.session() as program:
        monkeypatch.setenv("SSL_CERT_FILE", str(server.ca_file))
        monkeypatch.setenv("SSL_CERT_DIR", "")
        run_state_machine_as_test(lambda: Mails(tally, pid, Mailbox(server, program)), settings=settings)  # type: ignore[arg-type]
    assert tally.kept["faults"] > HISTORIES
