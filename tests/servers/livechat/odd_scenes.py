"""Scenes for the oddities: every type of event, odd text, and changes after the end."""

from datetime import timedelta

from tests.servers.livechat import events
from tests.servers.livechat.chats import Thread
from tests.servers.livechat.scenes import Cast, Scene, filled_in_fully, left_the_queue, old_form, talk, without_events


def files_and_cards(cast: Cast, thread: Thread) -> None:
    """Files, an image, cards, a sticker and a custom event; the last files come without any text."""
    customer, agent = thread.chat.customer, cast.agents[0]
    cards = [events.card("Oats", "5 kg", "Buy"), events.card("Tea", "Loose")]
    thread.add(events.file("invoice 10442.pdf"), author=customer)
    thread.add(events.file("split bag.jpg", "image/jpeg"), author=customer)
    thread.add(events.rich_message("cards", cards), author=agent)
    thread.add(events.rich_message("sticker", [{"image": {"url": "https://cdn.example.net/s.png"}}]), author=agent)
    thread.add(events.custom({"app": "loyalty", "points": 120}), author=agent)
    cast.world.close(thread)


def system_events(cast: Cast, thread: Thread) -> None:
    """Events of the type `system`, whose details are JSON inside a string, and of types yet unknown."""
    talk(cast, thread, turns=2)
    order = {"order": {"id": "10442", "total": "89.90", "note": 'say "hi"'}}
    thread.add(events.system("cdp", "order_created", order))
    thread.add(events.system("ai_agents", "summary", {"summary": "Customer asks about oats."}))
    voice_note = events.unknown("voice_note", duration=12, url="https://files.example.net/v.ogg")
    thread.add(voice_note, author=thread.chat.customer)
    thread.add(events.unknown("poll", options=[{"id": 1}]))
    cast.world.close(thread)


def every_notice(cast: Cast, thread: Thread) -> None:
    """System messages of many kinds, one without text and one of an app's own."""
    thread.notice("agent_joined", "Zoe joined the chat", agent="Zoe")
    talk(cast, thread, turns=2)
    thread.notice("customer_updated")
    thread.notice("chat_transferred", "Chat transferred to Wholesale", targets="Wholesale")
    thread.notice("shop_app.loyalty_level_reached", "Gold")
    thread.notice("transcript_requested", "Transcript requested")
    cast.world.close(thread, how="manual_archived_customer")


def odd_text(cast: Cast, thread: Thread) -> None:
    """Emoji of several code points, 16 KB of text, NUL, markup, right-to-left text, nothing at all."""
    customer = thread.chat.customer
    long_text = "Very long. 🌾" + "kilo of oats, " * 1200
    texts = (
        "👩🏽‍🌾🌈🇦🇺",
        long_text[:16_000],
        "a\x00b",
        "<b>bold</b> & <script>alert(1)</script>",
        "שלום \u202eabc",
        "",
        " \n\t ",
    )
    for text in texts:
        thread.say(customer, text)
    thread.say(cast.agents[0], "**Hello** [shop](https://shop.example.net)")
    cast.world.close(thread)


def notes_only(cast: Cast, thread: Thread) -> None:
    """Agents write to each other; the customer never gets an answer."""
    thread.say(thread.chat.customer, "is the warehouse open on Saturday?")
    thread.note(cast.agents[0], "who knows this one?")
    thread.note(cast.agents[1], "closed, but don't promise anything")
    cast.world.close(thread)


def deleted_and_edited(cast: Cast, thread: Thread) -> None:
    """An event deleted, another edited after the end."""
    secret = thread.say(thread.chat.customer, "my card is 0000 0000 0000 0000")
    wrong = thread.say(cast.agents[0], "that will be $5")
    cast.world.close(thread)
    cast.world.delete_event(thread, secret)
    cast.world.edit_event(thread, wrong, text="that will be $50")


def rated_later(cast: Cast, thread: Thread) -> None:
    """A bad rating with a comment the day after: later events don't move the end."""
    talk(cast, thread, turns=2)
    cast.world.close(thread)
    cast.world.rate(thread, 0, "slow", at=min(thread.last_at + timedelta(hours=20), cast.world.clock.now()))


def rating_cancelled(cast: Cast, thread: Thread) -> None:
    talk(cast, thread, turns=2)
    cast.world.rate(thread, 1)
    cast.world.cancel_rating(thread)
    cast.world.close(thread)


def tagged_twice(cast: Cast, thread: Thread) -> None:
    """Tagged with two tags, one of them taken away again after the end."""
    talk(cast, thread, turns=1)
    for name in ("vip", "wholesale"):
        cast.world.tag(thread, name)
    cast.world.close(thread)
    cast.world.untag(thread, "vip")


def from_nobody(cast: Cast, thread: Thread) -> None:
    """An author who is among no users, agents or bots."""
    thread.say(thread.chat.customer, "hello again")
    thread.add(events.message("Hello from a former colleague"), author="gone@shop.example.net")
    cast.world.close(thread)


def two_agents(cast: Cast, thread: Thread) -> None:
    """A conversation handed over, in a group of its own, with a supervisor watching."""
    talk(cast, thread, turns=2, agent=cast.agents[0])
    thread.notice("chat_transferred", "Chat transferred to Wholesale", targets="Wholesale")
    thread.group_ids = [3]
    talk(cast, thread, turns=2, agent=cast.agents[1])
    thread.chat.properties["supervising"] = {"agent_ids": '["sam@shop.example.net"]'}
    cast.world.close(thread)


def ties(cast: Cast, thread: Thread) -> None:
    """More than nine events at the same microsecond: only the number at the end of the id orders them."""
    for number in range(12):
        thread.say(thread.chat.customer, f"part {number + 1} of 12", at=thread.created_at)
    cast.world.close(thread)


ODD: tuple[Scene, ...] = (
    *(filled_in_fully, old_form, files_and_cards, system_events, every_notice, odd_text, notes_only),
    *(deleted_and_edited, rated_later, rating_cancelled, tagged_twice, from_nobody, two_agents, ties),
    *(without_events, left_the_queue),
)
