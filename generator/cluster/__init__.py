"""Runs a real API server for as long as a trial or a test takes."""
