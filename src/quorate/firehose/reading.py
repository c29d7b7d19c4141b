"""A message of the firehose as the report that it says, by the very checks of the API's bodies."""

import json
from collections.abc import Mapping
from typing import Final

from pydantic import TypeAdapter, ValidationError

from quorate.api.around.problems import refusal_of
from quorate.api.shapes import AlarmItem, ReportItem
from quorate.api.steps.reported import report_of
from quorate.firehose.model import Partition, digit_of, place_of
from quorate.intake.model import Report, ReportKind
from quorate.vocabulary.problems import Problem, Refusal

_SHAPES: Final[Mapping[ReportKind, TypeAdapter[ReportItem] | TypeAdapter[AlarmItem]]] = {
    ReportKind.ALARM: TypeAdapter(AlarmItem),
    ReportKind.REPORT: TypeAdapter(ReportItem),
}


def read_message(partition: Partition, subject: str, body: bytes) -> Report | Refusal:
    """The report of the partition's source; the refusal names a field and never its content.

    What claims another partition than its subject's is refused: two of one subject could overtake
    each other there.
    """
    place = place_of(subject)
    if place is None or place.partition != partition:
        return Refusal(Problem.BODY_INVALID, "subject: not one of this partition", "subject")
    try:
        item = _SHAPES[place.kind].validate_python(json.loads(body))
    except ValidationError as error:
        return refusal_of(error)
    except (ValueError, RecursionError):
        return Refusal(Problem.BODY_INVALID, "the body is not JSON", "body")
    report = report_of(partition.source, item.key, item)
    if digit_of(report.subject) != partition.digit:
        return Refusal(Problem.BODY_INVALID, "subject: its partition is another", "subject")
    return report
