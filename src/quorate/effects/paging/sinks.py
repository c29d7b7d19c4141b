"""Where pages go: addresses as apprise has them."""

import pkgutil
from collections.abc import Callable, Iterable, Iterator
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Final, TypeGuard

import apprise
from apprise import plugins

# Without a limit of its own apprise sends on the thread that asks. With one it would send on one of
# a few that all sinks share, and the end of the process would wait for those.
_ASSET: Final = apprise.AppriseAsset(service_timeout=0)


def sinks(urls: Iterable[str]) -> list[Callable[[str, str], bool]]:
    """Of each address what sends a title and a body there and says whether they were taken. Raises
    ValueError for an address that apprise does not understand."""
    return [_sender(url) for url in urls]


def _sender(url: str) -> Callable[[str, str], bool]:
    found, sink = apprise.Apprise(), _sink(url)
    if sink is None or not found.add(sink):  # pyright: ignore[reportUnknownMemberType]
        raise ValueError("a pager address that apprise does not understand")
    sink.asset = _ASSET

    def send(title: str, body: str) -> bool:
        return bool(found.notify(body=body, title=title))  # pyright: ignore[reportUnknownMemberType]

    return send


def _sink(url: str) -> apprise.NotifyBase | None:
    """By the one plugin whose scheme it is: all hundred take a third of a second and 26 MB of the
    process that is to restore at once. A service's own https address is known to one of them."""
    plugin = next(_plugins(url.partition("://")[0].lower()), None)
    if plugin is None:
        return apprise.Apprise.instantiate(url)  # pyright: ignore[reportUnknownMemberType]
    # From here on as `Apprise.instantiate` has it, which asks for all plugins first: a channel's
    # hash is no fragment, and what a plugin cannot use is understood by nobody.
    try:
        told = plugin.parse_url(url.replace("/#", "/%23"))  # pyright: ignore[reportUnknownMemberType]
        made = plugin(**told) if told and plugin.enabled else None
    except Exception:
        return None
    return made if made is not None and made.enabled else None


def _plugins(scheme: str) -> Iterator[type[apprise.NotifyBase]]:
    for found in pkgutil.iter_modules(plugins.__path__, f"{plugins.__name__}."):
        spec = find_spec(found.name)
        if spec and spec.origin and f'"{scheme}"' in Path(spec.origin).read_text():
            for one in vars(import_module(found.name)).values():
                if _speaks(one, scheme):
                    yield one


def _speaks(one: object, scheme: str) -> TypeGuard[type[apprise.NotifyBase]]:
    if not isinstance(one, type) or not issubclass(one, apprise.NotifyBase):
        return False
    return scheme in one.schemas(one)  # pyright: ignore
