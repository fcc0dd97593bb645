"""What is in the data, in pictures, tables and words."""
