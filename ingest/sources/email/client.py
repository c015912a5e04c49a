"""The IMAP client of the sales mailbox: it reads and never writes (EXAMINE, BODY.PEEK). RFC 3501 and RFC 6154.

Gmail's extensions: https://developers.google.com/gmail/imap/imap-extensions.
"""

import imaplib
import re
import ssl
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from types import TracebackType
from typing import Any, Self

from imapclient import IMAPClient, SocketTimeout
from imapclient.imap_utf7 import decode as decode_utf7

from ingest.source import Meter, SourceError, SourceRefused, SourceUnavailable
from ingest.sources.email.answers import (
    NO_DATE,
    FetchedMail,
    FolderState,
    GmailIds,
    MailHeader,
    UnreadableMail,
    batches,
    body_item,
    has_body,
    read_header,
    read_mail,
    slices,
)
from ingest.sources.email.deadline import BoundedIMAP4, CommandClock, CommandTooSlow
from ingest.sources.email.folders import Folder, choose_folders, missing_folder
from ingest.sources.email.login import password_spellings, tls_for
from ingest.sources.email.mime import Part
from ingest.sources.email.parse import OVERSIZE_BYTES, fetched_part
from ingest.sources.email.refusals import explain_answer, explain_connecting
from ingest.sources.email.session import Session, shut
from ingest.sources.email.structure import list_parts

__all__ = ["NO_DATE", "FetchedMail", "FolderState", "GmailIds", "MailHeader", "MailboxClient", "UnreadableMail"]

_HEADERS_AT_ONCE = 500
_MAILS_AT_ONCE = 200
_BYTES_AT_ONCE = 10_000_000
_PARTS_AT_ONCE = 50
_TEXT_PART_MAX_BYTES = 2_000_000
_CHUNK_BYTES = 1_000_000
_PART_MAX_BYTES = 50_000_000
_SECTION = re.compile(r"[1-9]\d{0,4}(\.[1-9]\d{0,4}){0,60}")
_GMAIL_ITEMS = ("X-GM-MSGID", "X-GM-THRID", "X-GM-LABELS")
_ASK_AGAIN = "The next run asks for them again."
_ONE_BAD_MAIL = frozenset({"command_refused", "unreadable_answer"})


