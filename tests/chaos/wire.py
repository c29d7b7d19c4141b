"""A TCP proxy between the processes and PostgreSQL, whose connections can be cut at will."""

import contextlib
import socket
import threading


class Wire:
    """Listens on a free loopback port until closed; `port` is the server's at this moment."""

    def __init__(self, port: int) -> None:
        self.port = port
        self._open: set[socket.socket] = set()
        self._lock = threading.Lock()
        self._server = socket.create_server(("127.0.0.1", 0))
        threading.Thread(target=self._accept, daemon=True).start()

    @property
    def address(self) -> int:
        """The port to connect to."""
        return int(self._server.getsockname()[1])

    def target(self) -> int:
        """The port for the next connection."""
        return self.port

    def cut(self) -> int:
        """Resets every connection; how many there were."""
        with self._lock:
            doomed, self._open = self._open, set()
        for one in doomed:
            with contextlib.suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)
            one.close()
        return len(doomed) // 2

    def close(self) -> None:
        """Stops listening and cuts what is open."""
        self._server.close()
        self.cut()

    def _accept(self) -> None:
        while True:
            try:
                near, _ = self._server.accept()
            except OSError:
                return
            try:
                far = socket.create_connection(("127.0.0.1", self.target()), timeout=5.0)
                far.settimeout(None)
            except OSError:
                near.close()
                continue
            with self._lock:
                self._open |= {near, far}
            for one, other in ((near, far), (far, near)):
                threading.Thread(target=self._pump, args=(one, other), daemon=True).start()

    def _pump(self, one: socket.socket, other: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while data := one.recv(65536):
                other.sendall(data)
        with self._lock:
            self._open -= {one, other}
        for end in (one, other):
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
            end.close()
