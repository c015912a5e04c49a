"""LiveChat: its client, its parser and the source that joins them."""
