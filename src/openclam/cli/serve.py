"""`openclam serve`: the site, on this computer."""

from __future__ import annotations

import errno
import signal
import socket
import sys
import threading
import webbrowser
from pathlib import Path
from typing import Annotated, Any

import typer

from openclam.cli.shared import ExerciseOption, print_out
from openclam.errors import OpenClamError, UsageError
from openclam.setup.optional import load_optional

_PARTS = ("fastapi", "uvicorn", "sqlalchemy", "python_multipart", "websockets")
_SHUTDOWN_S = 3
_EVERYWHERE = ("0.0.0.0", "::")  # noqa: S104 - names of what a user may ask for


def serve(
    host: Annotated[
        str, typer.Option(metavar="ADDRESS", help="Where to listen; 0.0.0.0 for the whole network.")
    ] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65535, metavar="N", help="0 takes any that is free.")] = 8000,
    database: Annotated[
        str | None,
        typer.Option(metavar="URL", help="Where saved sets are kept; SQLite in your data folder without it."),
    ] = None,
    settings: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Practice, limits and words (TOML); docs/site.md describes it.")
    ] = None,
    exercise: ExerciseOption = None,
    open_browser: Annotated[bool, typer.Option("--open/--no-open", help="Show it in your browser.")] = False,
) -> None:
    """Serve the site: the exercise page, the live coach, recordings and history."""
    for part in _PARTS:
        load_optional(part, "site", "The site")
    import uvicorn

    from openclam.web.settings import Settings, load_settings
    from openclam.web.site.app import create_app

    chosen = load_settings(settings) if settings is not None else Settings()
    if database is not None:
        chosen = chosen.model_copy(update={"site": chosen.site.model_copy(update={"database": database})})
    if exercise is not None:
        chosen = chosen.model_copy(update={"site": chosen.site.model_copy(update={"exercise": exercise})})
    listening = listen(host, port)
    try:
        app = create_app(chosen)
    except OpenClamError:
        listening.close()
        raise
    address = address_of(listening)
    print_out(f"OpenClam is at {address} (Ctrl-C stops it)")
    sys.stdout.flush()
    if open_browser:
        # As soon as the socket listens a browser may ask: it is answered once the site has started.
        threading.Thread(target=webbrowser.open, args=(address,), daemon=True).start()
    _hang_up_as_end()
    uvicorn.Server(uvicorn.Config(app, **server_options(chosen.site.connections))).run(sockets=[listening])


def server_options(connections: int | None = None) -> dict[str, Any]:
    """What uvicorn is run with: nothing is written down of who asked what, and nothing told of what runs here.

    Args:
        connections: the most at once; as in the settings.
    """
    from openclam.web.live.routes import SERVER
    from openclam.web.site.connections import BACKLOG, MOST, connection_class

    return {
        "log_level": "error",  # a warning for each malformed request would be written by whoever sends them
        "http": connection_class(connections or MOST),
        "backlog": BACKLOG,
        "access_log": False,
        "server_header": False,
        "proxy_headers": False,
        "timeout_graceful_shutdown": _SHUTDOWN_S,
        **SERVER,
    }


def _hang_up_as_end() -> None:
    """Have a terminal that is closed end the site as SIGTERM does: with its recordings and engines gone."""
    if hasattr(signal, "SIGHUP") and signal.getsignal(signal.SIGHUP) is not signal.SIG_IGN:
        signal.signal(signal.SIGHUP, lambda *_: signal.raise_signal(signal.SIGTERM))


def listen(host: str, port: int) -> socket.socket:
    """A socket that listens there.

    Raises:
        UsageError: there is no such address, or it may not be used.
        OpenClamError: the port is taken.
    """
    try:
        family, _, _, _, where = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)[0]
        listening = socket.socket(family, socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise UsageError(f"--host: expected an address of this computer, such as 127.0.0.1; got {host!r}.") from error
    try:
        if sys.platform != "win32":  # there it would let two servers share a port
            listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind(where)
        listening.listen(2048)
    except OSError as error:
        listening.close()
        if error.errno == errno.EADDRINUSE:
            raise OpenClamError(
                f"port {port} of {host} is taken, perhaps by an OpenClam that runs already. Stop that one, or choose "
                f"another: openclam serve --port {port + 1 if port < 65535 else 0}"
            ) from error
        if error.errno == errno.EACCES:
            raise UsageError(f"--port: {port} may not be used by this user. Choose one from 1024 up.") from error
        raise UsageError(
            f"--host: expected an address of this computer, such as 127.0.0.1; got {host!r} ({error.strerror})."
        ) from error
    return listening


def address_of(listening: socket.socket) -> str:
    """What to type into a browser on this computer."""
    host, port = listening.getsockname()[:2]
    if host in _EVERYWHERE:
        host = "localhost"
    return f"http://{f'[{host}]' if ':' in host else host}:{port}/"
