"""Try everything that the system needs, all at once, and say what was found and what to do."""

from boo_site.setup_check.findings import Finding, State
from boo_site.setup_check.run import DEADLINE_SECONDS, check_setup, is_ready

__all__ = ["DEADLINE_SECONDS", "Finding", "State", "check_setup", "is_ready"]
