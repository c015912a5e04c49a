"""The server as its own process: it prints one JSON line and runs until its standard input closes."""

import argparse
import json
import sys
import time
from datetime import UTC, datetime

from tests.servers.livechat.seed import seed_world
from tests.servers.livechat.server import LiveChatServer


def main() -> None:
    """Serve a seeded licence. `--now` (ISO 8601 with an offset) defaults to the real time; the clock stands still."""
    parser = argparse.ArgumentParser(prog="python -m tests.servers.livechat", description=main.__doc__)
    parser.add_argument("--threads", type=int, default=3000)
    parser.add_argument("--days", type=int, default=365)
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--now", type=datetime.fromisoformat, default=None)
    options = parser.parse_args()
    began = time.monotonic()
    now = options.now or datetime.now(UTC)
    world = seed_world(threads=options.threads, days=options.days, now=now, seed=options.seed)
    with LiveChatServer(world, port=options.port) as server:
        ready = {
            "url": server.url,
            "account_id": server.token.account_id,
            "token": server.token.secret,
            "threads": len(world.archive.threads),
            "seconds_to_seed": round(time.monotonic() - began, 2),
        }
        sys.stdout.write(json.dumps(ready) + "\n")
        sys.stdout.flush()
        sys.stdin.read()


if __name__ == "__main__":
    main()
