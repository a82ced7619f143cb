"""The steps of a search."""
