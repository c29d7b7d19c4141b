"""`quorate rules`: whether a set of rules can be used, and the hash that an amendment pins."""

from pathlib import Path

from quorate.authority.policyset import read_set, read_texts


def rules(folder: Path) -> None:
    """Check a folder of `.cedar` files with their schema; print the set's hash."""
    found = read_set(read_texts(folder))
    for name, sentence in sorted(found.says.items()):
        print(f"{name}: {sentence}")
    print(f"hash {found.hash}")
