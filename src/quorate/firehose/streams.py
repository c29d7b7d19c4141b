"""The streams and consumers in NATS: made where they are missing, told where they do not fit."""

from dataclasses import dataclass
from typing import Final

from nats.js import JetStreamContext
from nats.js.api import (
    AckPolicy,
    ConsumerConfig,
    ConsumerInfo,
    DiscardPolicy,
    RetentionPolicy,
    StorageType,
    StreamConfig,
)
from nats.js.errors import NotFoundError

from quorate.firehose.model import ASIDE, ASIDE_SUBJECTS, Partition, stream_of, subjects_of
from quorate.intake.actions import MOST
from quorate.vocabulary.errors import ToldError

MESSAGE_BYTES: Final = 512 * 1024
"""More than the largest report, in whichever spelling of JSON."""
ASIDE_BODY_BYTES: Final = 64 * 1024
ASIDE_BYTES: Final = 64 * 1024 * 1024
ASIDE_SECONDS: Final = 14 * 86_400.0
_IN_HAND: Final = 2 * MOST  # the next batch may be given out before the last one's word arrived
ACK_WAIT_SECONDS: Final = 10.0
"""After so long a message that a killed process had in its hands is given to another."""


class StreamError(ToldError):
    """A stream that is there and cannot be used; the message says why and the mending."""


@dataclass(frozen=True, slots=True)
class Size:
    """On how many nodes each stream is, and how much waits in it at most."""

    replicas: int
    stream_bytes: int


async def make_streams(js: JetStreamContext, sources: tuple[str, ...], size: Size) -> None:
    """One for each source, and one for what is set aside. One that is there stays as it is.

    Raises StreamError where it would lose something; nats.errors.Error.
    """
    for source in sources:
        await _made(js, _intake(source, size))
    await _made(js, _aside(size))


async def make_consumer(js: JetStreamContext, partition: Partition) -> ConsumerInfo:
    """The durable consumer of a partition, as it stands. Raises nats.errors.Error."""
    config = ConsumerConfig(
        durable_name=partition.consumer,
        filter_subject=partition.subjects,
        ack_policy=AckPolicy.EXPLICIT,
        ack_wait=ACK_WAIT_SECONDS,
        max_ack_pending=_IN_HAND,
    )
    return await js.add_consumer(partition.stream, config)  # pyright: ignore[reportUnknownMemberType]


def _intake(source: str, size: Size) -> StreamConfig:
    """Full, it refuses the new: its publisher hears that, and nothing that was taken goes."""
    return StreamConfig(
        name=stream_of(source),
        subjects=subjects_of(source),
        retention=RetentionPolicy.WORK_QUEUE,
        discard=DiscardPolicy.NEW,
        storage=StorageType.FILE,
        max_bytes=size.stream_bytes,
        max_msg_size=MESSAGE_BYTES,
        num_replicas=size.replicas,
    )


def _aside(size: Size) -> StreamConfig:
    """Full, it forgets the oldest: what nobody reads must not stop what is well."""
    return StreamConfig(
        name=ASIDE,
        subjects=[ASIDE_SUBJECTS],
        retention=RetentionPolicy.LIMITS,
        discard=DiscardPolicy.OLD,
        storage=StorageType.FILE,
        max_bytes=ASIDE_BYTES,
        max_age=ASIDE_SECONDS,
        num_replicas=size.replicas,
    )


async def _made(js: JetStreamContext, wanted: StreamConfig) -> None:
    try:
        found = (await js.stream_info(wanted.name or "")).config
    except NotFoundError:
        await js.add_stream(wanted)  # pyright: ignore[reportUnknownMemberType]
        return
    for name in ("subjects", "retention", "discard"):
        if getattr(found, name) != getattr(wanted, name):
            raise StreamError(
                f"stream {wanted.name}: {name} is not {getattr(wanted, name)}. Change it, or "
                "remove the stream once it is empty: it is made anew."
            )
