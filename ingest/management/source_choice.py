"""Commands that work on one source or on all that are configured."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from datetime import date, datetime, time

from django.core.management.base import CommandParser
from django.utils import timezone

from ingest.source import Source, SourceRefused


def add_source_choice(parser: CommandParser) -> None:
    """Add `--source`."""
    parser.add_argument("--source", choices=["livechat", "email"], help="only this source (default: all configured)")


def chosen_sources(makers: Mapping[str, Callable[[], Source]], only: str | None) -> Iterator[Source]:
    """Yield the sources to work on, each closed after its turn.

    Raises SourceRefused when the one that was asked for isn't configured, or none is.
    """
    found = 0
    for name, make in makers.items():
        if only not in {None, name}:
            continue
        try:
            source = make()
        except SourceRefused as refusal:
            if only or refusal.code != "not_configured":
                raise
            continue
        found += 1
        with closing(source):
            yield source
    if not found:
        raise SourceRefused(
            "No source is configured.", remedy="Set LiveChat's or the mailbox's variables (see .env.example)."
        )


def start_of(day: date) -> datetime:
    """Return local midnight of a day in the shop's zone."""
    return timezone.make_aware(datetime.combine(day, time.min))
