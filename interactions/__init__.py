"""What we know of every conversation, and what staff do with it."""
