"""What takes seconds to load, loaded before anybody asks."""

from threading import Thread

from viscoper.gallery.table import load_writer


def warm_up() -> None:
    """Imports LanceDB in a thread: a process that answers people should not begin with it."""
    Thread(target=_load, daemon=True).start()


def _load() -> None:
    import lancedb  # noqa: F401

    load_writer()
