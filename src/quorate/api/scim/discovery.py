"""What this service can do and which shapes it knows (RFC 7644 section 4)."""

from collections.abc import Sequence
from typing import Any

from scim2_models import (
    Context,
    ForbiddenException,
    ListResponse,
    Meta,
    NotFoundException,
    NotImplementedException,
    Resource,
    ResourceType,
    Schema,
)
from starlette.responses import Response

from quorate.api.scim.door import Call, answer
from quorate.api.scim.schema import CONFIG, PROVIDER

_QUERY = Context.RESOURCE_QUERY_RESPONSE


def _placed(call: Call, resource: Resource[Any], kind: str, path: str) -> Any:
    placed = resource.model_copy(deep=True)
    placed.meta = Meta(resource_type=kind, location=f"{call.base}/{path}")
    return placed


async def config(call: Call) -> Response:
    """The service provider configuration."""
    found = _placed(call, CONFIG, "ServiceProviderConfig", "ServiceProviderConfig")
    return answer(found.model_dump(scim_ctx=_QUERY))


def _schemas(call: Call) -> list[Schema]:
    return [_placed(call, s, "Schema", f"Schemas/{s.id}") for s in PROVIDER.schemas]


def _types(call: Call) -> list[ResourceType]:
    found = PROVIDER.resource_types
    return [_placed(call, t, "ResourceType", f"ResourceTypes/{t.id}") for t in found]


def _listed(call: Call, kind: type[Resource[Any]], found: Sequence[Resource[Any]]) -> Response:
    if "filter" in call.request.query_params:
        raise ForbiddenException(detail="these are not filtered")
    model: Any = ListResponse.__class_getitem__(kind)
    listed = model(
        total_results=len(found), start_index=1, items_per_page=len(found), resources=list(found)
    )
    return answer(listed.model_dump(scim_ctx=_QUERY))


def _one(call: Call, found: Sequence[Resource[Any]]) -> Response:
    wanted = call.request.path_params["id"]
    for resource in found:
        if resource.id == wanted:
            return answer(resource.model_dump(scim_ctx=_QUERY))
    raise NotFoundException(detail="there is no such schema or resource type")


async def schemas(call: Call) -> Response:
    """Every schema."""
    return _listed(call, Schema, _schemas(call))


async def schema(call: Call) -> Response:
    """One schema, by its URN."""
    return _one(call, _schemas(call))


async def resource_types(call: Call) -> Response:
    """Every resource type: users."""
    return _listed(call, ResourceType, _types(call))


async def resource_type(call: Call) -> Response:
    """One resource type."""
    return _one(call, _types(call))


async def not_offered(call: Call) -> Response:
    """Bulk requests and `/Me`."""
    raise NotImplementedException(detail=f"{call.request.url.path} is not offered")
