"""What the effector does on the platform, refuses, holds back and undoes."""

from typing import Final

from quorate.telemetry.metrics.registry import LONG, QUICK, counter, gauge, histogram

EFFECTS: Final = counter(
    "quorate_effects_total",
    "Proposals that came to an end at the effector: done, abandoned, or refused.",
    *("connector", "action", "tier", "outcome"),
)
EFFECT_SECONDS: Final = histogram(
    "quorate_effect_duration_seconds",
    "From the intent in the log to the effect read back from the platform.",
    LONG,
    *("connector", "action"),
)
RESTORES: Final = counter(
    "quorate_restores_total", "Signed restores that the effector's door took.", "connector"
)
RESTORE_SECONDS: Final = histogram(
    "quorate_restore_duration_seconds",
    "From a restore's arrival to the platform showing the subject free.",
    QUICK,
    "connector",
)
RESTORES_WAITING: Final = gauge(
    "quorate_restores_waiting", "Restores taken that the platform does not show yet."
)
HELD_BACK: Final = gauge(
    "quorate_effects_held_back",
    "What the platform has not taken and is tried again.",
    "what",
)
SPOOLED: Final = gauge(
    "quorate_effector_spooled_entries", "Entries of the effector that wait for the database."
)
LOOKED: Final = gauge(
    "quorate_effector_look_timestamp_seconds", "When the effector last judged what is open."
)
DOUBT: Final = gauge(
    "quorate_effector_doubts",
    "1 for the problem for which nothing is silenced now; no sample where there is none.",
    "problem",
)
TELLINGS: Final = counter(
    "quorate_tellings_total",
    "Notices to people about decisions, by whether the platform took them.",
    *("connector", "outcome"),
)
PAGES: Final = counter(
    "quorate_pages_total", "Pages to on-call, by whether the sinks took them.", "outcome"
)
