"""A container's own check: one that does nothing is not alive."""

import os
from contextlib import closing
from pathlib import Path

import psycopg
import pytest
from tests.doctor.examining import Patient
from tests.doctor.showing import shown

from quorate.demo.setting import free_ports
from quorate.doctor import alive
from quorate.doctor.alive import is_alive, main
from quorate.firehose.store import BE_PRESENT
from quorate.settings import FILES, WATCH


@pytest.mark.parametrize("process", ["serve", "effector", "signer", "worker"])
def test_one_that_is_gone_is_not(patient: Patient, process: str) -> None:
    assert not is_alive(process, patient.folder / FILES[process])


def test_a_sequencer_that_signs_no_more(patient: Patient) -> None:
    settings, checkpoint = (
        patient.folder / FILES["sequencer"],
        patient.small.ledger / "checkpoint",
    )
    checkpoint.touch()
    assert is_alive("sequencer", settings)
    os.utime(checkpoint, (0, 0))
    assert not is_alive("sequencer", settings)


def test_a_worker_that_counts(patient: Patient) -> None:
    patient.sql("INSERT INTO queue_figures VALUES ('all', '', 0, 0, now(), now(), now(), now())")
    assert is_alive("worker", patient.folder / FILES["worker"])
    patient.sql("UPDATE queue_figures SET looked_at = now() - interval '1 h'")
    assert not is_alive("worker", patient.folder / FILES["worker"])
    patient.sql("DELETE FROM queue_figures")


def test_a_firehose_that_is_present_or_where_it_shows_itself_ready(
    patient: Patient, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings, port = patient.folder / FILES["firehose"], free_ports("watch")["watch"]
    assert not is_alive("firehose", settings)
    with closing(psycopg.connect(patient.small.url)) as conn:
        conn.execute(BE_PRESENT)
        assert is_alive("firehose", settings)
        monkeypatch.setenv(WATCH, str(port))
        assert not is_alive("firehose", settings)
        with shown(port, ["nats"]):
            assert not is_alive("firehose", settings)
        with shown(port, []):
            assert is_alive("firehose", settings)


def test_the_first_process_says_which_one_it_is(
    patient: Patient, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = tmp_path / "cmdline"
    settings = patient.folder / FILES["sequencer"]
    words = ["/sbin/docker-init", "--", "python", "/opt/quorate/bin/quorate", "sequencer", settings]
    first.write_text("\0".join(map(str, words)) + "\0")
    monkeypatch.setattr(alive, "FIRST", first)
    os.utime(patient.small.ledger / "checkpoint")
    main()
    os.utime(patient.small.ledger / "checkpoint", (0, 0))
    with pytest.raises(SystemExit, match="sequencer does not do its work"):
        main()
    first.write_text("sleep\0" + "60\0")
    with pytest.raises(SystemExit, match="none of Quorate's"):
        main()
