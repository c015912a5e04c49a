"""The one list of sources, each made from the settings."""

from django.conf import settings

from ingest.source import Source, SourceRefused
from ingest.sources.livechat.client import LiveChatClient
from ingest.sources.livechat.source import LiveChatSource

__all__ = ["livechat_source"]


def livechat_source() -> Source:
    """Return LiveChat as the settings name it. Raises SourceRefused when it isn't configured."""
    if not (settings.LIVECHAT_PAT or settings.LIVECHAT_PAT_BASE64):
        raise SourceRefused(
            "LiveChat isn't configured.",
            remedy="Set BOO_LIVECHAT_ACCOUNT_ID and BOO_LIVECHAT_PAT, or BOO_LIVECHAT_PAT_BASE64 (docs/credentials.md).",
            code="not_configured",
        )
    return LiveChatSource(
        LiveChatClient(
            settings.LIVECHAT_API_URL,
            settings.LIVECHAT_API_VERSION,
            settings.LIVECHAT_ACCOUNT_ID,
            settings.LIVECHAT_PAT,
            settings.LIVECHAT_PAT_BASE64,
        )
    )
