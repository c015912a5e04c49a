"""manage.py setup_schedules."""

from typing import Any

from boo_site.schedules import set_up_schedules
from interactions.management.plain import PlainCommand


class Command(PlainCommand):
    """Create the scheduled jobs that are missing; leave times and switches that staff changed."""

    help = "Create the scheduled jobs that are missing and correct what they call. `manage.py qcluster` runs them."

    def handle(self, *args: Any, **options: Any) -> None:
        """Set up and say what changed."""
        changes = set_up_schedules()
        if options["json"]:
            self.print_json({"jobs": [{"name": change.name, "what": change.what} for change in changes]})
            return
        for change in changes:
            self.stdout.write(f"{change.what:<10} {change.name}")
