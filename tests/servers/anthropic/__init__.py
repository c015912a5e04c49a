"""A strict server that speaks as much of Anthropic's Messages API as is used, on loopback, with faults on demand."""

from tests.servers.anthropic.server import KEY, MODEL, AnthropicServer, Fault, says

__all__ = ["KEY", "MODEL", "AnthropicServer", "Fault", "says"]
