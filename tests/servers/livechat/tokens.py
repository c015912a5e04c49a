"""Access tokens: personal ones (Basic) and OAuth's (Bearer), their scopes, role and groups.

Source: platform.text.com/docs/authorization/personal-access-tokens and .../authorization/scopes.
"""

import base64
import binascii
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from tests.servers.livechat.errors import ApiError

READ_SCOPES = (
    "chats--all:ro",
    "customers:ro",
    "agents--all:ro",
    "agents-bot--all:ro",
    "groups--all:ro",
    "tags--all:ro",
    "properties.license.value--all:ro",
)
ADMINISTRATORS = frozenset({"owner", "viceowner", "administrator"})
DEFAULT_ACCOUNT = "6d3f1a52-9f0f-4c1b-8c52-1f7b6a0e9d01"
# What each level of a scope contains: all > access (or groups) > my.
_WIDER = {"all": ("all",), "access": ("access", "all"), "groups": ("groups", "all"), "my": ("my", "access", "all")}


@dataclass(frozen=True)
class Token:
    """One access token. `secret` may hold colons: LiveChat's carry a region prefix (`dal:`)."""

    account_id: str = DEFAULT_ACCOUNT
    secret: str = "dal:test-token"
    scopes: tuple[str, ...] = READ_SCOPES
    role: Literal["owner", "viceowner", "administrator", "normal"] = "administrator"
    group_ids: tuple[int, ...] = (0,)
    kind: Literal["personal", "oauth"] = "personal"

    @property
    def encoded(self) -> str:
        """The base64 text that the console shows beside a personal token."""
        return base64.b64encode(f"{self.account_id}:{self.secret}".encode()).decode()

    @property
    def header(self) -> str:
        """The value of `Authorization` that this token is used with."""
        return f"Basic {self.encoded}" if self.kind == "personal" else f"Bearer {self.secret}"

    @property
    def sees_deleted(self) -> bool:
        """Tell whether deleted events come with their text; agents with the role normal get a stub."""
        return self.role in ADMINISTRATORS

    @property
    def sees_every_group(self) -> bool:
        return self.may("chats--all:ro")

    def may(self, scope: str) -> bool:
        """Tell whether the token holds a scope, or one that contains it (rw > ro, all > access > my).

        `chats--all` needs the role administrator as well.
        """
        held = [s for s in self.scopes if not s.startswith("chats--all") or self.role in ADMINISTRATORS]
        return any(name in held for name in _containing(scope))

    def require(self, scopes: Iterable[str]) -> None:
        """Raise the authorization error unless the token holds one of the scopes."""
        if not any(self.may(scope) for scope in scopes):
            raise ApiError("authorization")

    def reaches(self, group_ids: Iterable[int]) -> bool:
        """Tell whether a chat or thread with this access may be read; group 0 stands for everyone."""
        return self.sees_every_group or any(group == 0 or group in self.group_ids for group in group_ids)


def _containing(scope: str) -> list[str]:
    name, _, mode = scope.partition(":")
    modes = ("ro", "rw") if mode == "ro" else (mode,)
    resource, dashes, level = name.partition("--")
    levels = [f"{resource}--{wider}" for wider in _WIDER[level]] if dashes else [resource]
    return [f"{level}:{mode}" for level in levels for mode in modes]


def authenticate(header: str | None, tokens: Iterable[Token]) -> Token:
    """Find the token that an `Authorization` header presents. Raises the authentication error."""
    scheme, _, value = (header or "").partition(" ")
    presented = _basic(value) if scheme.lower() == "basic" else None
    for token in tokens:
        if token.kind == "personal" and presented == (token.account_id, token.secret):
            return token
        if token.kind == "oauth" and scheme.lower() == "bearer" and value == token.secret:
            return token
    raise ApiError("authentication", "Invalid access token")


def _basic(value: str) -> tuple[str, str] | None:
    """Decode `account_id:token`, split at the first colon; None if it is anything else."""
    try:
        account_id, colon, secret = base64.b64decode(value, validate=True).decode().partition(":")
        uuid.UUID(account_id)
    except (binascii.Error, ValueError):
        return None
    return (account_id, secret) if colon else None
