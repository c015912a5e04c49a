"""The sales mailbox: its client, its parser and the source that joins them."""
