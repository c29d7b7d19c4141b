"""C2SP tlog-witness: what is cosigned, what is refused and how, and that nothing goes back."""

import sqlite3
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from tests.ledger.oracle import CLOCK, LOG, NOW, ORIGIN, STRANGER, make_log
from tests.ledger.witnessing import note_at, request, running

from quorate.ledger.checkpoint import Checkpoint
from quorate.ledger.directory import LogReader
from quorate.ledger.encoding import to_base64
from quorate.ledger.errors import LedgerError, LedgerReason
from quorate.ledger.keys import KeyKind, PrivateKey, SignerKey
from quorate.ledger.note import open_note, sign_note
from quorate.ledger.tree import EMPTY_ROOT
from quorate.ledger.witness import Answer, Witness, make_memory, parse_submission

NAME = "witness.example/w1"
KEY = SignerKey(NAME, KeyKind.COSIGNATURE, PrivateKey.from_seed(b"W" * 32))
SIZES = (1, 3, 8, 300, 301)
# As it stands in the specification.
EXAMPLE = """\
old 20852014
PlRNCrwHpqhGrupue0L7gxbjbMiKA9temvuZZDDpkaw=
jrJZDmY8Y7SyJE0MWLpLozkIVMSMZcD5kvuKxPC3swk=
5+pKlUdi2LeF/BcMHBn+Ku6yhPGNCswZZD1X/6QgPd8=
/6WVhPs2CwSsb5rYBH5cjHV/wSmA79abXAwhXw3Kj/0=

example.com/behind-the-sofa
20852163
CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=

— example.com/behind-the-sofa Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=
— example.com/behind-the-sofa opLqBQsREYCgu6xQkYQwJr9fo45a62DN9EdmHXnZdXNqlcVGlCum2Wks+49/V6267UEjw6QUXTS5Rovnzv++qbSzm9Q=
"""  # noqa: E501


@pytest.fixture(scope="module")
def reader(tmp_path_factory: pytest.TempPathFactory) -> LogReader:
    folder = tmp_path_factory.mktemp("log")
    make_log(folder, *SIZES)
    return LogReader(folder)


@pytest.fixture
def memory(tmp_path: Path) -> Path:
    make_memory(tmp_path / "seen.sqlite")
    return tmp_path / "seen.sqlite"


@pytest.fixture
def witness(memory: Path) -> Iterator[Witness]:
    found = opened(memory)
    yield found
    found.close()


def opened(memory: Path) -> Witness:
    return Witness(memory, KEY, [LOG.verifier], lambda: NOW + 5.9)


def growth(reader: LogReader, old: int, new: int) -> bytes:
    proof = [to_base64(h) for h in reader.consistency_proof(old, new)] if old else []
    return request(old, proof, note_at(reader, ORIGIN, new))


def forked(size: int, old: int = 0, *proof: str) -> bytes:
    note = sign_note(Checkpoint(ORIGIN, size, b"\1" * 32).body, (LOG,), NOW)
    return request(old, proof, note)


def test_the_specification_s_example_is_read() -> None:
    sent = parse_submission(EXAMPLE.encode())
    assert (sent.old, len(sent.proof)) == (20852014, 4)
    assert sent.checkpoint.origin == "example.com/behind-the-sofa"
    assert sent.checkpoint.size == 20852163


@pytest.mark.parametrize(
    "body",
    [
        EXAMPLE.removeprefix("old "),
        EXAMPLE.removesuffix("\n"),
        EXAMPLE.partition("\n\n")[0],
        EXAMPLE.replace("\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=", ""),
    ],
    ids=["no old", "no end", "no checkpoint", "no root"],
)
def test_what_is_no_request_is_refused_and_nothing_breaks(witness: Witness, body: str) -> None:
    assert witness.add_checkpoint(body.encode()).status == 400


def test_growth_is_cosigned_step_by_step(reader: LogReader, witness: Witness) -> None:
    for old, new in zip((0, *SIZES), SIZES, strict=False):
        answer = witness.add_checkpoint(growth(reader, old, new))
        assert answer.status == 200, answer
        note = note_at(reader, ORIGIN, new)
        found = open_note(note + answer.body, [LOG.verifier, CLOCK.verifier, KEY.verifier])
        assert found.signed_by[KEY.verifier] == NOW + 5


