"""How conversations come in."""
