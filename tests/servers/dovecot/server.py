"""A private Dovecot: its own folder, ports, certificates and mailbox, on loopback. Runs as root or as anybody."""

import base64
import contextlib
import getpass
import grp
import os
import pwd
import shutil
import signal
import socket
import ssl
import subprocess
import tempfile
import time
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from imapclient import IMAPClient

from tests.servers.dovecot.certificates import Certificate, Certificates, make_certificates
from tests.servers.dovecot.configuration import (
    PLAIN_FOLDERS,
    VIRTUAL_ALL,
    VIRTUAL_PREFIX,
    Accounts,
    Layout,
    Ports,
    configuration,
)
from tests.servers.dovecot.maildir import Maildir

_SEARCH_PATH = f"{os.environ.get('PATH', '')}{os.pathsep}/usr/sbin{os.pathsep}/usr/local/sbin"
_START_SECONDS = 15
_GRACE_SECONDS = 1
_ATTEMPTS = 3
_DEFAULT_DATE = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)


def missing_program() -> str | None:
    """Return why no Dovecot can be started here, or None."""
    if shutil.which("dovecot", path=_SEARCH_PATH) is None:
        return "dovecot is not installed (Debian: dovecot-imapd)"
    return None


class DovecotServer:
    """One mailbox on a real IMAP server.

    `folders` maps names to special-use flags. `virtual_all` adds a folder flagged \\All over INBOX and Sent, with UIDs
    of its own, in place of a real one. The folder with everything is removed at the end.
    """

    host = "localhost"
    user = "sales@example.com"
    password = "abcdefghijklmnop"  # shaped like a Gmail app password

    def __init__(
        self,
        *,
        folders: Mapping[str, str] = PLAIN_FOLDERS,
        virtual_all: bool = False,
        password: str = password,
        certificate: str = "server",
    ) -> None:
        self.password = password
        self.folders = dict(folders)
        self._virtual = virtual_all
        self._certificate_name = certificate
        self._process: subprocess.Popen[bytes] | None = None
        self._accounts, owner = _accounts()
        # Short and open to the server's accounts: pytest's own folders are neither, and a socket's path is limited.
        self.layout = Layout(Path(tempfile.mkdtemp(prefix="dovecot-")))
        self._maildir = Maildir(self.layout.maildir, owner)
        self.ports = Ports(0, 0)
        self._prepare()

    def __enter__(self) -> Self:
        try:
            self.start()
        except BaseException:
            self.remove()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.kill()
        self.remove()

    @property
    def all_folder(self) -> str:
        """The folder flagged \\All."""
        if self._virtual:
            return f"{VIRTUAL_PREFIX}{VIRTUAL_ALL}"
        return self.folder_flagged(r"\All")

    def folder_flagged(self, flag: str) -> str:
        """Return the real folder with that special-use flag."""
        return next(name for name, special_use in self.folders.items() if special_use == flag)

    @property
    def port(self) -> int:
        """The port that speaks TLS from the start."""
        return self.ports.imaps

    @property
    def starttls_port(self) -> int:
        """The port that speaks plain text and offers STARTTLS."""
        return self.ports.imap

    @property
    def ca_file(self) -> Path:
        return self.certificates.ca_file

    def start(self) -> None:
        """Start on free ports, or on the former ones after a stop."""
        for attempt in range(_ATTEMPTS):
            if self.ports.imaps == 0:
                self.ports = Ports(*_free_ports(2))
            self._write_configuration()
            self._process = self._launch()
            if self._is_ready():
                return
            self.stop()
            if attempt < _ATTEMPTS - 1:
                self.ports = Ports(0, 0)
        raise RuntimeError(f"Dovecot didn't start:\n{self.log()}")

    def stop(self) -> None:
        """End the server and every connection. Safe to call twice."""
        self._end(signal.SIGTERM)

    def kill(self) -> None:
        """End the server as a power cut would: kill -9 on every process."""
        self._end(signal.SIGKILL)

    def restart(self) -> None:
        """Stop and start again: same ports, same mail."""
        self.stop()
        self.start()

    def remove(self) -> None:
        """Delete the server's folder."""
        shutil.rmtree(self.layout.root)

    def kick(self) -> None:
        """Drop the user's connections; the client reads "Server shutting down."."""
        self.doveadm("kick", self.user)

    def deliver(
        self,
        raw: bytes,
        folder: str = "INBOX",
        internal_date: datetime = _DEFAULT_DATE,
        flags: Iterable[str] = (),
    ) -> None:
        """Put a mail into a folder that exists. Use CRLF in `raw` to get the very same bytes back."""
        self._maildir.deliver(raw, folder, internal_date, flags)

    def create(self, folder: str) -> None:
        """Create a folder; its name may hold any letter."""
        with self.session() as client:
            client.create_folder(folder)

    def move(self, uid: int, folder: str, target: str) -> None:
        """Move a mail as another mail program does."""
        with self.session(folder) as client:
            client.move([uid], target)

    def delete(self, uid: int, folder: str = "INBOX") -> None:
        """Delete a mail for good."""
        with self.session(folder) as client:
            client.delete_messages([uid])
            client.expunge([uid])

    def flag(self, uid: int, *flags: str, folder: str = "INBOX") -> None:
        """Add flags to a mail, \\Seen for instance."""
        with self.session(folder) as client:
            client.add_flags([uid], flags)

    def flags(self, folder: str = "INBOX") -> dict[int, frozenset[str]]:
        """Return the flags of every mail by UID, \\Recent left out: it tells of sessions, not of the mail."""
        with self.session(folder, readonly=True) as client:
            found = client.fetch(client.search(), ["FLAGS"])
        return {
            uid: frozenset(flag.decode() for flag in items[b"FLAGS"] if flag != rb"\Recent")
            for uid, items in found.items()
        }

    def message_ids(self, folder: str = "INBOX") -> dict[int, str]:
        """Return the Message-ID of every mail by UID, without angle brackets."""
        with self.session(folder, readonly=True) as client:
            found = client.fetch(client.search(), ["ENVELOPE"])
        return {
            uid: (items[b"ENVELOPE"].message_id or b"").decode(errors="replace").strip("<> ")
            for uid, items in found.items()
        }

    def uid_validity(self, folder: str = "INBOX") -> int:
        """Return the folder's UIDVALIDITY."""
        with self.session() as client:
            return int(client.folder_status(folder, ["UIDVALIDITY"])[b"UIDVALIDITY"])

    def bump_uid_validity(self, folder: str = "INBOX") -> int:
        """Give the folder a new UIDVALIDITY, as a restored mailbox has; return it."""
        value = self.uid_validity(folder) + 1
        self.doveadm("mailbox", "update", "-u", self.user, "--uid-validity", str(value), folder)
        return value

    @contextlib.contextmanager
    def session(self, folder: str | None = None, *, readonly: bool = False) -> Iterator[Any]:
        """A mail program of the shop's staff: a logged-in IMAPClient, with `folder` selected."""
        with IMAPClient(self.host, self.port, ssl_context=self.client_context(), timeout=10) as client:
            client.normalise_times = False
            client.login(self.user, self.password)
            if folder is not None:
                client.select_folder(folder, readonly=readonly)
            yield client

    def client_context(self) -> ssl.SSLContext:
        """Return a TLS context that trusts this server's authority."""
        return ssl.create_default_context(cafile=self.ca_file)

    def doveadm(self, *arguments: str) -> str:
        """Run Dovecot's own administration command against this server; return what it printed."""
        program = shutil.which("doveadm", path=_SEARCH_PATH)
        command = [str(program), "-c", str(self.layout.config_file), *arguments]
        return subprocess.run(command, check=True, capture_output=True, text=True, timeout=30).stdout

    def log(self) -> str:
        """Return what the server logged."""
        return self.layout.log_file.read_text(errors="replace") if self.layout.log_file.exists() else ""

    def _prepare(self) -> None:
        self.layout.root.chmod(0o755)
        for path in (self.layout.run, self.layout.certificates, self.layout.mail):
            path.mkdir()
        self.certificates: Certificates = make_certificates(self.layout.certificates)
        # Written as UTF-8 in base64: a password may hold any letter, the file's separator too.
        secret = base64.b64encode(self.password.encode()).decode()
        self.layout.passwords.write_text(f"{self.user}:{{PLAIN.b64}}{secret}\n")
        self.layout.passwords.chmod(0o644)
        for folder in self.folders:
            self._maildir.create(folder)
        if self._virtual:
            self._prepare_virtual_folder()
        self._maildir.give_all(self.layout.mail)

    def _prepare_virtual_folder(self) -> None:
        """Describe the virtual folder: https://doc.dovecot.org/2.3/configuration_manual/virtual_plugin/."""
        path = self.layout.virtual / VIRTUAL_ALL
        path.mkdir(parents=True)
        (path / "dovecot-virtual").write_text(f"INBOX\n{self.folder_flagged(r'\Sent')}\n  all\n")

    def _write_configuration(self) -> None:
        certificate: Certificate = getattr(self.certificates, self._certificate_name)
        text = configuration(self.layout, self._accounts, self.ports, certificate, self.folders, self._virtual)
        self.layout.config_file.write_text(text)

    def _launch(self) -> subprocess.Popen[bytes]:
        dovecot = str(shutil.which("dovecot", path=_SEARCH_PATH))
        # The kernel ends the server when the thread that started it ends, be it by kill -9.
        command = ["setpriv", "--pdeathsig", "TERM", dovecot, "-F", "-c", str(self.layout.config_file)]
        # A session of its own: stop and kill reach every process of the server, and none but those.
        return subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )

    def _is_ready(self) -> bool:
        """Wait until both ports greet; False if the server ended instead."""
        deadline = time.monotonic() + _START_SECONDS
        while time.monotonic() < deadline and self._process is not None and self._process.poll() is None:
            if _greets(self.ports.imap):
                return True
            time.sleep(0.02)
        return False

    def _end(self, sign: signal.Signals) -> None:
        """Signal every process of the server, not the master alone: it would give the others a second to end."""
        process, self._process = self._process, None
        if process is None:
            return
        _signal_group(process.pid, sign)
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(_GRACE_SECONDS)
        _signal_group(process.pid, signal.SIGKILL)
        process.wait()
        deadline = time.monotonic() + _START_SECONDS
        while _listens(self.ports.imaps) and time.monotonic() < deadline:
            time.sleep(0.01)


