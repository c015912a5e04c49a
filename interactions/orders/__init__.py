"""Order numbers in conversations, and one day the orders themselves."""
