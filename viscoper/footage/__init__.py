"""Footage: the object store it lies in, and reading its frames. Knows no model and no database."""
