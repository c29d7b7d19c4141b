"""What every page of the signer needs: what it believes, its templates, the bodies it takes."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Final

from fastapi import Query
from fastapi.responses import HTMLResponse
from pydantic import BaseModel, ConfigDict, JsonValue

from quorate.languages.templating import SPOKEN, templates
from quorate.languages.tongues import TONGUE
from quorate.ledger.fields import items, text
from quorate.signer.scripted import scripted

HERE: Final = Path(__file__).parent
Link = Annotated[str, Query(max_length=1024)]


@dataclass(frozen=True, slots=True)
class Pinned:
    """What the signer believes, from its own settings: genesis, effectors, its own origin."""

    genesis: str
    effectors: Mapping[str, str]
    origin: str


class Strict(BaseModel):
    """No coercion, no unknown field."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)


class WordIn(Strict):
    """What the authenticator answered on the page of a proposal or an amendment."""

    key: str
    assertion: dict[str, JsonValue]

    def about(self, name: str, kind: str) -> dict[str, object]:
        """As `serve` takes it."""
        return {"about": name, "kind": kind, "key": self.key, "assertion": self.assertion}


_pages = templates(HERE / "templates")


def page(template: str, status: int = 200, **values: object) -> HTMLResponse:
    """A rendered template; every text in it is escaped."""
    found = _pages.get_template(template, globals=SPOKEN)
    return HTMLResponse(found.render(tongue=TONGUE.get(), scripted=scripted(), **values), status)


def passkeys_of(found: Mapping[str, object]) -> dict[str, str]:
    """Credential to key id, of the person's living passkeys."""
    return {text(k, "credential"): text(k, "key") for k in items(found, "passkeys")}
