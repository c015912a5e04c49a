"""The sidebar: what UNFOLD's SIDEBAR is set to."""

from collections.abc import Callable
from functools import cache
from typing import Any

from django.http import HttpRequest
from django.urls import reverse

type Allowed = Callable[[HttpRequest], bool]
type Entry = dict[str, Any]


def may_view(model: str) -> Allowed:
    """Return the question whether the person may view a model's rows: ingest.syncrun."""
    app, name = model.split(".")
    return lambda request: request.user.has_perm(f"{app}.view_{name}")


def is_superuser(request: HttpRequest) -> bool:
    """Say whether the person may change when jobs run."""
    return request.user.is_active and request.user.is_superuser


def page(title: str, icon: str, model: str) -> Entry:
    """Return a sidebar's entry: the list of a model, for those who may view it."""
    address = reverse(f"admin:{model.replace('.', '_')}_changelist")
    return {"title": title, "icon": icon, "link": address, "permission": may_view(model)}


@cache
def navigation() -> list[Entry]:
    """Return the sidebar's groups, their addresses looked up once: every page asks."""
    return [
        {
            "items": [
                {"title": "Home", "icon": "home", "link": reverse("admin:index")},
                page("Conversations", "forum", "interactions.interaction"),
                page("Messages", "chat_bubble", "interactions.message"),
                page("Categories", "sell", "interactions.category"),
                page("Rules", "rule", "interactions.categoryrule"),
                page("Exports", "download", "interactions.export"),
                page("Saved views", "bookmark", "interactions.savedview"),
                page("Category report", "monitoring", "interactions.judgement"),
            ]
        },
        {
            "title": "Syncs",
            "separator": True,
            "items": [
                page("Runs", "sync", "ingest.syncrun"),
                page("Quarantine", "report", "ingest.quarantineditem"),
                page("Compared with the sources", "balance", "ingest.reconciliation"),
                page("Machine senders", "smart_toy", "ingest.machinesender"),
                page("Mailbox", "mail", "ingest.emailsyncstate"),
                page("LiveChat", "support_agent", "ingest.livechatsyncstate"),
            ],
        },
        {
            "title": "Jobs",
            "separator": True,
            "items": [
                page("Scheduled jobs", "schedule", "django_q.schedule") | {"permission": is_superuser},
                page("Done", "done", "django_q.success"),
                page("Failed", "error", "django_q.failure"),
                page("Queue", "list", "django_q.ormq"),
            ],
        },
        {
            "title": "Staff",
            "separator": True,
            "items": [
                page("Users", "person", "auth.user"),
                page("Groups", "group", "auth.group"),
                page("Settings", "tune", "interactions.shopsettings"),
            ],
        },
    ]


SIDEBAR: Entry = {"show_search": False, "show_all_applications": False, "navigation": lambda request: navigation()}
