"""Claude as a further judge, for what rules and classifier leave open. Off without an API key."""
