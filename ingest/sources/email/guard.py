"""Keeps a broken field from costing more than itself. Pure."""

from collections.abc import Callable, Iterable

# What code that reads strangers' bytes may raise. MemoryError and the like are not a mail's fault.
FIELD_ERRORS = (ArithmeticError, AttributeError, LookupError, RecursionError, TypeError, ValueError)


class Guard:
    """Runs the reading of one field at a time and collects what was wrong, as names without content."""

    def __init__(self, defects: Iterable[str]) -> None:
        self.defects = set(defects)

    def read[T](self, name: str, reading: Callable[[], T], fallback: T) -> T:
        """Return what `reading` returns, or `fallback` and a defect where it fails."""
        try:
            return reading()
        except FIELD_ERRORS as error:
            self.defects.add(f"{name}:{type(error).__name__}")
            return fallback
