"""The name of a person outside: for the platform, for whom an effect concerns, in public.

The effector makes it, whose key nobody else holds. Whom it stands for is opened by an amendment of
charge `identity`.
"""

import hashlib
import hmac
import re
from collections.abc import Iterable
from typing import Final

_DOMAIN: Final = b"quorate/person/v1\n"
_FORM: Final = re.compile(r"person_[0-9a-f]{32}")


def pseudonym(key: bytes, person: str) -> str:
    """The first 128 bits of HMAC-SHA256(k_subject, person): the same for as long as the key is.

    The domain tag keeps it apart from the pseudonyms of subjects, which the same key makes.
    """
    mac = hmac.digest(key, _DOMAIN + person.encode(), hashlib.sha256)
    return f"person_{mac.hex()[:32]}"


def is_pseudonym(name: str) -> bool:
    """Whether it has the form of a person's pseudonym."""
    return _FORM.fullmatch(name) is not None


def person_behind(key: bytes, name: str, people: Iterable[str]) -> str | None:
    """Which of the people the pseudonym stands for."""
    return next((person for person in people if pseudonym(key, person) == name), None)
