"""What LiveChat wants in its Authorization header, made from whatever was pasted into the settings. Pure.

Source: https://platform.text.com/docs/authorization/personal-access-tokens - Basic base64("<account_id>:<token>").
"""

import base64
import binascii
import re
from dataclasses import dataclass, field

from ingest.source import SourceRefused

ACCOUNT_AND_TOKEN = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}:.+", re.IGNORECASE)
"""The account id is a UUID. The token may hold colons itself (`dal:...`), so only the first one separates."""

REMEDY = (
    "Set BOO_LIVECHAT_ACCOUNT_ID and BOO_LIVECHAT_PAT, or BOO_LIVECHAT_PAT_BASE64 to the base64 of accountId:token, "
    "as the Developer Console showed them when the token was made."
)


@dataclass(frozen=True, slots=True)
class Credentials:
    """An account and its personal access token; the token never shows in a repr."""

    account_id: str
    token: str = field(repr=False)

    @property
    def authorization(self) -> str:
        """The value of the Authorization header."""
        return "Basic " + base64.b64encode(f"{self.account_id}:{self.token}".encode()).decode()


def parse_credentials(account_id: str, token: str, encoded: str) -> Credentials:
    """Return the credentials from three settings, any of which may be empty.

    `token` may be the plain token, or the encoded string pasted in its place; `encoded` may also be left unencoded.
    Raises SourceRefused when they are missing, malformed, or name two accounts.
    """
    account_id, pasted = account_id.strip(), (encoded or token).strip().removeprefix("Basic ").strip()
    if not pasted:
        raise _malformed("LiveChat's token is missing.")
    pair = _account_and_token(pasted, must_be_encoded=bool(encoded.strip()))
    named, secret = pair if pair else (account_id, pasted)
    if account_id and account_id.lower() != named.lower():
        raise _malformed("BOO_LIVECHAT_ACCOUNT_ID is not the account that the encoded LiveChat token names.")
    _check("BOO_LIVECHAT_ACCOUNT_ID", named)
    _check("BOO_LIVECHAT_PAT", secret)
    if "@" in named or ":" in named:
        raise _malformed("BOO_LIVECHAT_ACCOUNT_ID is not an account id: that looks like a UUID, not like an address.")
    return Credentials(named, secret)


def _account_and_token(pasted: str, *, must_be_encoded: bool) -> tuple[str, str] | None:
    """Return what the pasted string holds when it is the pair, encoded or plain; None when it is a token alone."""
    if ACCOUNT_AND_TOKEN.fullmatch(pasted):
        account_id, _, token = pasted.partition(":")
        return account_id, token
    decoded = _decode(pasted)
    if decoded is not None and (ACCOUNT_AND_TOKEN.fullmatch(decoded) or must_be_encoded):
        account_id, _, token = decoded.partition(":")
        if account_id and token:
            return account_id, token
    if must_be_encoded:
        raise _malformed("BOO_LIVECHAT_PAT_BASE64 is not the base64 of accountId:token.")
    return None


def _decode(pasted: str) -> str | None:
    compact = "".join(pasted.split())
    try:
        # `echo` without -n encodes a line end too.
        return base64.b64decode(compact + "=" * (-len(compact) % 4), validate=True).decode().rstrip("\r\n")
    except (binascii.Error, ValueError):
        return None


def _check(name: str, value: str) -> None:
    if not value:
        raise _malformed(f"{name} is missing.")
    if not value.isascii() or not value.isprintable() or " " in value:
        raise _malformed(f"{name} holds a space or a character that no LiveChat credential has.")


def _malformed(message: str) -> SourceRefused:
    return SourceRefused(message, remedy=REMEDY, code="credentials")
