"""A mail server that keeps what it takes, or takes nothing for now."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from email import message_from_string
from email.message import Message


@dataclass
class Sink:
    """`away` answers each letter with 451, as a server does that asks to come again. `reached` is
    whom it was told to hand what it took to."""

    port: int = 0
    away: bool = False
    taken: list[Message] = field(default_factory=list[Message])
    reached: list[str] = field(default_factory=list[str])

    async def talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"220 sink\r\n")
        while line := (await reader.readline()).decode().strip():
            word = line[:4].upper()
            if word == "RCPT":
                self.reached.append(line.partition(":")[2])
            if word == "DATA":
                writer.write(b"354 go on\r\n")
                lines: list[str] = []
                while (said := (await reader.readline()).decode()) != ".\r\n":
                    lines.append(said)
                self.taken.append(message_from_string("".join(lines)))
            if word == "DATA":
                writer.write(b"250 taken\r\n")
            elif word == "RCPT" and self.away:
                writer.write(b"451 later\r\n")
            else:
                writer.write(b"221 bye\r\n" if word == "QUIT" else b"250 good\r\n")
            await writer.drain()
            if word == "QUIT":
                break
        writer.close()


@asynccontextmanager
async def sink() -> AsyncGenerator[Sink]:
    found = Sink()
    server = await asyncio.start_server(found.talk, "127.0.0.1", 0)
    found.port = server.sockets[0].getsockname()[1]
    async with server:
        yield found
