"""Free ports of the loopback."""

from __future__ import annotations

import contextlib
import socket
import time


def port_libre() -> int:
    with socket.socket() as sonde:
        sonde.bind(("127.0.0.1", 0))
        return sonde.getsockname()[1]


def attendre_port(port: int, delai: float = 10) -> None:
    """Return when something listens there. Raises TimeoutError."""
    limite = time.monotonic() + delai
    while time.monotonic() < limite:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
            return
        time.sleep(0.02)
    raise TimeoutError(port)
