"""manage.py categorize_interactions."""

import sys
import time
from typing import Any

from django.core.management.base import CommandParser
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from interactions.management.plain import PlainCommand
from interactions.recategorize import Tally, count_due, distribution, recategorize
from interactions.second_opinion import ask_about_the_rest

MOVES_LISTED = 20


class Command(PlainCommand):
    """Judge interactions whose customer has written since they were last judged. Staff's choices are never changed."""

    help = "Give new and changed conversations a category, a sentiment and a priority. Staff's own choices stay."

    def add_arguments(self, parser: CommandParser) -> None:
        """Add what to judge and what to show."""
        super().add_arguments(parser)
        parser.add_argument("--reprocess", action="store_true", help="judge all conversations again, not just new ones")
        parser.add_argument(
            "--outdated", action="store_true", help="judge again what another version of the classifier judged"
        )
        parser.add_argument("--show", action="store_true", help="only show how many conversations each category has")

    def handle(self, *args: Any, **options: Any) -> None:
        """Categorise, or only show; report."""
        as_json = options["json"]
        shown: dict[str, Any] = {}
        if not options["show"]:
            started = time.monotonic()
            is_shown = self.shows_progress and not as_json
            tally = self.judge(reprocess=options["reprocess"], outdated=options["outdated"], shown=is_shown)
            opinions = ask_about_the_rest()
            shown = tally.to_json() | {"seconds": round(time.monotonic() - started, 3)}
            shown |= {"claude": opinions.to_json()} if opinions else {}
            if not as_json:
                self.stdout.write(in_words(shown))
        if as_json:
            shown["categories"] = [{"category": name, "count": count} for name, count in distribution()]
            self.print_json(shown)
        elif options["show"]:
            self.show()

    def judge(self, *, reprocess: bool, outdated: bool, shown: bool) -> Tally:
        """Categorise with a progress bar for a person who watches."""
        columns = (TextColumn("conversations"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
        with Progress(*columns, console=Console(file=sys.stderr), disable=not shown) as bar:
            total = count_due(reprocess=reprocess, outdated=outdated) if shown else None
            task = bar.add_task("", total=total)
            return recategorize(
                reprocess=reprocess,
                outdated=outdated,
                on_progress=lambda tally: bar.update(task, completed=tally.judged),
            )

    def show(self) -> None:
        """Show each category with its share."""
        rows = distribution()
        total = sum(count for _, count in rows)
        if not total:
            self.stdout.write("No conversations yet. Sync first: manage.py sync_livechat")
        for name, count in rows:
            self.stdout.write(f"{name or '(no category)':<20} {count:>9,}  {count / total:6.1%}")


def in_words(shown: dict[str, Any]) -> str:
    """Say what a categorising did."""
    lines = [
        f"{shown['judged']:,} judged in {shown['seconds']:,.1f} s: {shown['changed']:,} changed, "
        f"{shown['kept_by_staff']:,} left as staff chose, {shown['without_category']:,} without a category."
    ]
    if shown["waiting"]:
        lines.append(f"{shown['waiting']:,} have another priority because of how long their customers have waited.")
    if told := shown.get("claude"):
        lines.append(claude_in_words(told))
    moves = [move for move in shown["moves"] if move["from"]]
    for move in moves[:MOVES_LISTED]:
        lines.append(f"  {move['from']} → {move['to'] or '(no category)'}: {move['count']:,}")
    if len(moves) > MOVES_LISTED:
        lines.append(f"  and {len(moves) - MOVES_LISTED} other moves (--json lists all)")
    return "\n".join(lines)


def claude_in_words(told: dict[str, Any]) -> str:
    """Say what asking Claude came to."""
    text = (
        f"Claude was asked about {told['asked']:,}: {told['answered']:,} have a category by it, "
        f"{told['unsure']:,} it wasn't sure of, {told['refused']:,} answers were not taken."
    )
    if told["not_sent"]:
        text += f" {told['not_sent']:,} were not sent: they say too little, or speak to the machine."
    if told["ended"]:
        text += f" {told['ended']}"
    return text + (f" {told['open']:,} are still to be asked about." if told["open"] else "")
