"""A LiveChat API server for tests, as strict as the documentation of the real one. Loopback only.

    with LiveChatServer() as server:                       # port 0; server.url stands for api.livechatinc.com
        world, token = server.world, server.token          # token.account_id, token.secret, token.encoded
        world.closed_thread("Where is my order?", "On its way.")   # customer and agent in turn

        zoe, bot = world.add_agent("zoe@shop.example.net", "Zoe"), world.add_bot()
        chat = world.add_chat(world.add_customer("Mia", "mia@example.net"))
        thread = world.start_thread(chat, at=...)          # `at` everywhere aware; default: an hour ago
        thread.say(chat.customer, "hello?")                # default: 30 seconds after the event before
        thread.note(zoe, "checking")                       # visible to agents only
        thread.add(events.file("receipt.png", "image/png"), author=chat.customer)   # any event: see `events`
        world.close(thread)                                # active threads are in list_chats, closed in list_archives
        world.rate(thread, 1); world.tag(thread, "vip")    # also untag, cancel_rating, summarize, edit_event,
                                                           # delete_event, delete_thread, change_customer, remove_agent
        server.clock.advance(minutes=5)                    # it stands still otherwise (2026-11-24T00:00Z)
        world.behaviour.index_delay = timedelta(minutes=15)   # all that is undocumented is a switch: see `behaviour`

        server.fail_next("too_many_requests", times=3, action="list_archives", retry_after="1")
        server.fail_next("reset", after=1)                 # the second call from now; kinds: faults.KINDS
        server.before("list_archives", lambda: world.delete_thread(thread), call=2)   # between two pages
        assert server.calls["list_archives"] == 4          # also server.recorded (bodies, headers), server.billed

Other tokens: `LiveChatServer(world, [Token(scopes=("chats--access:ro",), role="normal", group_ids=(3,))])`.
A whole year: `LiveChatServer(seed_world(threads=3000))`. As its own process, so that a benchmark does not share its
interpreter lock: `python -m tests.servers.livechat --threads 10000`; it prints one JSON line with url and credentials
and ends when its standard input closes; counters, clock and faults are under `/control/` then (see `control`).
A fixture is three lines: `with LiveChatServer() as server: yield server`.
Stopping raises if the server itself crashed on a call, so that its defects never look like the client's.
"""

from tests.servers.livechat.behaviour import Behaviour
from tests.servers.livechat.clock import Clock
from tests.servers.livechat.seed import seed_world
from tests.servers.livechat.server import LiveChatServer
from tests.servers.livechat.tokens import READ_SCOPES, Token
from tests.servers.livechat.world import World

__all__ = ["READ_SCOPES", "Behaviour", "Clock", "LiveChatServer", "Token", "World", "seed_world"]
