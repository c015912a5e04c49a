"""How many tickets customers left while nobody was online: not being in the archive, they are only counted. Pure."""

from ingest.sources.livechat.parse import ParsedThread


class TicketCount:
    """Counts each ticket once, by its id where LiveChat tells it, else by the customer's own count."""

    def __init__(self) -> None:
        self._ids: set[str] = set()
        self._nameless: dict[str, int] = {}

    def add(self, thread: ParsedThread) -> int:
        """Count the tickets of a thread's customer; return how many of them are new."""
        before = self.total
        self._ids.update(thread.tickets)
        nameless = thread.tickets_count - len(thread.tickets)
        if nameless > self._nameless.get(thread.customer_id, 0):
            self._nameless[thread.customer_id] = nameless
        return self.total - before

    @property
    def total(self) -> int:
        """All tickets so far."""
        return len(self._ids) + sum(self._nameless.values())
