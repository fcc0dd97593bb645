"""What one column says by its name, its label and its contents, and which columns belong together."""
