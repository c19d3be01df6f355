"""One module a command, and what several commands share."""
