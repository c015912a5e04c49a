"""The words that the database, the code and the admin share. Pure."""

from enum import StrEnum


class Source(StrEnum):
    """Where a conversation comes from."""

    LIVECHAT = "livechat"
    EMAIL = "email"


class SenderType(StrEnum):
    """Who wrote a message. `SYSTEM` covers notices and machine mail."""

    CUSTOMER = "customer"
    AGENT = "agent"
    SYSTEM = "system"
    BOT = "bot"


class ContentType(StrEnum):
    """What kind of content a message has."""

    TEXT = "text"
    HTML = "html"
    FILE = "file"
    IMAGE = "image"


class Status(StrEnum):
    """Where an interaction stands."""

    OPEN = "open"
    PENDING = "pending"
    RESOLVED = "resolved"
    ESCALATED = "escalated"


class Sentiment(StrEnum):
    """How the customer sounds; `URGENT` outranks the other three."""

    POSITIVE = "positive"
    NEUTRAL = "neutral"
    NEGATIVE = "negative"
    URGENT = "urgent"


class Priority(StrEnum):
    """How soon an interaction wants an answer."""

    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"
    URGENT = "urgent"


class DecidedBy(StrEnum):
    """Who set a value. What `STAFF` set, no machine overwrites."""

    SOURCE = "source"
    RULE = "rule"
    MODEL = "model"
    AI = "ai"
    STAFF = "staff"


STAFF_FIELDS = ("status", "category", "subcategory", "sentiment", "priority")
"""The columns that staff may set; each has a `<name>_by` and a `<name>_at`."""

LABELS = {"livechat": "LiveChat", "email": "E-mail", "ai": "AI", "auto_reply": "Automatic reply"}
"""How a word is shown where capitalising it isn't enough."""
