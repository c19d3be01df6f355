"""Commands that take more than a line of the command line's own."""
