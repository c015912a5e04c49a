"""The text of a private Dovecot's configuration. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from tests.servers.dovecot.certificates import Certificate

# Names as a German provider gives them: a client has to find folders by their special-use flags (RFC 6154).
PLAIN_FOLDERS: Mapping[str, str] = {
    "INBOX": "",
    "Gesendete Objekte": r"\Sent",
    "Entwürfe": r"\Drafts",
    "Papierkorb": r"\Trash",
    "Spam": r"\Junk",
}
GMAIL_FOLDERS: Mapping[str, str] = {
    "INBOX": "",
    "[Google Mail]/Alle Nachrichten": r"\All",
    "[Google Mail]/Gesendet": r"\Sent",
    "[Google Mail]/Entwürfe": r"\Drafts",
    "[Google Mail]/Papierkorb": r"\Trash",
    "[Google Mail]/Spam": r"\Junk",
}
VIRTUAL_PREFIX = "Archiv/"
VIRTUAL_ALL = "Alle Nachrichten"


@dataclass(frozen=True, slots=True)
class Layout:
    """Where a server keeps its files; all below `root`."""

    root: Path

    @property
    def config_file(self) -> Path:
        return self.root / "dovecot.conf"

    @property
    def run(self) -> Path:
        return self.root / "run"

    @property
    def log_file(self) -> Path:
        return self.root / "dovecot.log"

    @property
    def passwords(self) -> Path:
        return self.root / "passwords"

    @property
    def certificates(self) -> Path:
        return self.root / "certificates"

    @property
    def mail(self) -> Path:
        return self.root / "mail"

    @property
    def maildir(self) -> Path:
        return self.mail / "Maildir"

    @property
    def virtual(self) -> Path:
        return self.mail / "virtual"


@dataclass(frozen=True, slots=True)
class Accounts:
    """The system accounts that the server's processes run as."""

    mail: str
    mail_group: str
    internal: str
    internal_group: str
    login: str


@dataclass(frozen=True, slots=True)
class Ports:
    """Loopback ports: TLS from the start, and plain text that may turn to TLS (STARTTLS)."""

    imaps: int
    imap: int


def configuration(
    layout: Layout,
    accounts: Accounts,
    ports: Ports,
    certificate: Certificate,
    folders: Mapping[str, str],
    virtual: bool,
) -> str:
    """Return dovecot.conf. At most 15 connections for one user, as Gmail allows; a wrong password costs no time."""
    namespaces = _main_namespace(layout, folders) + (_virtual_namespace(layout) if virtual else "")
    return f"""
base_dir = {layout.run}
state_dir = {layout.run}
log_path = {layout.log_file}
protocols = imap
listen = 127.0.0.1
ssl = yes
ssl_cert = <{certificate.cert_file}
ssl_key = <{certificate.key_file}
auth_mechanisms = plain login
auth_failure_delay = 0
mail_max_userip_connections = 15
default_internal_user = {accounts.internal}
default_internal_group = {accounts.internal_group}
default_login_user = {accounts.login}
first_valid_uid = 1
mail_fsync = never
mail_home = {layout.mail}
mail_plugins = {"virtual" if virtual else ""}
passdb {{
  driver = passwd-file
  args = scheme=plain username_format=%u {layout.passwords}
}}
userdb {{
  driver = static
  args = uid={accounts.mail} gid={accounts.mail_group}
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {ports.imap}
  }}
  inet_listener imaps {{
    port = {ports.imaps}
    ssl = yes
  }}
}}
service anvil {{
  chroot =
  unix_listener anvil-auth-penalty {{
    mode = 0
  }}
}}
service stats {{
  chroot =
}}
{namespaces}"""


def _main_namespace(layout: Layout, folders: Mapping[str, str]) -> str:
    location = f"maildir:{layout.maildir}:LAYOUT=fs:INBOX={layout.maildir}/INBOX:INDEX={layout.mail}/index:UTF-8"
    mailboxes = "".join(_mailbox(name, flag, "subscribe") for name, flag in folders.items() if name != "INBOX")
    return f"namespace inbox {{\n  inbox = yes\n  separator = /\n  location = {location}\n{mailboxes}}}\n"


def _virtual_namespace(layout: Layout) -> str:
    location = f"virtual:{layout.virtual}:INDEX={layout.mail}/virtual-index"
    mailbox = _mailbox(VIRTUAL_ALL, r"\All", "no")
    return f"namespace virtual {{\n  prefix = {VIRTUAL_PREFIX}\n  separator = /\n  location = {location}\n{mailbox}}}\n"


def _mailbox(name: str, flag: str, auto: str) -> str:
    special_use = f"    special_use = {flag}\n" if flag else ""
    return f'  mailbox "{name}" {{\n    auto = {auto}\n{special_use}  }}\n'
