"""What is no report is set aside with the reason, so that it blocks nothing and is not lost."""

import re
from typing import Final

import nats.errors
import structlog
from nats.aio.msg import Msg
from nats.js import JetStreamContext

from quorate.firehose.model import Partition, aside_subject
from quorate.firehose.streams import ASIDE_BODY_BYTES
from quorate.vocabulary.problems import Refusal

_UNFIT: Final = re.compile(r"[^ -~]")
_MOST: Final = 300
_log: structlog.stdlib.BoundLogger = structlog.get_logger()


async def set_aside(
    js: JetStreamContext, partition: Partition, message: Msg, refusal: Refusal
) -> bool:
    """Whether it stands in the stream of what was set aside; else it is offered again.

    A body over 64 KiB is cut. The log names source, number and field, never what was said.
    """
    number = message.metadata.sequence.stream
    headers = {
        "Nats-Msg-Id": f"{partition.stream}/{number}",
        "Quorate-Problem": refusal.problem.value,
        "Quorate-Field": _spelled(refusal.field or ""),
        "Quorate-Detail": _spelled(refusal.detail),
        "Quorate-Subject": message.subject,
    }
    body = message.data[:ASIDE_BODY_BYTES]
    told = _log.bind(source=partition.source, number=number, why=refusal.problem)
    try:
        await js.publish(aside_subject(partition.source), body, headers=headers)
    except (nats.errors.Error, TimeoutError) as error:
        told.warning("message_not_set_aside", error=type(error).__name__)
        return False
    told.warning("message_set_aside", field=_spelled(refusal.field or ""))
    return True


def _spelled(said: str) -> str:
    """Fit for a header: the name of an unknown field is the sender's own."""
    return _UNFIT.sub("?", said)[:_MOST]
