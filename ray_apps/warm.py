"""What takes a second to load, loaded before anybody asks."""

from threading import Thread

from viscoper.gallery.table import load_lance


def warm_up() -> None:
    """Imports Lance in a thread: a process that answers people should not begin with it."""
    Thread(target=load_lance, daemon=True).start()
