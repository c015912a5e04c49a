"""Builders for the categoriser's tests."""

from interactions.categorize.judge import judge
from interactions.categorize.judgement import Judgement
from interactions.categorize.text import Words, read


def judged(*messages: str, subject: str | None = None) -> Judgement:
    """Judge messages, the first one first."""
    return judge(Words(subject, messages))


def topic(*messages: str, subject: str | None = None) -> tuple[str | None, str | None]:
    """Return category and subcategory of messages."""
    found = judged(*messages, subject=subject)
    return found.category, found.subcategory


def read_text(text: str) -> str:
    """Return what is read of one message."""
    return " ".join(part.text.strip() for part in read(Words(None, (text,))))
