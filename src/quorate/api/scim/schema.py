"""What is served: users with two extensions. What is not needed has no attribute and is not kept:
phone numbers, addresses, photos and passwords that a directory sends are ignored."""

import re
from collections.abc import Callable
from typing import Annotated, Final

from pydantic import Field, field_validator
from scim2_models import (
    URN,
    AuthenticationScheme,
    Bulk,
    CaseExact,
    ChangePassword,
    ComplexAttribute,
    Email,
    ETag,
    Extension,
    Filter,
    Name,
    Pagination,
    Patch,
    Reference,
    Required,
    Resource,
    ResourceType,
    ScimPolicy,
    ScimProvider,
    ServiceProviderConfig,
    Sort,
    Uniqueness,
)
from scim2_models.resources.resource import AnyExtension

from quorate.api.scim.hours import read_shifts, words
from quorate.people.roster import read_day, read_zone
from quorate.vocabulary.kinds import Employment
from quorate.vocabulary.kinds import Role as Duty

MOST_RESULTS: Final = 200
WORKFORCE: Final = "urn:quorate:scim:schemas:extension:workforce:1.0:User"
_REGION = re.compile(r"[A-Z]{2}")


def _checked(value: str | None, read: Callable[[str], object]) -> str | None:
    """The value as it came, if it can be read; a ValueError becomes `invalidValue`."""
    if value:
        read(value)
    return value


def _region(text: str) -> None:
    if not _REGION.fullmatch(text):
        raise ValueError("a region is two capital letters, ISO 3166-1 alpha-2")


class User(Resource[AnyExtension]):
    """A person as the directory knows them."""

    __schema__ = URN("urn:ietf:params:scim:schemas:core:2.0:User")

    user_name: Annotated[str | None, Uniqueness.server, Required.true] = None
    """The name that the person signs in with at the directory."""

    name: Name | None = None
    """The person's real name."""

    display_name: str | None = None
    """The name as it is shown to administrators here."""

    emails: list[Email] | None = None
    """The person's mail addresses."""

    active: bool | None = None
    """False: everything the person may do ends at once. True alone brings nobody back."""

    timezone: str | None = Field(
        default=None, examples=["UTC", "Europe/Berlin", "America/New_York"]
    )
    """The time zone of the person's shifts and last days, as the tz database names it."""

    @field_validator("timezone")
    @classmethod
    def _known_zone(cls, value: str | None) -> str | None:
        return _checked(value, read_zone)


class Manager(ComplexAttribute):
    """The manager as another user of this directory."""

    value: Annotated[str | None, CaseExact.true] = None
    """The id of the manager's user."""

    ref: Annotated[Reference["User"] | None, CaseExact.true] = Field(  # pyright: ignore
        default=None, serialization_alias="$ref", validation_alias="$ref"
    )
    """The address of the manager's user."""


class EnterpriseUser(Extension):
    """Of the enterprise extension only what says who manages whom."""

    __schema__ = URN("urn:ietf:params:scim:schemas:extension:enterprise:2.0:User")

    manager: Manager | None = None
    """The user's manager."""


class Workforce(Extension):
    """What a directory says about a person's work.

    A list is one text: directories map single values most reliably, and there is no adding to it
    that forgets to take away.
    """

    __schema__ = URN(WORKFORCE)

    person: Annotated[str | None, CaseExact.true] = None
    """The id of the people file, where it is not made here. Choose one that names nobody."""

    employment: str | None = Field(default=None, examples=[e.value for e in Employment])
    """The relation to the company."""

    vendor: str | None = None
    """The company that a contractor comes from."""

    team: str | None = None
    """The team."""

    manager: str | None = None
    """The manager's id of the people file, where the manager is no user of this directory."""

    last_working_day: str | None = Field(default=None, examples=["2030-06-28", "2031-12-31"])
    """The last day of work, in the user's time zone: access ends with that day's shift."""

    contract_end: str | None = Field(default=None, examples=["2030-06-30", "2031-12-31"])
    """The last day of the contract, in the user's time zone."""

    shifts: str | None = Field(
        default=None, examples=["MO-FR 08:00-16:30", "MO,WE 22:00-06:00; SA 10:00-18:00"]
    )
    """The weekly hours of work in the user's time zone, separated by semicolons."""

    training: str | None = None
    """Courses passed, separated by commas."""

    roles: str | None = Field(default=None, examples=["reviewer", "lead, reviewer"])
    """What the person is employed to do here, separated by commas."""

    regions: str | None = Field(default=None, examples=["DE", "DE, FR"])
    """Regions the person works for, ISO 3166-1 alpha-2, separated by commas."""

    languages: str | None = None
    """Languages the person works in, RFC 5646, separated by commas."""

    @field_validator("employment")
    @classmethod
    def _known_employment(cls, value: str | None) -> str | None:
        return _checked(value, Employment)

    @field_validator("last_working_day", "contract_end")
    @classmethod
    def _a_day(cls, value: str | None) -> str | None:
        return _checked(value, lambda text: read_day({"date": text}, "date"))

    @field_validator("shifts")
    @classmethod
    def _hours(cls, value: str | None) -> str | None:
        return _checked(value, read_shifts)

    @field_validator("roles")
    @classmethod
    def _known_roles(cls, value: str | None) -> str | None:
        return _checked(value, lambda text: [Duty(word) for word in words(text)])

    @field_validator("regions")
    @classmethod
    def _codes(cls, value: str | None) -> str | None:
        return _checked(value, lambda text: [_region(word) for word in words(text)])


ServedUser = User[EnterpriseUser | Workforce]
# Entra selects what to remove by its value, and names entries that are not there yet.
POLICY: Final = ScimPolicy(
    unknown=ScimPolicy.Unknown.ignore,
    remove_value_as_filter=ScimPolicy.RemoveValue.apply,
    unmatched_path_filter=ScimPolicy.UnmatchedPathFilter.create,
)
CONFIG: Final = ServiceProviderConfig(
    patch=Patch(supported=True),
    bulk=Bulk(supported=False, max_operations=0, max_payload_size=0),
    filter=Filter(supported=True, max_results=MOST_RESULTS),
    change_password=ChangePassword(supported=False),
    sort=Sort(supported=True),
    etag=ETag(supported=True),
    pagination=Pagination(cursor=False, index=True, max_page_size=MOST_RESULTS),
    authentication_schemes=[
        AuthenticationScheme(
            type=AuthenticationScheme.Type.oauthbearertoken,
            name="Bearer token",
            description="The source's own token, made by `quorate people source`",
            primary=True,
        )
    ],
)
PROVIDER: Final = ScimProvider(
    models=[User, EnterpriseUser, Workforce],
    resource_types=[ResourceType.from_resource(ServedUser)],
    config=CONFIG,
    policy=POLICY,
)