class MailboxClient:
    """A mailbox, read-only. Connects with the first command; `with` closes it.

    `security` is "ssl", "starttls" or "none" (loopback addresses only). Certificates are always verified, against the
    system's authorities and those in `ca_file`. `contact` names us to the server (RFC 2971), as Gmail asks for.

    A command that lasts longer than `command_seconds`, or whose connection is lost twice, raises SourceUnavailable; a
    refused login, certificate or folder raises SourceRefused. Both say what to do; the password is never in them.
    """

    def __init__(
        self,
        host: str,
        port: int,
        user: str,
        password: str,
        *,
        security: str = "ssl",
        ca_file: str | None = None,
        contact: str = "",
        connect_seconds: float = 15,
        read_seconds: float = 60,
        command_seconds: float = 300,
        large_mail_bytes: int = OVERSIZE_BYTES,
        meter: Meter | None = None,
    ) -> None:
        self.meter = meter or Meter()
        self._host, self._port, self._user, self._contact = host, port, user, contact
        self._passwords = password_spellings(password)
        self._is_starttls = security == "starttls"
        self._large_mail_bytes = large_mail_bytes
        self._clock = CommandClock(
            connect_seconds=connect_seconds, read_seconds=read_seconds, command_seconds=command_seconds
        )
        self._tls = tls_for(host, security, ca_file, self._clock)
        self._session: Session[_Connection] = Session(
            self._connect, host=host, clock=self._clock, meter=self.meter, secrets=(password, *self._passwords)
        )
        self._folder: FolderState | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Say goodbye and close the connection; a server that doesn't answer is left after 2 seconds."""
        self._session.close()

    @property
    def is_gmail(self) -> bool:
        """Whether the server has Gmail's ids and labels (X-GM-EXT-1)."""
        return bool(self._session.run(lambda connection: connection.has_capability("X-GM-EXT-1")))

    @property
    def is_throttled(self) -> bool:
        """Whether Gmail marked an answer on this connection as held back ([THROTTLED]): better come back later."""
        connection = self._session.connection
        return connection is not None and connection.is_throttled

    def folders(self, wanted: Sequence[str] = ()) -> list[str]:
        r"""Return the folders to read: `wanted`, else the one flagged \All, else INBOX and the one flagged \Sent.

        Raises SourceRefused, which lists the folders that exist, when one is missing.
        """
        return choose_folders(self._list_folders(), wanted)

    def examine(self, folder: str) -> FolderState:
        """Open a folder for reading; the other commands act on it. Called again, it returns the state of now.

        Raises SourceRefused, which lists the folders that exist, when it is missing.
        """
        self._folder = None
        try:
            self._folder = self._session.run(lambda connection: connection.examine(folder))
        except SourceUnavailable as error:
            if error.code != "command_refused":
                raise
            existing = self._list_folders()
            if any(listed.name == folder for listed in existing):
                raise
            raise missing_folder(existing, folder) from error
        return self._folder

    def list_uids(self, *, since: datetime | None = None, first_uid: int = 1, last_uid: int | None = None) -> list[int]:
        """Return UIDs of the examined folder, ascending, from `first_uid` to `last_uid` (both included).

        `since` (aware) leaves out what arrived before; as IMAP compares days in the server's own zone, mails of up to
        two days before come along: compare `internal_date`. Mails that arrived after `examine` are not among them.
        """
        newest = self._examined().uid_next - 1
        last = newest if last_uid is None else min(last_uid, newest)
        if first_uid > last:
            return []
        criteria: list[object] = ["UID", f"{first_uid}:{last}"]
        if since is not None:
            criteria += ["SINCE", (since.astimezone(UTC) - timedelta(days=1)).date()]
        found: list[int] = self._session.run(lambda connection: connection.search(criteria))
        return sorted(uid for uid in found if first_uid <= uid <= last)

    def find(self, message_id: str) -> list[int]:
        """Return the UIDs of the examined folder's mails with this Message-ID (without brackets), ascending."""
        self._examined()
        if not message_id.isascii() or not message_id.isprintable():
            return []
        criteria = ["HEADER", "MESSAGE-ID", message_id]
        found: list[int] = self._session.run(lambda connection: connection.search(criteria))
        # SEARCH finds longer ids too that hold this one.
        return sorted(header.uid for header in self.headers(found) if header.message_id == message_id)

    def headers(self, uids: Iterable[int]) -> Iterator[MailHeader]:
        """Yield what is known of the mails, in the order of `uids`; those that are gone are left out."""
        about = ["RFC822.SIZE", "INTERNALDATE", "FLAGS", *self._gmail_items()]
        items = [*about, "BODY.PEEK[HEADER.FIELDS (MESSAGE-ID)]"]
        for batch in slices(list(uids), _HEADERS_AT_ONCE):
            for uid, answer in self._fetch(batch, items).items():
                yield read_header(uid, answer)

    def fetch(self, headers: Iterable[MailHeader]) -> Iterator[FetchedMail | UnreadableMail]:
        """Yield the mails of these `headers`, in their order, read 200 or 10 MB at a time; what is gone is left out.

        Only their bodies are asked for. Of a mail above the size limit only the header and the texts are read.
        """
        for batch in batches(headers, max_mails=_MAILS_AT_ONCE, max_bytes=_BYTES_AT_ONCE):
            yield from self._read_mails(batch, is_large=batch[0].size_bytes > self._large_mail_bytes)

    def fetch_part(self, uid: int, section: str, *, max_bytes: int = _PART_MAX_BYTES) -> Iterator[bytes]:
        """Yield a part of a mail ("2", "1.2") in pieces of 1 MB, still transfer-encoded (see `part_header`).

        Raises SourceRefused when the mail is gone, or when the part turns out to be larger than `max_bytes`.
        """
        start = 0
        while chunk := self._part_item(uid, section, f"<{start}.{_CHUNK_BYTES}>"):
            start += len(chunk)
            if start > max_bytes:
                raise SourceRefused(
                    f"The attachment is larger than {max_bytes / 1_000_000:g} MB.",
                    remedy="Open it in the mailbox itself.",
                    code="too_large",
                )
            yield chunk

    def part_header(self, uid: int, section: str) -> bytes:
        """Return a part's own header (BODY[section.MIME]), which names its type and its transfer encoding."""
        return self._part_item(uid, f"{section}.MIME")

    def _part_item(self, uid: int, section: str, span: str = "") -> bytes:
        if _SECTION.fullmatch(section.removesuffix(".MIME")) is None:
            raise ValueError(f"Not a section: {section!r}")
        answer = self._fetch([uid], [f"BODY.PEEK[{section}]{span}"]).get(uid)
        if answer is None:
            raise SourceRefused(
                "The mail is no longer in its folder.", remedy="Look for it in the mailbox itself.", code="mail_gone"
            )
        return body_item(answer)

    def _list_folders(self) -> list[Folder]:
        listed = self._session.run(lambda connection: connection.list_folders())
        return [Folder(name, tuple(flag.decode(errors="replace") for flag in flags)) for flags, _, name in listed]

    def _examined(self) -> FolderState:
        if self._folder is None:
            raise RuntimeError("Call examine() first.")
        return self._folder

    def _gmail_items(self) -> tuple[str, ...]:
        return _GMAIL_ITEMS if self.is_gmail else ()

    def _fetch(self, uids: Sequence[int], items: Sequence[str]) -> dict[int, dict[bytes, Any]]:
        """Return the answers by UID. A notice of new flags is no answer: nothing that was asked for is in it.

        Raises SourceUnavailable when a mail that is still there got none: a literal of another length than announced
        swallows the answer behind it.
        """
        self._examined()
        answers = self._session.run(lambda connection: connection.fetch_items(uids, items))
        wants_body = items[-1].startswith("BODY.PEEK")
        found = {
            uid: answer
            for uid, answer in answers.items()
            if (has_body(answer) if wants_body else b"RFC822.SIZE" in answer)
        }
        missing = [uid for uid in uids if uid not in found]
        if missing and wants_body and self._fetch(missing, ["RFC822.SIZE"]):
            raise SourceUnavailable(
                "The mail server left out mails that it has.", remedy=_ASK_AGAIN, code="unreadable_answer"
            )
        return found

    def _read_mails(self, headers: Sequence[MailHeader], *, is_large: bool) -> Iterator[FetchedMail | UnreadableMail]:
        """Read mails at once; when the server can't hand out one of them, one by one."""
        try:
            mails = self._read_at_once(headers, is_large=is_large)
        except SourceUnavailable as error:
            if error.code not in _ONE_BAD_MAIL:
                raise
            results = [self._read_alone(header, is_large=is_large) for header in headers]
            if len(headers) > 1 and all(isinstance(result, UnreadableMail) for result in results):
                # The server fails, not a mail: nothing may be put aside as unreadable.
                raise
            yield from filter(None, results)
        else:
            yield from mails

    def _read_alone(self, header: MailHeader, *, is_large: bool) -> FetchedMail | UnreadableMail | None:
        """Return the mail, or None when it is gone."""
        try:
            return next(iter(self._read_at_once([header], is_large=is_large)), None)
        except SourceUnavailable as error:
            if error.code not in _ONE_BAD_MAIL:
                raise
            # A server may say NO for a mail that was deleted a moment ago (RFC 2180, 4.1): that is no bad mail.
            return UnreadableMail(header.uid, str(error)) if self._fetch([header.uid], ["RFC822.SIZE"]) else None

    def _read_at_once(self, headers: Sequence[MailHeader], *, is_large: bool) -> list[FetchedMail]:
        items = ["BODYSTRUCTURE", "BODY.PEEK[HEADER]"] if is_large else ["BODY.PEEK[]"]
        answers = self._fetch([header.uid for header in headers], items)
        found = [(header, answers[header.uid]) for header in headers if header.uid in answers]
        return [
            read_mail(one, answer, self._read_parts(one.uid, answer) if is_large else None) for one, answer in found
        ]

    def _read_parts(self, uid: int, answer: Mapping[bytes, Any]) -> tuple[Part, ...]:
        """Read the headers of all parts of a large mail, and the beginning of its texts."""
        structure = answer[b"BODYSTRUCTURE"]
        parts: list[Part] = []
        for group in slices(list_parts(structure), _PARTS_AT_ONCE):
            items = [f"BODY.PEEK[{part.number}.MIME]" for part in group]
            items += [f"BODY.PEEK[{part.number}]<0.{_TEXT_PART_MAX_BYTES}>" for part in group if part.is_text]
            found = self._fetch([uid], items).get(uid, {})
            parts += [
                fetched_part(
                    part.number,
                    body_item(found, f"{part.number}.MIME]") if structure.is_multipart else body_item(answer),
                    body_item(found, f"{part.number}]") if part.is_text else None,
                    size_bytes=part.size_bytes,
                    alternative=part.alternative,
                )
                for part in group
            ]
        return tuple(parts)

    def _connect(self) -> "_Connection":
        """Return a connection with TLS, logged in, with the examined folder open again."""
        connection = self._open()
        try:
            if self._is_starttls and self._tls is not None:
                self._secure(connection, self._tls)
            self._log_in(connection)
            connection.introduce(self._contact)
            if self._folder is not None:
                _require_same(self._folder, connection.examine(self._folder.name))
        except BaseException:
            shut(connection)
            raise
        return connection

    def _open(self) -> "_Connection":
        try:
            return _Connection(
                self._host, self._port, None if self._is_starttls else self._tls, self._clock, self.meter
            )
        except (imaplib.IMAP4.abort, CommandTooSlow):
            raise
        except imaplib.IMAP4.error as error:
            raise self._login_refused(error) from error
        except (OSError, UnicodeError, OverflowError) as error:
            raise explain_connecting(error, self._host, self._port) from error

    def _secure(self, connection: "_Connection", tls: ssl.SSLContext) -> None:
        if not connection.has_capability("STARTTLS"):
            raise SourceRefused(
                "The mail server offers no STARTTLS.",
                remedy="Set BOO_SALES_IMAP_SECURITY to ssl and BOO_SALES_IMAP_PORT to 993.",
                code="no_starttls",
            )
        try:
            connection.starttls(tls)
        except ssl.SSLError as error:
            raise explain_connecting(error, self._host, self._port) from error

    def _log_in(self, connection: "_Connection") -> None:
        """Log in with the spelling of the password that the server takes."""
        for password in self._passwords:
            try:
                connection.log_in(self._user, password)
            except imaplib.IMAP4.abort:
                raise
            except imaplib.IMAP4.error as error:
                failure = self._login_refused(error)
                if failure.code != "bad_credentials" or password == self._passwords[-1]:
                    # The server's own words may hold what was sent.
                    raise failure from None
            else:
                return

    def _login_refused(self, error: Exception) -> SourceError:
        return explain_answer(error, at_login=True, secrets=self._passwords)


