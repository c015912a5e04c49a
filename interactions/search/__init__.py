"""The search of the conversations: its language, its index, and what it finds."""
