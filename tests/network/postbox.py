"""A mail server that keeps what it is given, in a thread of its own."""

import socketserver
import threading
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage


@dataclass
class Postbox:
    """`mails` in the order of their coming."""

    port: int = 0
    mails: list[EmailMessage] = field(default_factory=list[EmailMessage])

    def to(self, address: str) -> list[EmailMessage]:
        return [mail for mail in list(self.mails) if mail["To"] == address]


@contextmanager
def postbox() -> Generator[Postbox]:
    """Speaks as much SMTP as a client needs (RFC 5321)."""
    made = Postbox()

    class Session(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            self.say("220 postbox")
            for line in self.rfile:
                word = line[:4].upper()
                if word == b"QUIT":
                    self.say("221 bye")
                    return
                if word == b"DATA":
                    self.say("354 go on")
                    self.take()
                self.say("250 well")

        def take(self) -> None:
            lines: list[bytes] = []
            for line in self.rfile:
                if line == b".\r\n":
                    break
                lines.append(line.removeprefix(b".") if line.startswith(b"..") else line)
            made.mails.append(message_from_bytes(b"".join(lines), policy=policy.default))

        def say(self, words: str) -> None:
            self.wfile.write(f"{words}\r\n".encode())

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Session) as server:
        server.daemon_threads = True
        made.port = int(server.server_address[1])
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield made
        finally:
            server.shutdown()
            thread.join()
