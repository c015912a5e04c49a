"""A private Dovecot for tests, and a proxy before it that plays Gmail and breaks things on purpose."""
