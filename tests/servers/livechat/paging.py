"""Listings: the first page from filters, the next ones from a page id alone."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from tests.servers.livechat.archive import Edge, Key, Page, cut_page
from tests.servers.livechat.call import Call
from tests.servers.livechat.requests import Listing
from tests.servers.livechat.wire import JsonObject


def is_continued(call: Call) -> bool:
    return "page_id" in call.body


def resume(call: Call) -> Listing[object]:
    """Find the listing of the call's page id. Raises the validation error."""
    return call.cursors.resume(
        call.body,
        version=call.version,
        action=call.action,
        account_id=call.token.account_id,
        now=call.world.clock.now(),
        lifetime=call.world.behaviour.page_id_lifetime,
    )


def estimate(call: Call, found: int) -> int:
    """Return `found` as LiveChat tells it: an estimate that may be off."""
    noise = call.world.behaviour.found_noise
    return max(0, round(found * (1 + call.world.random.uniform(-noise, noise)))) if noise else found


def turn[Row](
    call: Call,
    listing: Listing[Row],
    rows: Sequence[Row],
    key: Callable[[Row], Key],
    matches: Callable[[Row], bool],
    *,
    found_name: str,
) -> tuple[Sequence[Row], JsonObject]:
    """Return the rows of a page and the fields around them: the estimate and the ids of the neighbouring pages."""
    if listing.edge is None:
        listing = replace(listing, found=estimate(call, sum(map(matches, rows))))
    if call.paging.is_empty:
        again = call.cursors.issue(listing, listing.edge, call.world.clock.now())
        return [], {found_name: listing.found, "next_page_id": again}
    page = cut_page(
        rows, key, matches=matches, limit=listing.limit, is_ascending=listing.is_ascending, edge=listing.edge
    )
    return page.rows, {found_name: listing.found} | _neighbours(call, listing, page, key)


def _neighbours[Row](call: Call, listing: Listing[Row], page: Page[Row], key: Callable[[Row], Key]) -> JsonObject:
    """The keys are missing, not null, where there is no such page."""
    now = call.world.clock.now()
    if call.paging.is_endless or (call.paging.is_in_turn and listing.edge is not None):
        return {"next_page_id": call.cursors.issue(listing, None, now)}
    ids: JsonObject = {}
    if page.has_next:
        edge = Edge(key(page.rows[-1]), is_repeated=call.paging.repeats_last_row)
        ids["next_page_id"] = call.cursors.issue(listing, edge, now)
    if page.has_previous:
        ids["previous_page_id"] = call.cursors.issue(listing, Edge(key(page.rows[0]), is_backward=True), now)
    return ids
