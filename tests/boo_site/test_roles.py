"""The roles: who may see and do what, as a matrix."""

from typing import Any

import pytest
from django.apps import apps
from django.contrib.auth.models import Group, Permission, User
from django.test import Client

from boo_site.roles import ROLES, set_up_roles
from interactions.models import Interaction
from tests.interactions.admin.build import interaction, quarantined, run, without_static_files

pytestmark = pytest.mark.django_db

LIST = "/admin/interactions/interaction/"
PAGES = {
    "/admin/": "viewer agent lead owner engineer",
    LIST: "viewer agent lead owner engineer",
    "/admin/interactions/message/": "viewer agent lead owner engineer",
    "/admin/interactions/category/": "viewer agent lead owner engineer",
    "/admin/interactions/judgement/": "viewer agent lead owner engineer",
    "/admin/interactions/savedview/": "viewer agent lead owner engineer",
    f"{LIST}export/": "lead owner engineer",
    "/admin/interactions/export/": "lead owner engineer",
    "/admin/interactions/category/add/": "lead owner engineer",
    "/admin/interactions/categoryrule/": "lead owner engineer",
    "/admin/interactions/categoryrule/add/": "lead owner engineer",
    "/admin/interactions/shopsettings/1/change/": "lead owner engineer",
    "/admin/ingest/syncrun/": "lead owner engineer",
    "/admin/ingest/syncruninteraction/": "lead owner engineer",
    "/admin/ingest/quarantineditem/": "lead owner engineer",
    "/admin/ingest/machinesender/add/": "lead owner engineer",
    "/admin/ingest/emailsyncstate/": "owner engineer",
    "/admin/auth/user/": "owner engineer",
    "/admin/auth/user/add/": "owner engineer",
    "/admin/auth/group/": "owner engineer",
    "/admin/django_q/failure/": "engineer",
    "/admin/django_q/schedule/": "",
    "/admin/auth/group/add/": "",
}
"""Each page, and the roles that open it; to all others it is closed."""


@pytest.fixture(autouse=True)
def _roles(settings: Any) -> None:
    without_static_files(settings)
    set_up_roles(apps)


def somebody(role: str, username: str = "kim") -> User:
    user = User.objects.create(username=username, is_staff=True)
    user.groups.add(Group.objects.get(name=role))
    return user


@pytest.mark.parametrize("role", ROLES)
def test_each_role_opens_its_pages_and_no_other(client: Client, role: str) -> None:
    interaction()
    run()
    quarantined()
    client.force_login(somebody(role))
    opened = {page for page in PAGES if client.get(page).status_code == 200}
    assert opened == {page for page, roles in PAGES.items() if role in roles.split()}


@pytest.mark.parametrize("role", ROLES)
def test_all_but_viewers_triage(client: Client, role: str) -> None:
    one = interaction()
    client.force_login(somebody(role))
    client.post(LIST, {"action": "resolve", "_selected_action": [str(one.pk)]})
    assert (Interaction.objects.get().status == "resolved") == (role != "viewer")


def test_set_up_twice_changes_nothing_and_keeps_what_was_given_besides() -> None:
    more = Group.objects.get(name="owner").permissions.get(codename="view_user")
    viewers = Group.objects.get(name="viewer")
    viewers.permissions.add(more)
    before = {group.name: group.permissions.count() for group in Group.objects.all()}
    set_up_roles(apps)
    assert {group.name: group.permissions.count() for group in Group.objects.all()} == before


def test_the_migrations_give_each_role_all_that_it_may_do() -> None:
    for role, allowed in ROLES.items():
        given = Permission.objects.filter(group__name=role).values_list("content_type__app_label", "codename")
        assert {f"{app}.{codename}" for app, codename in given} == set(allowed)


def test_an_owner_gives_out_roles_up_to_their_own_and_no_superpowers(client: Client) -> None:
    owner, new = somebody("owner"), User.objects.create(username="new")
    client.force_login(owner)
    address = f"/admin/auth/user/{new.pk}/change/"
    page = client.get(address)
    offered = {group.name for group in page.context["adminform"].form.fields["groups"].queryset}
    assert offered == {"viewer", "agent", "lead", "owner"}
    form = {"username": "new", "is_active": "on", "is_staff": "on", "is_superuser": "on"}
    times = {"date_joined_0": "2026-11-24", "date_joined_1": "12:00:00", "last_login_0": "", "last_login_1": ""}
    client.post(address, form | times | {"groups": [str(Group.objects.get(name="agent").pk)]})
    new.refresh_from_db()
    assert (new.is_superuser, new.is_staff, [group.name for group in new.groups.all()]) == (False, True, ["agent"])


def test_an_owner_changes_no_account_that_may_more(client: Client) -> None:
    root = User.objects.create(username="root", is_staff=True, is_superuser=True)
    engineer = somebody("engineer", "eva")
    client.force_login(somebody("owner"))
    for user in (root, engineer):
        assert client.post(f"/admin/auth/user/{user.pk}/change/", {"username": "mine"}).status_code == 403
        assert client.post(f"/admin/auth/user/{user.pk}/password/", {}).status_code == 403