def test_the_same_checkpoint_is_cosigned_anew(reader: LogReader, witness: Witness) -> None:
    for old in (0, 8, 8):
        assert witness.add_checkpoint(growth(reader, old, 8)).status == 200


def test_an_empty_log_is_cosigned(reader: LogReader, witness: Witness) -> None:
    empty = sign_note(Checkpoint(ORIGIN, 0, EMPTY_ROOT).body, (LOG,), NOW)
    assert witness.add_checkpoint(request(0, [], empty)).status == 200
    assert witness.add_checkpoint(growth(reader, 0, 3)).status == 200


def test_another_old_size_is_told_the_known_one(reader: LogReader, witness: Witness) -> None:
    witness.add_checkpoint(growth(reader, 0, 8))
    known = Answer(409, "8\n", "text/x.tlog.size")
    for old, new in ((0, 300), (3, 300), (300, 301), (0, 8), (3, 8), (1, 3)):
        assert witness.add_checkpoint(growth(reader, old, new)) == known
    assert witness.add_checkpoint(growth(reader, 8, 300)).status == 200


def test_a_log_that_went_back_is_not_cosigned(reader: LogReader, witness: Witness) -> None:
    witness.add_checkpoint(growth(reader, 0, 8))
    note = note_at(reader, ORIGIN, 3)
    assert witness.add_checkpoint(request(8, [], note)).status == 400
    assert witness.add_checkpoint(request(3, [], note)).status == 409


def test_two_histories_are_not_cosigned(reader: LogReader, witness: Witness) -> None:
    witness.add_checkpoint(growth(reader, 0, 8))
    proof = [to_base64(h) for h in reader.consistency_proof(8, 300)]
    same_size = witness.add_checkpoint(forked(8, 8))
    assert (same_size.status, same_size.media) == (409, "text/x.tlog.size")
    for given in (proof, proof[:-1], [], [*proof, proof[0]]):
        assert witness.add_checkpoint(forked(300, 8, *given)).status == 422
    note = note_at(reader, ORIGIN, 300)
    assert witness.add_checkpoint(request(8, proof[:-1], note)).status == 422
    assert witness.add_checkpoint(request(8, proof, note)).status == 200


def test_nothing_is_proven_from_nothing(reader: LogReader, witness: Witness) -> None:
    body = request(0, [to_base64(b"\2" * 32)], note_at(reader, ORIGIN, 8))
    assert witness.add_checkpoint(body).status == 422


def test_whom_it_does_not_know_it_does_not_cosign(reader: LogReader, witness: Witness) -> None:
    other = sign_note(Checkpoint(STRANGER.name, 1, b"\1" * 32).body, (STRANGER,), NOW)
    assert witness.add_checkpoint(request(0, [], other)).status == 404
    unsigned = sign_note(Checkpoint(ORIGIN, 1, b"\1" * 32).body, (STRANGER, CLOCK), NOW)
    assert witness.add_checkpoint(request(0, [], unsigned)).status == 403
    note = note_at(reader, ORIGIN, 8)
    broken = note.replace("\n8\n", "\n9\n")
    assert witness.add_checkpoint(request(0, [], broken)).status == 403
    assert witness.add_checkpoint(request(0, [], note)).status == 200


def test_a_log_whose_key_changes_has_both(reader: LogReader, memory: Path) -> None:
    newer = SignerKey(ORIGIN, KeyKind.ED25519, PrivateKey.from_seed(b"N" * 32))
    witness = Witness(memory, KEY, [LOG.verifier, newer.verifier], lambda: NOW)
    assert witness.add_checkpoint(growth(reader, 0, 3)).status == 200
    proof = [to_base64(h) for h in reader.consistency_proof(3, 8)]
    note = sign_note(Checkpoint(ORIGIN, 8, reader.root(8)).body, (newer,), NOW)
    assert witness.add_checkpoint(request(3, proof, note)).status == 200
    witness.close()


