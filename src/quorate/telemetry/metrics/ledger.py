"""The log: what is written, how fresh its checkpoint is, who vouches for it."""

from typing import Final

from quorate.telemetry.metrics.registry import counter, gauge

SIZE: Final = gauge(
    "quorate_ledger_entries",
    "Entries of the log: published by the sequencer, followed by the others.",
)
CHECKPOINT_TIME: Final = gauge(
    "quorate_ledger_checkpoint_timestamp_seconds",
    "The time in the newest checkpoint: signed by the sequencer, believed by the others.",
)
SEQUENCED: Final = counter(
    "quorate_ledger_sequenced_entries_total", "Entries that this sequencer has published."
)
UNSEQUENCED: Final = gauge(
    "quorate_ledger_unsequenced_entries",
    "Committed entries that have no place in the log yet, counted up to 100,000.",
)
LEADS: Final = gauge(
    "quorate_sequencer_leads", "1 where this sequencer writes the log, 0 where it stands by."
)
COSIGNED: Final = gauge(
    "quorate_witness_cosigned_timestamp_seconds", "When the witness last cosigned.", "witness"
)
WITNESS_FAILURES: Final = counter(
    "quorate_witness_failures_total", "Questions to the witness without a cosignature.", "witness"
)
