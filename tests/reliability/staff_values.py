"""A model of what staff set: which value each conversation must have, whatever syncs, merges and customers do to it."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from interactions.models import Interaction
from tests.reliability.canonical import Dump

STATUS, NOTES = "status", "resolution_notes"
FIELDS = ("category", "priority", "sentiment")
NEVER_REOPENED = frozenset({"open", "escalated"})


@dataclass(frozen=True, slots=True)
class Conversation:
    """A stored conversation: its row, its messages' ids, and when its customer wrote each of theirs."""

    row: Interaction
    messages: frozenset[str]
    customer_wrote: Mapping[str, datetime]


@dataclass(slots=True)
class Held:
    """What staff set on the conversation that had these messages, and when."""

    messages: set[str]
    values: dict[str, tuple[str, datetime]] = field(default_factory=dict)
    notes: set[str] = field(default_factory=set)


@dataclass(slots=True)
class StaffValues:
    """What staff set since the beginning, and is still theirs."""

    held: list[Held] = field(default_factory=list)

    def edit(self, messages: Iterable[str], changes: Mapping[str, str], at: datetime) -> None:
        """Note an edit of the conversation with these messages. What is set alike already keeps its time."""
        owned = self._of(set(messages))
        now = owned[0] if owned else Held(set(messages))
        self.held += [] if owned else [now]
        for name, value in changes.items():
            if name == NOTES:
                now.notes = {value}
            elif now.values.get(name, ("",))[0] != value:
                now.values[name] = (value, at)

    def compare(self, conversations: Iterable[Conversation]) -> tuple[Dump, Dump]:
        """Return what must stand in the conversations and what does, as lines; then take them as they are.

        Where two became one, the newest edit of each value wins, and notes are kept side by side.
        """
        wanted, found = Counter[str](), Counter[str]()
        for conversation in conversations:
            if owned := self._of(conversation.messages):
                wanted.update(_wanted(owned, conversation))
                found.update(_found(owned, conversation.row))
                self._join(owned, conversation)
        return wanted, found

    def _of(self, messages: Iterable[str]) -> list[Held]:
        return [one for one in self.held if not one.messages.isdisjoint(messages)]

    def _join(self, owned: list[Held], conversation: Conversation) -> None:
        one = Held(set(conversation.messages), notes=set().union(*(held.notes for held in owned)))
        for name in {name for held in owned for name in held.values}:
            if name != STATUS or conversation.row.status_by == "staff":
                one.values[name] = _newest_first(owned, name)[0]
        self.held = [held for held in self.held if held not in owned] + [one]


def _newest_first(owned: Iterable[Held], name: str) -> list[tuple[str, datetime]]:
    return sorted((held.values[name] for held in owned if name in held.values), key=lambda set_: set_[1], reverse=True)


def _wanted(owned: list[Held], conversation: Conversation) -> list[str]:
    row = conversation.row
    lines = [
        _line(row, name, _newest_first(owned, name)[0][0], "staff")
        for name in FIELDS
        if any(name in held.values for held in owned)
    ]
    lines += [f"{row.pk} note {note}" for held in owned for note in held.notes]
    if statuses := _newest_first(owned, STATUS):
        lines.append(_wanted_status(statuses, owned, conversation))
    return sorted(set(lines))


def _wanted_status(statuses: list[tuple[str, datetime]], owned: list[Held], conversation: Conversation) -> str:
    """Return what staff set, or what the source says where the customer wrote after that: the exception.

    Where conversations became one in this run, one of them may have been reopened before they did.
    """
    row, before = conversation.row, set().union(*(held.messages for held in owned))
    for value, at in statuses:
        after = {id_ for id_, wrote in conversation.customer_wrote.items() if wrote > at}
        may_reopen = value not in NEVER_REOPENED and bool(after)
        must_reopen = may_reopen and len(owned) == 1 and not after <= before
        if not may_reopen or (not must_reopen and (row.status, row.status_by) == (value, "staff")):
            return _line(row, STATUS, value, "staff")
    return _line(row, STATUS, row.status, "source")


def _found(owned: list[Held], row: Interaction) -> list[str]:
    names = {name for held in owned for name in held.values}
    lines = [_line(row, name, getattr(row, name), getattr(row, f"{name}_by")) for name in names]
    return [*lines, *(f"{row.pk} note {note}" for note in (row.resolution_notes or "").splitlines())]


def _line(row: Interaction, name: str, value: str | None, by: str | None) -> str:
    return f"{row.pk} {name} {value} by {by}"
