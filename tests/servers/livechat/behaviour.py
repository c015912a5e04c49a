"""What a test can set about the service itself; everything that LiveChat does not document is a switch here."""

from dataclasses import dataclass
from datetime import timedelta


@dataclass
class Behaviour:
    """The service's habits. The defaults are the kind ones; change an attribute at any time."""

    # A closed thread is listed in the archives this long after its end.
    index_delay: timedelta = timedelta()
    # `found_chats` is off by up to this share, since it is an estimate.
    found_noise: float = 0.0
    # Threads created longer ago than this come with `restricted_access` and without events.
    restricted_after_days: int | None = None
    plan: str = "starter"
    # "A page id expires after one month."
    page_id_lifetime: timedelta = timedelta(days=30)
    # Whether `from` and `to` include a thread created at that very moment is not documented.
    from_is_inclusive: bool = True
    to_is_inclusive: bool = True
    rejects_future_to: bool = False
    # Requests whose X-Region differs are answered with misdirected_request and this region.
    home_region: str | None = None
    supported_versions: tuple[str, ...] = ("3.4", "3.5", "3.6")
    archive_chat_after_min: int = 30

    def restriction(self) -> str:
        return f"You can't access threads older than {self.restricted_after_days} days on {self.plan} plan"
