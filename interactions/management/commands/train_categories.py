"""manage.py train_categories."""

from dataclasses import asdict
from typing import Any

from django.core.management.base import CommandParser

from interactions.category_training import NothingToTrainWith, Training, rebuild_shipped, train_categories
from interactions.management.plain import PlainCommand


class Command(PlainCommand):
    """Learn categories from the shipped examples and from what staff chose. Staff's own choices stay as they are."""

    help = "Learn categories from the shipped examples and staff's own choices; used only if no worse than before."

    def add_arguments(self, parser: CommandParser) -> None:
        """Add the rebuilding of what the project ships."""
        super().add_arguments(parser)
        parser.add_argument(
            "--rebuild-shipped", action="store_true", help="write the project's own weights from its examples alone"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Train and report."""
        try:
            if options["rebuild_shipped"]:
                self.rebuild(as_json=options["json"])
                return
            trained = train_categories()
        except NothingToTrainWith as error:
            self.fail(str(error), as_json=options["json"])
        if options["json"]:
            self.print_json(asdict(trained))
        else:
            self.stdout.write(in_words(trained))

    def rebuild(self, *, as_json: bool) -> None:
        """Write the weights that the project ships."""
        files = [str(path) for path in rebuild_shipped()]
        if as_json:
            self.print_json({"files": files})
        else:
            self.stdout.write("\n".join(["Wrote", *files]))


def in_words(trained: Training) -> str:
    """Say what a training gave."""
    scores = trained.scores
    lines = [
        f"Learned from {trained.shipped:,} shipped and {trained.confirmed:,} confirmed conversations "
        f"in {trained.seconds:,.1f} s: {trained.version}, for {trained.encoder}.",
        f"Cross-validated: {scores['coverage']:.1%} answered, {scores['accuracy_of_answered']:.1%} of those rightly; "
        f"best guess {scores['best_guess_accuracy']:.1%}.",
        f"{'In use' if trained.is_active else 'Kept, not in use'}: {trained.note}",
    ]
    if trained.left_out:
        few = ", ".join(f"{name} ({count})" for name, count in trained.left_out.items())
        lines.append(f"Too few conversations to learn from: {few}.")
    return "\n".join(lines)
