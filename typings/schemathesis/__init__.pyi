"""What the fuzzing uses of it: only the long commands install it, and types are checked without."""

from collections.abc import Callable
from typing import Any, TypeVar

from requests.auth import AuthBase

_Hook = TypeVar("_Hook", bound=Callable[..., Any])
_Serializer = Callable[[Any, Any], bytes]

class _Auth:
    def set_from_requests(self, auth: AuthBase) -> None: ...

auth: _Auth

def serializer(*media_types: str) -> Callable[[_Serializer], _Serializer]: ...
def hook(hook: _Hook) -> _Hook: ...
