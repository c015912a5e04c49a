"""What happens in a thread: everyday conversations, and one scene for each oddity that the real service shows.

A scene fills a thread that has just begun and closes it.
"""

import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from tests.servers.livechat import events
from tests.servers.livechat.chats import Thread
from tests.servers.livechat.people import Agent, Bot
from tests.servers.livechat.phrases import PRODUCTS, SMALL_TALK, TOPICS
from tests.servers.livechat.wire import JsonObject
from tests.servers.livechat.world import World


@dataclass
class Cast:
    """Who can appear in a scene, and the dice."""

    world: World
    dice: random.Random
    agents: list[Agent]
    bots: list[Bot]

    def line(self, template: str) -> str:
        dice = self.dice
        order = f"H{dice.randrange(10**12):012d}" if dice.random() < 0.1 else str(dice.randrange(10_000, 1_000_000))
        return template.format(order=order, product=dice.choice(PRODUCTS))


type Scene = Callable[[Cast, Thread], None]


def talk(cast: Cast, thread: Thread, *, turns: int | None = None, agent: Agent | None = None) -> None:
    """Let the customer and an agent write in turn, seconds to minutes apart."""
    tag, questions, replies = cast.dice.choice(TOPICS)
    helper = agent or cast.dice.choice(cast.agents)
    for turn in range(turns or cast.dice.randint(4, 7)):
        lines = SMALL_TALK if turn > 1 and cast.dice.random() < 0.4 else questions
        thread.say(thread.chat.customer, cast.line(cast.dice.choice(lines)), at=soon(cast, thread))
        thread.say(helper, cast.line(replies[turn % len(replies)]), at=soon(cast, thread))
    if cast.dice.random() < 0.7:
        cast.world.tag(thread, tag)


def soon(cast: Cast, thread: Thread) -> datetime:
    """Return a moment 2 seconds to 4 minutes after the last event."""
    return thread.last_at + timedelta(seconds=cast.dice.randint(2, 240), microseconds=cast.dice.randrange(1_000_000))


def prechat(cast: Cast, thread: Thread) -> None:
    customer = thread.chat.customer
    fields = [
        events.form_field("name", "Name:", customer.name or ""),
        events.form_field("email", "E-mail:", customer.email or ""),
        events.form_field("question", "Order number", ""),
    ]
    thread.add(events.filled_form(fields), author=customer, at=thread.created_at + timedelta(microseconds=1))


def everyday(cast: Cast, thread: Thread) -> None:
    """Form, conversation, perhaps a rating, and an end."""
    prechat(cast, thread)
    talk(cast, thread)
    if cast.dice.random() < 0.08:
        thread.add(events.file("photo.jpg", "image/jpeg"), author=thread.chat.customer)
    if cast.dice.random() < 0.1:
        thread.note(cast.agents[1], "asked the warehouse")
    if cast.dice.random() < 0.3:
        cast.world.rate(thread, int(cast.dice.random() < 0.85))
    ends = ("routing.archived_inactive", "manual_archived_agent", "archived_customer_disconnected")
    cast.world.close(thread, how=cast.dice.choice(ends))
    if cast.dice.random() < 0.5:
        cast.world.summarize(thread, "- Customer asks for help.\n- Agent answers.", at=thread.last_at)


def bot_handles(cast: Cast, thread: Thread) -> None:
    """A bot greets and answers, and sometimes hands over to a person."""
    bot = cast.dice.choice(cast.bots)
    greeting = events.message("Hi there! What can I do for you?", properties={"lc2": {"welcome_message": True}})
    thread.add(greeting, author=bot)
    thread.say(thread.chat.customer, cast.line(cast.dice.choice(TOPICS[0][1])), at=soon(cast, thread))
    thread.add(events.rich_message("quick_replies", [events.card("Is it this?", "Pick one", "Yes", "No")]), author=bot)
    pressed = {"id": "pb1", "thread_id": thread.id, "event_id": thread.events[-1]["id"]}
    thread.add(events.message("No", postback=pressed), author=thread.chat.customer, at=soon(cast, thread))
    if cast.dice.random() < 0.5:
        thread.notice("chat_transferred", "Chat transferred to General", targets="General")
        talk(cast, thread, turns=2)
    cast.world.close(thread)


def nobody_answers(cast: Cast, thread: Thread) -> None:
    thread.say(thread.chat.customer, cast.line(cast.dice.choice(TOPICS[2][1])))
    cast.world.set_property(thread, "routing", "unreplied", True)
    cast.world.close(thread, how="routing.archived_inactive")


def left_the_queue(cast: Cast, thread: Thread) -> None:
    thread.say(thread.chat.customer, "is anyone there?")
    cast.world.enqueue(thread, position=3, wait_time=412)
    cast.world.set_property(thread, "routing", "unreplied", True)
    cast.world.close(thread, how="routing.archived_offline")


def offline_message(cast: Cast, thread: Thread) -> None:
    """Messaging mode while everyone is offline: no agent, flagged and pinned."""
    for name in ("offline_message", "continuous", "unassigned", "pinned"):
        cast.world.set_property(thread, "routing", name, True)
    thread.say(thread.chat.customer, cast.line(TOPICS[3][1][2]))
    cast.world.close(thread, how="routing.archived_offline")


def without_messages(cast: Cast, thread: Thread) -> None:
    """The customer opened the window, filled in the form and wrote nothing."""
    prechat(cast, thread)
    cast.world.close(thread, how="archived_customer_disconnected")


def without_events(cast: Cast, thread: Thread) -> None:
    cast.world.close(thread, how=None)


COMMON: tuple[tuple[Scene, int], ...] = (
    (everyday, 78),
    (bot_handles, 10),
    (nobody_answers, 5),
    (offline_message, 3),
    (without_messages, 3),
    (left_the_queue, 1),
)


def filled_in_fully(cast: Cast, thread: Thread) -> None:
    """A form with every kind of field and every shape of answer."""
    fields: list[JsonObject] = [
        events.form_field("name", "Name:", "Zoë"),
        events.form_field("email", "E-mail:", "not an address"),
        events.form_field("subject", "Subject", "Wholesale"),
        events.form_field("textarea", "Tell us more", "Two lines\nof text"),
        events.form_field("radio", "Are you a customer?", {"id": "0", "label": "Yes"}),
        events.form_field("select", "State", {"id": "3", "label": "Queensland"}),
        events.form_field("checkbox", "Interests", [{"id": "1", "label": "Tea"}, {"id": "2", "label": "Grains"}]),
        events.form_field("checkbox_for_email", "Send me the transcript", False),
        events.form_field("group_chooser", "Department", {"id": 1, "group_id": 3, "label": "Wholesale"}),
        events.form_field("question", "Order number"),
    ]
    thread.add(events.filled_form(fields), author=thread.chat.customer)
    thread.add(events.form([events.form_field("email", "Your e-mail")]), author=cast.bots[0])
    talk(cast, thread, turns=2)
    answers = [events.form_field("radio", "Were we of help?", {"id": 5, "label": "Mostly"})]
    thread.add(events.filled_form(answers, "postchat"), author=thread.chat.customer)
    cast.world.close(thread)


def old_form(cast: Cast, thread: Thread) -> None:
    """A form as old chats have it: without `form_type`, which is in the properties."""
    answers = [events.form_field("name", "Name:", "Old Timer")]
    thread.add(events.filled_form(answers, None, lc2="prechat"), author=thread.chat.customer)
    talk(cast, thread, turns=1)
    cast.world.close(thread)
