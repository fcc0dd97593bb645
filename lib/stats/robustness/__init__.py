"""Whether many specifications of one result together say more than chance."""
