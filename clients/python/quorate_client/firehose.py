"""Reports and alarms by NATS JetStream, for sources of many: `quorate-client[firehose]`."""

import asyncio
import hashlib
import json
from typing import Final

import nats.errors
from nats.aio.client import Client
from nats.js import JetStreamContext
from nats.js.errors import APIError, ServiceUnavailableError

from quorate_client.types import AlarmItem, ReportItem, SubjectIn

_AT_ONCE: Final = 256
_FULL: Final = 10077


class FullError(Exception):
    """The source's stream is full: nothing was taken. Wait, and publish it again."""


class NotPublishedError(Exception):
    """It may or may not have been taken. Published again it stands once."""


def partition_of(subject: SubjectIn) -> str:
    """The last word of a report's NATS subject: what is about one account or message stays in
    order."""
    named = f"{subject['connector']}\n{subject['kind']}\n{subject['id']}"
    return hashlib.sha256(named.encode()).hexdigest()[0]


class Firehose:
    """One source's way in, over a connection that its owner opens and closes:

    `await nats.connect("tls://…", user=…, password=…, inbox_prefix="_INBOX.SOURCE")`.
    """

    def __init__(self, client: Client, source: str) -> None:
        self._js, self._source = JetStreamContext(client), source
        self._at_once = asyncio.Semaphore(_AT_ONCE)

    async def report(self, report: ReportItem) -> None:
        """Returns once the cluster has it. At most 256 are on their way at once, and more wait
        here; of two about one subject the later keeps its place only if it waits for the earlier.
        Raises FullError or NotPublishedError; what is no report is seen in `quorate-aside`."""
        await self._publish("report", report)

    async def alarm(self, alarm: AlarmItem) -> None:
        """The same, for a machine's alarm with its score."""
        await self._publish("alarm", alarm)

    async def _publish(self, kind: str, item: ReportItem | AlarmItem) -> None:
        subject = f"quorate.intake.{self._source}.{kind}.{partition_of(item['subject'])}"
        body = json.dumps(item).encode()
        # By all that it says: a key that is used for something else is heard of, not dropped.
        headers = {"Nats-Msg-Id": hashlib.sha256(kind.encode() + body).hexdigest()}
        async with self._at_once:
            try:
                await self._js.publish(subject, body, headers=headers)
            except (nats.errors.Error, TimeoutError) as error:
                raise _told(error) from error


def _told(error: Exception) -> Exception:
    full = isinstance(error, ServiceUnavailableError) and error.err_code == _FULL
    if full:
        return FullError("the stream is full")
    said = error.description if isinstance(error, APIError) else str(error)
    return NotPublishedError(said or type(error).__name__)
