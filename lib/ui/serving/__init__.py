"""What the server does around the pages: settings, words, health, start and stop."""
