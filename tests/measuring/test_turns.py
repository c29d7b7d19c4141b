"""What several turns of a measurement come to."""

import pytest
from benchmarks.beside.measuring import told, until


def test_a_rate_is_that_of_all_turns_together_and_not_the_mean_of_theirs() -> None:
    """A hundred in one second and a hundred in four are two hundred in five."""
    assert told([{"reports_per_s": [100.0]}, {"reports_per_s": [25.0]}]) == {
        "reports_per_s": pytest.approx(40)
    }


def test_seconds_of_all_turns_are_one_sample_in_milliseconds() -> None:
    turns = [{"page": [n / 1000 for n in range(50)]}, {"page": [n / 1000 for n in range(50, 101)]}]
    assert told(turns) == {"page_p50_ms": pytest.approx(50), "page_p95_ms": pytest.approx(95)}


def test_what_never_comes_true_is_no_figure() -> None:
    with pytest.raises(TimeoutError):
        until(lambda: False, 0.01)
