"""The sample year: invented customers, their chats and mails, and the loopback server that replays the chats."""
