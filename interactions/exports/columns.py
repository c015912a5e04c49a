"""The columns that an export may have: what each is called, where it comes from, and what it means."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Column:
    """One column. `path` is the ORM's way to a stored value; without one, the row is worked out from others."""

    name: str
    meaning: str
    path: str = ""


def stored(name: str, meaning: str, path: str = "") -> Column:
    """Return a column that shows a stored value; it has the value's own name unless `path` says otherwise."""
    return Column(name, meaning, path or name)


LINK, RESOLUTION = "link", "resolution_seconds"
BUSINESS = "response_business_hours"
SENDERS = {"messages_customer": "customer", "messages_agent": "agent", "messages_bot": "bot"}

ALL = (
    stored("id", "This system's own id"),
    stored("source", "livechat or email"),
    Column(LINK, "Opens the conversation here"),
    stored("external_id", "The source's own id"),
    stored("customer_name", "Customer"),
    stored("customer_email", "The customer's address"),
    stored("customer_phone", "The customer's phone"),
    stored("customer_location", "City, region, country"),
    stored("subject", "Subject, or a chat's first question"),
    stored("started_at", "First message, in the shop's zone"),
    stored("ended_at", "When it ended"),
    stored("last_message_at", "Last message"),
    stored("resolved_at", "When it was resolved"),
    stored("response_time_seconds", "First answer by a person, in seconds"),
    Column(BUSINESS, "First answer by a person, in the shop's business hours"),
    Column(RESOLUTION, "From the first message until it was resolved, in seconds"),
    stored("message_count", "Messages that people wrote"),
    *(Column(name, f"Messages by the {who}") for name, who in SENDERS.items()),
    stored("category", "Category"),
    stored("subcategory", "Subcategory"),
    stored("category_by", "Who decided the category: staff, rule, model or ai"),
    stored("sentiment", "How the customer sounds"),
    stored("priority", "Priority"),
    stored("status", "Status"),
    stored("status_by", "Who set the status"),
    stored("assignee", "Whose it is", "assignee__username"),
    stored("agent_name", "Who answered first"),
    stored("agent_email", "That agent's address"),
    stored("rating", "The customer's own: 0 bad, 1 good"),
    stored("rating_comment", "What the customer said of it"),
    stored("order_ids", "Order numbers"),
    stored("tags", "Tags"),
    stored("resolution_notes", "Resolution notes"),
)
BY_NAME = {column.name: column for column in ALL}
COLUMNS = tuple(BY_NAME)
"""The names of all columns, in their order."""


def chosen(names: list[str]) -> tuple[str, ...]:
    """Return the named columns in the export's own order; all where none is named. Unknown names don't count."""
    wanted = set(names)
    return tuple(name for name in COLUMNS if name in wanted) or COLUMNS
