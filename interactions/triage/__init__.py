"""Staff's changes, and the only place that writes them. What a person set, no machine overwrites."""

from interactions.triage.assignment import assign
from interactions.triage.record import Changed, InvalidChangeError, StaleChangeError
from interactions.triage.snoozing import is_asleep, snooze, unsnooze
from interactions.triage.tags import add_tags, change_tags, remove_tags
from interactions.triage.undoing import UNDO_WITHIN, Undone, undo, undoable
from interactions.triage.values import EDITABLE, NOTES, set_values

__all__ = [
    "EDITABLE",
    "NOTES",
    "UNDO_WITHIN",
    "Changed",
    "InvalidChangeError",
    "StaleChangeError",
    "Undone",
    "add_tags",
    "assign",
    "change_tags",
    "is_asleep",
    "remove_tags",
    "set_values",
    "snooze",
    "undo",
    "undoable",
    "unsnooze",
]
