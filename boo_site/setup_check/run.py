"""Run the checks side by side, within one deadline."""

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from threading import Thread

from django.conf import settings
from django.db import connections

from boo_site.logs import Redactor
from boo_site.setup_check.database import check_database, late_database
from boo_site.setup_check.findings import Finding, State
from boo_site.setup_check.livechat import check_livechat
from boo_site.setup_check.mailbox import check_mailbox

DEADLINE_SECONDS = 7.0
"""How long the checks may take; with the start of the command, the whole stays under 15 seconds."""


def late(name: str, setting: str) -> Callable[[], Finding]:
    """Return what to say of a check that didn't end in time."""
    remedy = f"Check {setting}, and the network from this machine to it (firewall, proxy)."
    return lambda: Finding(name, State.FAILED, "No answer in time.", remedy)


@dataclass(frozen=True, slots=True)
class Check:
    """A part to check, what to run for it, and what to say where that takes too long."""

    name: str
    run: Callable[[], Iterable[Finding]]
    late: Callable[[], Finding]


CHECKS = (
    Check("database", check_database, late_database),
    Check("LiveChat", check_livechat, late("LiveChat", "BOO_LIVECHAT_API_URL")),
    Check("mailbox", check_mailbox, late("mailbox", "BOO_SALES_IMAP_HOST and BOO_SALES_IMAP_PORT")),
)
SOURCES = ("LiveChat", "mailbox")


def check_setup() -> list[Finding]:
    """Try everything at once and return the findings, in the order of the parts. Takes 7 seconds at most."""
    ends_at = time.monotonic() + DEADLINE_SECONDS
    running = [_Running(check) for check in CHECKS]
    for one in running:
        one.thread.join(max(ends_at - time.monotonic(), 0))
    redact = Redactor(settings.SECRETS)
    findings = [*(finding for one in running for finding in one.told()), *_features()]
    return [replace(finding, found=redact.secrets(finding.found)) for finding in findings]


def is_ready(findings: Sequence[Finding]) -> bool:
    """Say whether the system can work: nothing failed, and at least one source is configured."""
    configured = [f for f in findings if f.name in SOURCES and f.state != State.NOT_CONFIGURED]
    return bool(configured) and not any(finding.state == State.FAILED for finding in findings)


class _Running:
    """A check in a thread of its own, which doesn't keep the command from ending."""

    def __init__(self, check: Check) -> None:
        self.check = check
        self.findings: list[Finding] = []
        self.error: Exception | None = None
        self.thread = Thread(target=self._collect, name=f"check {check.name}", daemon=True)
        self.thread.start()

    def _collect(self) -> None:
        try:
            for finding in self.check.run():
                self.findings.append(finding)
        except Exception as error:  # noqa: BLE001 -- told as a finding, with the other checks' findings
            self.error = error
        finally:
            connections.close_all()

    def told(self) -> Iterator[Finding]:
        """Yield what was found so far, and why it is not more."""
        yield from list(self.findings)
        if self.thread.is_alive():
            yield self.check.late()
        elif self.error:
            found = f"The check itself failed ({type(self.error).__name__})."
            yield Finding(self.check.name, State.FAILED, found, "Run it again; if it stays, report this line.")


def _features() -> Iterator[Finding]:
    for name, is_set in settings.OPTIONAL_FEATURES.items():
        if not is_set:
            yield Finding(name, State.OFF, "Optional, and not set up.")
