"""The one error of the embedded database."""


class LocalDatabaseError(Exception):
    """The embedded database can't do what was asked; the message is one line with what to do about it."""
