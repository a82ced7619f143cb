"""Ports for what the tests start."""

import secrets
import socket

# Below those that systems give out by themselves (Linux from 32768): Ray alone takes dozens of these while it starts.
CHOSEN_BY_HAND = range(20_000, 32_000)


def free_port() -> int:
    """A port of 127.0.0.1 that nothing listens at, and that nothing takes by chance before it is used."""
    while True:
        port = secrets.choice(CHOSEN_BY_HAND)
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) != 0:
                return port
