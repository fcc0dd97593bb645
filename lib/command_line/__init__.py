"""The command line: its options, and what a call asks about."""
