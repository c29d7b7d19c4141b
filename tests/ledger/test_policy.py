"""C2SP tlog-policy: the example of the specification, and what is no policy."""

import pytest

from quorate.ledger.errors import LedgerError
from quorate.ledger.keys import KeyKind, PrivateKey, VerifierKey
from quorate.ledger.policy import MOST, Policy


def key(name: str, kind: KeyKind = KeyKind.COSIGNATURE) -> VerifierKey:
    seed = name.encode().ljust(32, b".")
    return VerifierKey(f"{name}.example", kind, PrivateKey.from_seed(seed).public)


LOG = key("log", KeyKind.ED25519)
X1, X2, X3, Y1, Y2, Y3 = keys = [key(name) for name in ("X1", "X2", "X3", "Y1", "Y2", "Y3")]
# The example of the specification, with keys in the places that it leaves open.
EXAMPLE = f"""\
log {LOG.vkey}

witness X1 {X1.vkey}
witness X2 {X2.vkey}
witness X3 {X3.vkey}
group X-witnesses 2 X1 X2 X3

witness Y1 {Y1.vkey}
witness Y2 {Y2.vkey}
witness Y3 {Y3.vkey}
group Y-witnesses any Y1 Y2 Y3

group X-and-Y all X-witnesses Y-witnesses
quorum X-and-Y
"""
W = f"witness W {X1.vkey}\n"


@pytest.mark.parametrize(
    ("signed", "met"),
    [
        ({X1, X2, Y3}, True),
        (set(keys), True),
        ({X1, Y1, Y2, Y3}, False),
        ({X1, X2, X3}, False),
        (set[VerifierKey](), False),
        ({key("stranger"), X1, Y1}, False),
    ],
)
def test_the_specification_s_example_counts_as_it_says(signed: set[VerifierKey], met: bool) -> None:
    policy = Policy.parse(EXAMPLE)
    assert policy.logs == (LOG,)
    assert policy.met_by(signed) is met


def test_the_time_is_what_a_whole_quorum_vouches_for() -> None:
    policy = Policy.parse(EXAMPLE)
    assert policy.time({X1: 50, X2: 30, X3: 10, Y1: 40}) == 30
    assert policy.time({X1: 50, X2: 30, X3: 99, Y1: 20}) == 20
    assert policy.time({X1: 50, X2: 30}) is None


@pytest.mark.parametrize("text", ["quorum none", "quorum none\n", f"{W}quorum none\n"])
def test_none_is_a_quorum_of_nobody(text: str) -> None:
    policy = Policy.parse(text)
    assert not policy.wants_witnesses and policy.met_by(set()) and policy.time({X1: 1}) is None


def test_space_comments_and_addresses_stand_where_they_may() -> None:
    text = f"\t# a comment \u00e9\n\n  witness \t W  {X1.vkey} https://w.example/x \n quorum W"
    policy = Policy.parse(text)
    assert policy.witnesses["W"].url == "https://w.example/x"
    assert policy.met_by({X1})


BROKEN = {
    "nothing": "",
    "no quorum": W,
    "two quorums": f"{W}quorum W\nquorum W\n",
    "unknown quorum": f"{W}quorum V\n",
    "quorum named below": f"quorum W\n{W}",
    "no name of a quorum": "quorum\n",
    "two names": "quorum none none\n",
    "another word": "quorum none\nwitnes\n",
    "carriage return": "quorum none\r\n",
    "null": "quorum none\x00\n",
    "a control character in a comment": "# \x07\nquorum none\n",
    "two groups of one name": f"{W}witness V {X2.vkey}\ngroup G any V\ngroup G any W\nquorum G\n",
    "key of a log as a witness": f"witness W {LOG.vkey}\nquorum W\n",
    "key of a witness as a log": f"log {X1.vkey}\nquorum none\n",
    "one log twice": f"log {LOG.vkey}\nlog {LOG.vkey} https://a.example\nquorum none\n",
    "one key under two names": f"{W}witness V {X1.vkey}\nquorum W\n",
    "one name twice": f"{W}witness W {X2.vkey}\nquorum W\n",
    "a witness called none": f"witness none {X1.vkey}\nquorum none\n",
    "a group called as a witness": f"{W}group W any W\nquorum W\n",
    "a group of itself": f"{W}group G any G\nquorum G\n",
    "none in a group": f"{W}group G any none\nquorum G\n",
    "nobody in a group": f"{W}group G any\nquorum G\n",
    "twice in a group": f"{W}group G any W W\nquorum G\n",
    "in two groups": f"{W}group G any W\ngroup H any W\nquorum G\n",
    "none of one": f"{W}group G 0 W\nquorum G\n",
    "two of one": f"{W}group G 2 W\nquorum G\n",
    "01 of one": f"{W}group G 01 W\nquorum G\n",
    "not a number": f"{W}group G most W\nquorum G\n",
    "another key id": f"witness W {X1.vkey.replace('+', '+0', 1)}\nquorum W\n",
    "too many": "".join(f"witness W{n} {key(f'k{n}').vkey}\n" for n in range(MOST + 1))
    + "quorum none\n",
}


@pytest.mark.parametrize("name", BROKEN)
def test_what_is_no_policy_is_refused(name: str) -> None:
    with pytest.raises(LedgerError):
        Policy.parse(BROKEN[name])
