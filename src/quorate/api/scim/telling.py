"""From a user as the directory sent it to what follows for the person, free of personal data."""

from collections.abc import Collection, Mapping
from datetime import date
from typing import Any

from quorate.api.scim.hours import read_shifts, words
from quorate.api.scim.schema import EnterpriseUser, Workforce
from quorate.ledger.entry import Json
from quorate.people.drafts import Post
from quorate.people.facts import Facts
from quorate.vocabulary.kinds import Employment, Role

LISTS = ("languages", "regions", "roles", "shifts", "training")


def work_of(user: Any) -> Workforce:
    """The user's workforce extension; an empty one where there is none."""
    found: object = user[Workforce]
    return found if isinstance(found, Workforce) else Workforce()


def manager_of(user: Any) -> str | None:
    """The id of the manager's user."""
    found: object = user[EnterpriseUser]
    manager = found.manager if isinstance(found, EnterpriseUser) else None
    return manager.value if manager else None


def stated(user: Any, before: Collection[str]) -> list[str]:
    """The lists that the source has ever sent: left out later, such a list is an empty one."""
    work = work_of(user)
    return sorted({*before, *(name for name in LISTS if getattr(work, name))})


def facts_of(user: Any, ever: Collection[str], manager: str | None) -> Mapping[str, Json]:
    """Facts and post as they are stored; `manager` is the person behind the manager's user."""
    work = work_of(user)

    def held(name: str) -> str | None:
        """The list as it is said, empty where it was once said and now is not."""
        text: str | None = getattr(work, name)
        return text or ("" if name in ever else None)

    def listed(name: str) -> frozenset[str] | None:
        text = held(name)
        return None if text is None else frozenset(words(text))

    shifts, roles = held("shifts"), listed("roles")
    facts = Facts(
        active=user.active,
        zone=user.timezone,
        shifts=None if shifts is None else read_shifts(shifts),
        last_working_day=_day(work.last_working_day),
        contract_end=_day(work.contract_end),
        roles=None if roles is None else frozenset(Role(role) for role in roles),
        training=listed("training"),
        regions=listed("regions"),
        languages=listed("languages"),
    )
    post = Post(
        team=work.team or None,
        manager=work.manager or manager,
        employment=Employment(work.employment) if work.employment else None,
        vendor=work.vendor or None,
    )
    return {**facts.fields(), **post.fields()}


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
