"""manage.py check_setup."""

from dataclasses import asdict
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from boo_site.setup_check import Finding, State, check_setup, is_ready
from interactions.management.plain import PlainCommand

STYLES = {
    State.OK: "green",
    State.NOTE: "yellow",
    State.NOT_CONFIGURED: "yellow",
    State.OFF: "dim",
    State.FAILED: "bold red",
}


class Command(PlainCommand):
    """Try the database, the schema, LiveChat and the mailbox; say what each found and what to do. Changes nothing."""

    help = (
        "Try the database, LiveChat and the mailbox with the settings as they are, and say what to do where it fails."
    )
    requires_system_checks = []
    needs_tables = False

    def handle(self, *args: Any, **options: Any) -> None:
        """Check and report; exit 1 unless everything that is configured works and a source is configured."""
        findings = check_setup()
        ready = is_ready(findings)
        if options["json"]:
            self.print_json({"ready": ready, "findings": [asdict(finding) for finding in findings]})
        else:
            Console(file=self.stdout._out).print(as_table(findings))  # type: ignore[arg-type]
            self.stdout.write(verdict(findings, ready=ready))
        if not ready:
            raise SystemExit(1)


def as_table(findings: list[Finding]) -> Table:
    """Return the findings with their remedies below them."""
    table = Table(box=None, pad_edge=False, show_header=False)
    for finding in findings:
        told = Text(finding.found)
        if finding.remedy:
            told.append(f"\n→ {finding.remedy}", style="italic")
        table.add_row(Text(finding.state, style=STYLES[finding.state]), finding.name, told)
    return table


def verdict(findings: list[Finding], *, ready: bool) -> str:
    """Say in a line what to do next."""
    if ready:
        return "\nReady. Pull the last twelve months: manage.py sync_livechat --full, manage.py sync_email --full"
    failed = sum(finding.state == State.FAILED for finding in findings)
    if failed:
        return f"\nNot ready: {failed} to mend, see the arrows above."
    return "\nNot ready: no source is configured yet. Start with docs/credentials.md, or try: manage.py demo"
