"""A batch whose bad items are answered one by one, while the good ones are filed."""

from collections.abc import Callable
from typing import Annotated, Any, TypeVar

from pydantic import Field, InstanceOf, TypeAdapter, ValidationError, WrapValidator
from pydantic.json_schema import SkipJsonSchema

from quorate.api.around.problems import refusal_of
from quorate.api.shapes import AlarmItem, ReportItem, Strict
from quorate.vocabulary.problems import Refusal

MOST = 100


class Unfit:
    """Stands in for an item that is not valid; no dataclass, for FastAPI would document it."""

    def __init__(self, refusal: Refusal) -> None:
        self.refusal = refusal


_Hidden = SkipJsonSchema[InstanceOf[Unfit]]
Item = TypeVar("Item", ReportItem, AlarmItem)


def _or_unfit(shape: type[Item]) -> Callable[[Any, Any], Item | Unfit]:
    adapter = TypeAdapter[Item](shape)

    def validate(value: Any, _: Any) -> Item | Unfit:
        try:
            return adapter.validate_python(value)
        except ValidationError as error:
            return Unfit(refusal_of(error))

    return validate


class ReportsIn(Strict):
    """1 to 100 reports of one source; each is answered for itself."""

    items: list[Annotated[ReportItem | _Hidden, WrapValidator(_or_unfit(ReportItem))]] = Field(
        min_length=1, max_length=MOST
    )


class AlarmsIn(Strict):
    """1 to 100 alarms of one source; each is answered for itself."""

    items: list[Annotated[AlarmItem | _Hidden, WrapValidator(_or_unfit(AlarmItem))]] = Field(
        min_length=1, max_length=MOST
    )
