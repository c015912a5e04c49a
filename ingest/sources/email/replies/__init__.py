"""What the person wrote in a mail, apart from quoted history, signature and device footer. Pure."""

from ingest.sources.email.replies.marked import strip_html_lines, strip_html_reply
from ingest.sources.email.replies.strip import Reply, strip_reply

__all__ = ["Reply", "strip_html_lines", "strip_html_reply", "strip_reply"]
