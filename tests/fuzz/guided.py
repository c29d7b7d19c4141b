"""`python -m tests.fuzz.guided NAME RUNS [SEED]`: atheris, led by what code an input reaches.

Prints the number of inputs tried, alone on the last line; ends with another status than 0, and the
input in a file beside it, where a reader raises what it may not.
"""

import sys
import tempfile
from pathlib import Path

import atheris  # pyright: ignore[reportMissingModuleSource]


def main(name: str, runs: int, seed: int) -> None:
    """Never returns: the fuzzer ends the process."""
    with atheris.instrument_imports(include=["quorate"]):  # pyright: ignore
        from tests.fuzz.parsers import PARSERS, tried  # noqa: PLC0415
    parser = PARSERS[name]
    corpus = Path(tempfile.mkdtemp(prefix="quorate-corpus-"))
    for number, content in enumerate(parser.seeds):
        (corpus / str(number)).write_bytes(content)
    words = [f"-atheris_runs={runs}", f"-runs={runs}", f"-seed={seed}", "-max_len=4096"]
    atheris.Setup(  # pyright: ignore
        [sys.argv[0], *words, "-timeout=20", "-rss_limit_mb=2048", str(corpus)],
        lambda data: tried(parser, bytes(data)),  # pyright: ignore
    )
    atheris.Fuzz()  # pyright: ignore


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]) if len(sys.argv) > 3 else 1)
