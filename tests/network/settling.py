"""An installation's settings for a PDS that trusts a labeler of ours with its moderation."""

from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from quorate.preparing import Place, write_secret

ACTIONS = "[no_violation, warn, hide_content, take_down, lock]"


def edited(path: Path, old: str, new: str) -> None:
    """One passage of a file."""
    said = path.read_text()
    assert old in said, said
    path.write_text(said.replace(old, new))


def settle(place: Place, service: str, key: EllipticCurvePrivateKey, *, mails: bool) -> None:
    """By the labeler's own key, whose DID is `service`: nobody shares the PDS's password. Between
    the settings and the founding."""
    pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    write_secret(place.folder / "effector/service_key", pem.decode())
    edited(
        place.folder / "effector/effector.toml",
        'password_file = "token"\nmails = false',
        f'key_file = "service_key"\ndid = "{service}"\nmails = {str(mails).lower()}',
    )
    edited(
        place.folder / "keys/policies.yaml",
        "[no_violation, warn, remove_content, suspend, lock, deactivate]",
        ACTIONS,
    )
