"""What the tests of the promises share."""

from tests.reliability.figures import tally

__all__ = ["tally"]
