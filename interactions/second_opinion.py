"""Ask Claude about the conversations that rules and classifier leave without a category. Off without an API key.

What is sent is what the encoder would read of the customer's words, redacted; nothing else of the conversation. An
answer is kept for these words, so that nobody asks twice, and comes into the interaction by the usual judging, which
never overwrites what staff chose.
"""

import logging
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from uuid import UUID

from django.conf import settings
from django.utils import timezone

from interactions.categorize.gist import gist, gist_hash
from interactions.categorize.judge import read_parts
from interactions.categorize.text import Words
from interactions.claude import budget, kept
from interactions.claude.answer import BadAnswer, read_answer
from interactions.claude.client import ClaudeClient, ClaudeError, Reply
from interactions.claude.injection import addresses_the_machine
from interactions.claude.prompt import question
from interactions.customer_words import asked
from interactions.models import Category, Interaction, Message
from interactions.privacy.redact import redact
from interactions.recategorize import judge_again
from interactions.vocabulary import SenderType

logger = logging.getLogger(__name__)

RUN_SECONDS = 5 * 60
AT_ONCE = 20
"""Conversations whose answers are taken over together."""

FEWEST_WORDS = 3
ROLES = frozenset(
    {"info", "sales", "admin", "office", "hello", "contact", "orders", "accounts", "support", "shop", "mail"}
)
"""What may stand before the @ without being a name."""


@dataclass(slots=True)
class Opinions:
    """What asking came to. `refused` answers weren't taken, `not_sent` speak to the machine or say too little.

    `open` is how many are left to ask about; `ended` says why no more were asked, "" when all were.
    """

    asked: int = 0
    answered: int = 0
    unsure: int = 0
    refused: int = 0
    not_sent: int = 0
    open: int = 0
    ended: str = ""
    decided: list[UUID] = field(default_factory=list)

    def to_json(self) -> dict[str, object]:
        """Return the counts as plain values."""
        names = ("asked", "answered", "unsure", "refused", "not_sent", "open", "ended")
        return {name: getattr(self, name) for name in names}


def is_on() -> bool:
    """Tell whether there is a key, and a daily budget."""
    return bool(settings.ANTHROPIC_API_KEY) and settings.ANTHROPIC_DAILY_TOKENS > 0


def ask_about_the_rest(*, stop_after_seconds: float = RUN_SECONDS) -> Opinions | None:
    """Ask about what has no category, newest first, within the day's budget; return what came of it, None when off.

    Trouble with Claude ends the asking and leaves the rest to the next run. Safe to run twice and side by side: each
    conversation is asked about once.
    """
    if not is_on():
        return None
    opinions, ends_at = Opinions(), time.monotonic() + stop_after_seconds
    topics = dict(_topics())
    try:
        with ClaudeClient(settings.ANTHROPIC_API_URL, settings.ANTHROPIC_API_KEY, settings.ANTHROPIC_MODEL) as client:
            while not opinions.ended and (ids := kept.still_open(AT_ONCE)):
                for id_ in ids:
                    if not opinions.ended:
                        _ask(client, id_, topics, opinions)
                    if not opinions.ended and time.monotonic() > ends_at:
                        opinions.ended = "The time for a run is over; the next run goes on."
                judge_again(opinions.decided)
                opinions.decided.clear()
    except ValueError as error:
        opinions.ended = str(error)
    opinions.open = kept.count_open()
    return opinions


def _topics() -> Iterator[tuple[str, str]]:
    """Yield the name and the description of each category and subcategory that the database has."""
    for row in Category.objects.order_by("name"):
        name = f"{row.parent_category}.{row.name}" if row.parent_category else row.name
        yield name, row.description or row.label or row.name


def _ask(client: ClaudeClient, id_: UUID, topics: dict[str, str], opinions: Opinions) -> None:
    """Ask about one conversation; `ended` is set when no more can be asked."""
    words = next((one.words for one in asked([id_])), None)
    text = gist(read_parts(words)) if words else ""
    if words is None or not kept.claim(id_, gist_hash(text), client.model):
        return
    if reason := _not_to_be_sent(text, topics):
        opinions.not_sent += 1
        kept.keep(id_, outcome="not_sent", reason=reason)
        return
    asking, day = question(redact(text, _names(id_)), topics), timezone.localdate()
    reserved = asking.most_tokens()
    if not budget.reserve(day=day, tokens=reserved, limit=settings.ANTHROPIC_DAILY_TOKENS):
        kept.release(id_)
        opinions.ended = "Today's budget is spent; the rest is asked about tomorrow."
        return
    used = reserved
    try:
        reply = client.ask(asking)
        used = reply.tokens + reply.unanswered * reserved
        _keep(id_, reply, topics, words, opinions)
    except ClaudeError as error:
        used = error.unanswered * reserved
        kept.release(id_)
        opinions.ended = str(error)
    finally:
        budget.settle(day=day, reserved=reserved, used=used)


def _keep(id_: UUID, reply: Reply, topics: dict[str, str], words: Words, opinions: Opinions) -> None:
    """Write down what an answer says, or why it isn't taken."""
    opinions.asked += 1
    try:
        answer = read_answer(reply.text, reply.stop_reason, topics, words)
    except BadAnswer as error:
        logger.warning("Claude's answer on interaction %s isn't taken: %s", id_, error)
        opinions.refused += 1
        kept.keep(id_, outcome="refused", reason=str(error), model=reply.model)
        return
    opinions.answered += answer is not None
    opinions.unsure += answer is None
    kept.keep(id_, outcome="answered" if answer else "unsure", answer=answer, model=reply.model)
    opinions.decided += [id_] if answer else []


def _not_to_be_sent(text: str, topics: dict[str, str]) -> str:
    """Return why a text isn't sent, "" when it is."""
    if len(text.split()) < FEWEST_WORDS:
        return "too few words"
    return "it speaks to the machine" if addresses_the_machine(text, topics) else ""


def _names(id_: UUID) -> set[str]:
    """Return the names that are known in a conversation, with what stands before the @ of the customer's address.

    The shop's own name and words such as info or sales are none.
    """
    row = Interaction.objects.filter(pk=id_).values_list("customer_name", "customer_email", "agent_name").first()
    people = Message.objects.filter(interaction=id_, sender_type__in=[SenderType.CUSTOMER, SenderType.AGENT])
    known = {*(row or ()), *people.values_list("sender_name", flat=True).distinct()}
    names = {name.partition("@")[0].casefold() for name in known if name}
    return {name for name in names if name not in ROLES and "organics" not in name}
