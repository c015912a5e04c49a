"""Whatever was pasted into the settings, the header is right or the error is clear."""

import base64

import pytest

from ingest.source import SourceRefused
from ingest.sources.livechat.credentials import parse_credentials

ACCOUNT = "6d3f1a52-9f0f-4c1b-8c52-1f7b6a0e9d01"
TOKEN = "dal:a-token"
ENCODED = base64.b64encode(f"{ACCOUNT}:{TOKEN}".encode()).decode()


@pytest.mark.parametrize(
    ("account_id", "token", "encoded"),
    [
        (ACCOUNT, TOKEN, ""),
        (f"  {ACCOUNT}\n", f" {TOKEN} ", ""),
        ("", "", ENCODED),
        (ACCOUNT, "", ENCODED),
        (ACCOUNT.upper(), "", ENCODED),
        (ACCOUNT, ENCODED, ""),
        ("", ENCODED, ""),
        ("", f"Basic {ENCODED}", ""),
        ("", "", f"Basic {ENCODED}"),
        ("", "", ENCODED.rstrip("=")),
        ("", "", f"{ENCODED[:20]}\n{ENCODED[20:]}"),
        ("", "", f"{ACCOUNT}:{TOKEN}"),
        (ACCOUNT, f"{ACCOUNT}:{TOKEN}", ""),
    ],
)
def test_every_way_of_pasting_gives_the_same_header(account_id: str, token: str, encoded: str) -> None:
    credentials = parse_credentials(account_id, token, encoded)

    assert (credentials.account_id.lower(), credentials.token) == (ACCOUNT, TOKEN)
    assert base64.b64decode(credentials.authorization.removeprefix("Basic ")).decode().endswith(f":{TOKEN}")


@pytest.mark.parametrize(
    ("account_id", "token", "encoded", "says"),
    [
        ("", "", "", "token is missing"),
        ("", TOKEN, "", "BOO_LIVECHAT_ACCOUNT_ID is missing"),
        (ACCOUNT, "two words", "", "BOO_LIVECHAT_PAT holds a space"),
        (ACCOUNT, "tökén", "", "BOO_LIVECHAT_PAT holds"),
        ("zoe@shop.example.net", TOKEN, "", "not an account id"),
        ("", "", "%%%", "is not the base64"),
        ("", "", base64.b64encode(b"only-a-token").decode(), "is not the base64"),
        ("", "", base64.b64encode(b"\xff\xfe\xfd").decode(), "is not the base64"),
        ("00000000-0000-4000-8000-000000000000", "", ENCODED, "is not the account"),
    ],
)
def test_malformed_credentials_are_refused_with_a_remedy(account_id: str, token: str, encoded: str, says: str) -> None:
    with pytest.raises(SourceRefused, match=says) as refusal:
        parse_credentials(account_id, token, encoded)

    assert "BOO_LIVECHAT_PAT_BASE64" in refusal.value.remedy
    assert "\n" not in str(refusal.value)


def test_a_token_never_shows_in_a_repr_or_an_error() -> None:
    assert TOKEN not in repr(parse_credentials(ACCOUNT, TOKEN, ""))
    with pytest.raises(SourceRefused) as refusal:
        parse_credentials("an@address.example", "my-secret", "")
    assert "my-secret" not in str(refusal.value)
