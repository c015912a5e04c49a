"""manage.py check_setup."""

import time
from dataclasses import asdict
from typing import Any

from boo_site.setup_check import Finding, State, check_setup, is_ready
from interactions.management.plain import PlainCommand


class Command(PlainCommand):
    """Try the database, the schema, LiveChat and the mailbox; say what each found and what to do. Changes nothing."""

    help = (
        "Try the database, LiveChat and the mailbox with the settings as they are, and say what to do where it fails."
    )
    requires_system_checks = []
    needs_tables = False

    def handle(self, *args: Any, **options: Any) -> None:
        """Check and report; exit 1 unless everything that is configured works and a source is configured."""
        began = time.monotonic()
        findings = check_setup()
        seconds = round(time.monotonic() - began, 1)
        ready = is_ready(findings)
        if options["json"]:
            shown = [asdict(finding) for finding in findings]
            self.print_json({"ready": ready, "seconds": seconds, "findings": shown})
        else:
            for finding in findings:
                self.stdout.write(self.line(finding))
            self.stdout.write(verdict(findings, ready=ready))
        if not ready:
            raise SystemExit(1)

    def line(self, finding: Finding) -> str:
        """Return the finding in a line, and its remedy in one below."""
        styles = {State.OK: self.style.SUCCESS, State.FAILED: self.style.ERROR}
        state = styles.get(finding.state, self.style.WARNING)(f"{finding.state:<15}")
        remedy = f"\n{'':<15}→ {finding.remedy}" if finding.remedy else ""
        return f"{state}{finding.name}: {finding.found}{remedy}"


def verdict(findings: list[Finding], *, ready: bool) -> str:
    """Say in a line what to do next."""
    if ready:
        return "\nReady. Pull the last twelve months: manage.py sync_livechat --full, manage.py sync_email --full"
    failed = sum(finding.state == State.FAILED for finding in findings)
    if failed:
        return f"\nNot ready: {failed} to mend, see the arrows above."
    return "\nNot ready: no source is configured yet. Start with docs/credentials.md, or try: manage.py demo"