def test_lines_of_other_logs_are_cosigned_as_they_stand(
    reader: LogReader, witness: Witness
) -> None:
    text = Checkpoint(ORIGIN, 8, reader.root(8)).body + "a line of its own\n"
    note = sign_note(text, (LOG,), NOW)
    answer = witness.add_checkpoint(request(0, [], note))
    assert answer.status == 200
    assert open_note(note + answer.body, [KEY.verifier]).text == text
    gap = sign_note(text + "\nbelow\n", (LOG,), NOW)
    assert witness.add_checkpoint(request(8, [], gap)).status == 400


HASH = to_base64(b"\3" * 32)


@pytest.mark.parametrize(
    "head",
    [
        "",
        "old\n",
        "old \n",
        "old 01\n",
        "old -1\n",
        "old +1\n",
        "old 1 \n",
        "new 0\n",
        "Old 0\n",
        f"old 9223372036854775808\n{HASH}\n",
        f"old 1\n{HASH[:-1]}\n",
        f"old 1\n {HASH}\n",
        "old 1\n" + f"{HASH}\n" * 64,
    ],
)
def test_a_malformed_request_is_refused(reader: LogReader, witness: Witness, head: str) -> None:
    note = note_at(reader, ORIGIN, 8)
    assert witness.add_checkpoint(f"{head}\n{note}".encode()).status == 400


def test_a_cut_or_foreign_checkpoint_is_refused(reader: LogReader, witness: Witness) -> None:
    whole = growth(reader, 0, 8)
    for body in (b"", b"\xff" + whole, whole[:-1], b"old 0\n\n", b"old 0\n\na\nb\nc\n"):
        assert witness.add_checkpoint(body).status == 400
    assert witness.add_checkpoint(request(9, [], note_at(reader, ORIGIN, 8))).status == 400


def test_what_was_seen_is_on_the_disk_before_the_answer(
    reader: LogReader, memory: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    witness = opened(memory)

    def crash(*_: object) -> str:
        raise OSError("killed here")

    with monkeypatch.context() as fault:
        fault.setattr("quorate.ledger.witness.signature_lines", crash)
        with pytest.raises(OSError, match="killed here"):
            witness.add_checkpoint(growth(reader, 0, 8))
    witness.close()
    again = opened(memory)
    assert again.add_checkpoint(forked(8)).status == 409
    again.close()


def test_two_processes_over_one_memory_are_one_witness(reader: LogReader, memory: Path) -> None:
    one, other = opened(memory), opened(memory)
    assert one.add_checkpoint(growth(reader, 0, 8)).status == 200
    assert other.add_checkpoint(forked(8)).status == 409
    one.close()
    other.close()


def test_a_lost_memory_is_not_made_anew(memory: Path) -> None:
    memory.unlink()
    with pytest.raises(LedgerError) as refused:
        opened(memory)
    assert refused.value.reason is LedgerReason.MISSING_FILE
    make_memory(memory)
    with pytest.raises(FileExistsError):
        make_memory(memory)


def test_a_key_of_another_kind_is_refused(memory: Path) -> None:
    for key, log in ((LOG, LOG), (KEY, CLOCK)):
        with pytest.raises(LedgerError):
            Witness(memory, key, [log.verifier])


def test_a_real_process_keeps_its_word_over_kills_and_races(
    reader: LogReader, tmp_path: Path
) -> None:
    with running(tmp_path / "witness", NAME, LOG.verifier, STRANGER.verifier) as process:
        first = process.post(growth(reader, 0, 8))
        assert first.status_code == 200
        note = note_at(reader, ORIGIN, 8) + first.text
        assert process.key in open_note(note, [process.key]).signed_by
        process.kill()
        process.start()
        known = process.post(growth(reader, 0, 300))
        assert (known.status_code, known.text) == (409, "8\n")
        assert known.headers["content-type"] == "text/x.tlog.size"
        assert process.post(b"x" * (1 << 17)).status_code == 413
        bodies = [growth(reader, 8, 300), growth(reader, 8, 301)] * 8
        with ThreadPoolExecutor(8) as pool:
            found = [answer.status_code for answer in pool.map(process.post, bodies)]
        assert found.count(200) == 1 and set(found) == {200, 409}
        with sqlite3.connect(tmp_path / "witness/seen.sqlite") as db:
            assert db.execute("SELECT size FROM seen").fetchone()[0] in (300, 301)
        db.close()
