"""What every picture, table and sentence shares."""
