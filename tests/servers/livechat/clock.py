"""A clock that stands still until a test moves it."""

from datetime import UTC, datetime, timedelta

DEFAULT_NOW = datetime(2026, 11, 24, tzinfo=UTC)


class Clock:
    """The server's idea of now (aware, UTC)."""

    def __init__(self, now: datetime = DEFAULT_NOW) -> None:
        self.set(now)

    def now(self) -> datetime:
        return self._now

    def set(self, now: datetime) -> None:
        """Jump to a moment. Raises ValueError if it has no time zone."""
        if now.tzinfo is None:
            raise ValueError(f"{now!r} has no time zone")
        self._now = now.astimezone(UTC)

    def advance(self, *, days: float = 0, hours: float = 0, minutes: float = 0, seconds: float = 0) -> None:
        self._now += timedelta(days=days, hours=hours, minutes=minutes, seconds=seconds)
