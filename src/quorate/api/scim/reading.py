"""Bodies as directories really send them, made what the schema says before it is checked."""

from collections.abc import Iterator, Mapping
from typing import Any, Final, cast

from scim2_models import Context, PatchOp

from quorate.api.scim.schema import POLICY, WORKFORCE, EnterpriseUser, ServedUser
from quorate.intake.wellformed import fault_of_json

ENTERPRISE: Final = str(EnterpriseUser.__schema__)
LONGEST: Final = 4_000
"""Characters of any text: all that a source can say of one person fits into one entry."""
LONGEST_NAME: Final = 255
"""Of what users are found by: an index holds no more."""
_READ_ONLY: Final = frozenset({"id", "meta"})


def read_user(body: Mapping[str, Any], context: Context) -> Any:
    """A whole user of a POST or PUT. Raises pydantic's ValidationError."""
    return ServedUser.model_validate(_mended(_own(body)), scim_ctx=context, scim_policy=POLICY)


def _own(value: Mapping[str, Any]) -> dict[str, Any]:
    """Without what only the service assigns: Okta sends it along."""
    return {k: v for k, v in value.items() if k.lower() not in _READ_ONLY}


def unfit(resource: Mapping[str, Any]) -> str:
    """Why database or log could not hold this user; empty when they can."""
    work = cast("Mapping[str, Any]", resource.get(WORKFORCE) or {})
    named = (resource.get("userName"), resource.get("externalId"), work.get("person"))
    if any(len(str(name)) > LONGEST_NAME for name in named if name):
        return f"userName, externalId and person have at most {LONGEST_NAME} characters"
    if any(len(text) > LONGEST for text in _texts(resource)):
        return f"a text has at most {LONGEST} characters"
    return fault_of_json(resource) or ""


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        held = cast("dict[str, object] | list[object]", value)
        for part in held.values() if isinstance(held, dict) else held:
            yield from _texts(part)


def read_patch(body: Mapping[str, Any]) -> Any:
    """The operations of a PATCH. Raises pydantic's ValidationError."""
    wanted: Any = PatchOp.__class_getitem__(ServedUser)
    mended = {k: _operations(v) if k.lower() == "operations" else v for k, v in body.items()}
    return wanted.model_validate(
        mended, scim_ctx=Context.RESOURCE_PATCH_REQUEST, scim_policy=POLICY
    )


def _operations(value: Any) -> Any:
    if not isinstance(value, list):
        return value
    found = cast("list[Any]", value)
    return [_operation(cast("Mapping[str, Any]", o)) if isinstance(o, dict) else o for o in found]


def _operation(operation: Mapping[str, Any]) -> dict[str, Any]:
    """Entra sends a manager as the bare id, or as a list of one."""
    keys = {k.lower(): k for k in operation}
    path, value = operation.get(keys.get("path", "path")), operation.get(keys.get("value", "value"))
    mended = dict(operation)
    if isinstance(path, str) and path.lower() == f"{ENTERPRISE}:manager".lower():
        mended[keys.get("value", "value")] = _manager(value)
    elif isinstance(value, dict):
        mended[keys["value"]] = _mended(_own(cast("Mapping[str, Any]", value)))
    return mended


def _mended(value: Mapping[str, Any]) -> dict[str, Any]:
    found = dict(value)
    for key, held in value.items():
        if key.lower() == f"{ENTERPRISE}:manager".lower():
            found[key] = _manager(held)
        elif key.lower() == ENTERPRISE.lower() and isinstance(held, dict):
            inner = cast("Mapping[str, Any]", held)
            found[key] = {k: _manager(v) if k.lower() == "manager" else v for k, v in inner.items()}
    return found


def _manager(value: Any) -> Any:
    """The manager as an object; an empty one is none."""
    if isinstance(value, list):
        entries = cast("list[Any]", value)
        value = entries[0] if entries else None
    if isinstance(value, str):
        return {"value": value} if value else None
    return value
