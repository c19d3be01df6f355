"""Defines the exit statuses of the program. Problems with the input are findings, too."""

CLEAN, FINDINGS, USAGE, BUG, INTERRUPTED = 0, 1, 2, 3, 130
