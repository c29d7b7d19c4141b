"""Waiting for a platform that a test has just started."""

import time

import httpx2


def until_answering(url: str) -> None:
    """Whatever it answers. Raises TimeoutError after half a minute."""
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        try:
            httpx2.get(url, trust_env=False)
        except httpx2.HTTPError:
            time.sleep(0.05)
        else:
            return
    raise TimeoutError(f"nobody answers at {url}")
