"""What pages are made of: controls, blocks, files, code, long work."""
