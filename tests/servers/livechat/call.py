"""One call as the actions see it, and the odd answers that a fault asks of them."""

from dataclasses import dataclass

from tests.servers.livechat.chats import Thread
from tests.servers.livechat.requests import Cursors, nested
from tests.servers.livechat.shape import View
from tests.servers.livechat.tokens import Token
from tests.servers.livechat.wire import JsonObject
from tests.servers.livechat.world import World


@dataclass(frozen=True)
class Paging:
    """Faults of paging: one page or two for ever, a page without rows, or the last row once more on the page after."""

    is_endless: bool = False
    is_in_turn: bool = False
    is_empty: bool = False
    repeats_last_row: bool = False


@dataclass(frozen=True)
class Call:
    world: World
    cursors: Cursors
    token: Token
    version: str
    action: str
    body: JsonObject
    paging: Paging = Paging()

    @property
    def view(self) -> View:
        return View(self.version, self.token.sees_deleted)

    @property
    def filters(self) -> JsonObject:
        return nested(self.body.get("filters", {}), "filters")

    def restriction(self, thread: Thread) -> str | None:
        """Return the reason why the plan does not show this thread's events, if so."""
        behaviour = self.world.behaviour
        if behaviour.restricted_after_days is None:
            return None
        age = self.world.clock.now() - thread.created_at
        return behaviour.restriction() if age.days >= behaviour.restricted_after_days else None
