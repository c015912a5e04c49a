"""Lines of text/plain; format=flowed joined to paragraphs again (RFC 3676). Pure."""

from collections.abc import Mapping

_SIGNATURE = "-- "


def is_flowed(parameters: Mapping[str, str]) -> bool:
    """Say whether a text part's parameters announce flowed text."""
    return parameters.get("format", "").strip().lower() == "flowed"


def join_flowed(text: str, parameters: Mapping[str, str]) -> str:
    """Return flowed text with one line a paragraph; quote marks stay at the line's start. Line ends are LF."""
    drops_space = parameters.get("delsp", "").strip().lower() == "yes"
    lines: list[str] = []
    pieces: list[str] = []
    open_depth: int | None = None
    for line in text.split("\n"):
        depth, content = _unstuff(line)
        if pieces and (depth != open_depth or content == _SIGNATURE):
            lines.append("".join(pieces))
            pieces = []
        if not pieces:
            pieces.append(f"{'>' * depth} " if depth else "")
        soft = content.endswith(" ") and content != _SIGNATURE
        pieces.append(content[:-1] if soft and drops_space else content)
        open_depth = depth
        if not soft:
            lines.append("".join(pieces))
            pieces = []
    if pieces:
        lines.append("".join(pieces))
    return "\n".join(lines)


def _unstuff(line: str) -> tuple[int, str]:
    """Return a line's quote depth and its content without the stuffed space (RFC 3676, 4.4)."""
    content = line.lstrip(">")
    return len(line) - len(content), content.removeprefix(" ")
