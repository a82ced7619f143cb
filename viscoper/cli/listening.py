"""Where a command that serves may listen."""

import ipaddress
import socket

from viscoper.errors import UsageError


def check_address(host: str, port: int, token: str | None) -> None:
    """Raises UsageError when others could reach the address without an access token, or nothing can listen there."""
    if token is None and not is_loopback(host):
        raise UsageError(f"--host {host} is not this machine alone: set VISCOPER_ACCESS_TOKEN to serve others")
    refuse_taken(host, port)


def is_loopback(host: str) -> bool:
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def refuse_taken(host: str, port: int) -> None:
    """Raises UsageError when nothing can listen there."""
    try:
        with socket.create_server((host, port)):
            pass
    except OSError as error:
        raise UsageError(f"nothing can listen at {host}:{port}: {error.strerror}; choose another --port") from None
