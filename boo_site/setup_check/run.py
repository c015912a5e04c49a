"""Run the checks side by side, within one deadline."""

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from threading import Thread

from django.conf import settings
from django.db import connections

from boo_site.setup_check.database import check_database
from boo_site.setup_check.findings import Finding, State
from boo_site.setup_check.livechat import check_livechat
from boo_site.setup_check.mailbox import check_mailbox

DEADLINE_SECONDS = 14.0

type Check = Callable[[], Iterable[Finding]]

CHECKS: tuple[tuple[str, Check], ...] = (
    ("database", check_database),
    ("LiveChat", check_livechat),
    ("mailbox", check_mailbox),
)
SOURCES = ("LiveChat", "mailbox")


def check_setup() -> list[Finding]:
    """Try everything at once and return the findings, in the order of the parts. Takes 14 seconds at most."""
    running = [_Running(name, check) for name, check in CHECKS]
    ends_at = time.monotonic() + DEADLINE_SECONDS
    for one in running:
        one.thread.join(max(ends_at - time.monotonic(), 0))
    return [*(finding for one in running for finding in one.told()), *_features()]


def is_ready(findings: Sequence[Finding]) -> bool:
    """Say whether the system can work: nothing failed, and at least one source is configured."""
    configured = [f for f in findings if f.name in SOURCES and f.state != State.NOT_CONFIGURED]
    return bool(configured) and not any(finding.state == State.FAILED for finding in findings)


class _Running:
    """A check in a thread of its own, which doesn't keep the command from ending."""

    def __init__(self, name: str, check: Check) -> None:
        self.name, self.check = name, check
        self.findings: list[Finding] = []
        self.error: Exception | None = None
        self.thread = Thread(target=self._collect, name=f"check {name}", daemon=True)
        self.thread.start()

    def _collect(self) -> None:
        try:
            for finding in self.check():
                self.findings.append(finding)
        except Exception as error:  # noqa: BLE001 -- told as a finding, with the other checks' findings
            self.error = error
        finally:
            connections.close_all()

    def told(self) -> Iterator[Finding]:
        """Yield what was found so far, and why it is not more."""
        yield from list(self.findings)
        if self.thread.is_alive():
            yield Finding(self.name, State.FAILED, "No answer in time.", "Check the network from this machine to it.")
        elif self.error:
            found = f"The check itself failed ({type(self.error).__name__})."
            yield Finding(self.name, State.FAILED, found, "Run it again; if it stays, report this line.")


def _features() -> Iterator[Finding]:
    for name, is_set in settings.OPTIONAL_FEATURES.items():
        if not is_set:
            yield Finding(name, State.OFF, "Optional, and not set up.")
