"""What a conversation is about and how it sounds: pure judgement over customers' own words."""