def _signal_group(group: int, sign: signal.Signals) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.killpg(group, sign)


def _listens(port: int) -> bool:
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=1):
            return True
    except OSError:
        return False


def _greets(port: int) -> bool:
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=1) as connection:
            return connection.recv(16).startswith(b"* OK")
    except OSError:
        return False


def _free_ports(count: int) -> tuple[int, ...]:
    with contextlib.ExitStack() as stack:
        sockets = [stack.enter_context(socket.socket()) for _ in range(count)]
        for sock in sockets:
            sock.bind(("127.0.0.1", 0))
        return tuple(sock.getsockname()[1] for sock in sockets)


def _accounts() -> tuple[Accounts, tuple[int, int] | None]:
    """Return who the processes run as, and the mail files' owner if that is another account than ours.

    Dovecot never serves mail as root, so root hands the mail to nobody. Anybody else runs all of it as himself.
    """
    if os.geteuid() == 0:
        nobody = pwd.getpwnam("nobody")
        group = grp.getgrgid(nobody.pw_gid).gr_name
        accounts = Accounts("nobody", group, internal="dovecot", internal_group="dovecot", login="dovenull")
        return accounts, (nobody.pw_uid, nobody.pw_gid)
    name = getpass.getuser()
    group = grp.getgrgid(os.getegid()).gr_name
    return Accounts(name, group, internal=name, internal_group=group, login=name), None