class _Connection(IMAPClient):  # type: ignore[misc]  # imapclient has no types
    """An IMAPClient on bounded sockets, quiet about what it sends."""

    def __init__(self, host: str, port: int, tls: ssl.SSLContext | None, clock: CommandClock, meter: Meter) -> None:
        self._bounds = (tls, clock, meter)
        timeout = SocketTimeout(connect=clock.connect_seconds, read=clock.read_seconds)
        super().__init__(host, port, ssl=tls is not None, ssl_context=tls, timeout=timeout)
        self.normalise_times = False
        # IMAPClient turns on imaplib's log of every line, with the account's name and the labels in it.
        self._imap.debug = 0

    def _create_IMAP4(self) -> BoundedIMAP4:
        return BoundedIMAP4(self.host, self.port, *self._bounds)

    @property
    def is_throttled(self) -> bool:
        return bool(self._imap.throttled)

    def log_in(self, user: str, password: str) -> None:
        """Log in. LOGIN takes ASCII only; other letters go through AUTHENTICATE PLAIN (RFC 4616)."""
        try:
            if f"{user}{password}".isascii():
                self.login(user, password)
            else:
                self.plain_login(user, password)
        except imaplib.IMAP4.error as error:
            # IMAPClient reports a connection that broke during LOGIN as a refused login.
            if isinstance(error.__context__, imaplib.IMAP4.abort):
                raise error.__context__ from None
            raise

    def introduce(self, contact: str) -> None:
        """Tell who we are (ID), and ask for change numbers (CONDSTORE), where the server knows these."""
        if self.has_capability("ID"):
            self.id_({"name": "customer-conversations"} | ({"contact": contact} if contact else {}))
        if self.has_capability("ENABLE") and self.has_capability("CONDSTORE"):
            self.enable("CONDSTORE")

    def examine(self, folder: str) -> FolderState:
        """Open a folder with EXAMINE."""
        found = self.select_folder(folder, readonly=True)
        return FolderState(
            name=folder,
            uid_validity=int(found[b"UIDVALIDITY"]),
            uid_next=int(found[b"UIDNEXT"]),
            exists=int(found[b"EXISTS"]),
            highest_modseq=found.get(b"HIGHESTMODSEQ"),
        )

    def fetch_items(self, uids: Sequence[int], items: Sequence[str]) -> dict[int, dict[bytes, Any]]:
        """Fetch, with Gmail's labels decoded: they come in modified UTF-7, and "2024" comes as a number."""
        answers: dict[int, dict[bytes, Any]] = self.fetch(uids, items)
        for answer in answers.values():
            if labels := answer.get(b"X-GM-LABELS"):
                answer[b"X-GM-LABELS"] = [
                    decode_utf7(label) if isinstance(label, bytes) else str(label) for label in labels
                ]
        return answers


def _require_same(before: FolderState, now: FolderState) -> None:
    if now.uid_validity != before.uid_validity:
        raise SourceUnavailable(
            "The folder was numbered anew while it was read.",
            remedy="The next run reads it from the beginning.",
            code="folder_renumbered",
        )
