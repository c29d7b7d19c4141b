"""The reference says what the code says: no word more, no word less."""

import json
import re
from dataclasses import fields
from pathlib import Path

import pytest
import yaml
from tests.casework import rows
from tools.reference import shown

from quorate.authority.gate import SERVICES, widest
from quorate.authority.policyset import SHIPPED, read_set, read_texts
from quorate.cases import priority
from quorate.cases.ranking import NEWEST_REPORTS
from quorate.decisions.catalogue import LONGEST_GROUND, Policy, read_catalogue
from quorate.decisions.interest import LONGEST, QUESTIONS
from quorate.doctor.model import Check
from quorate.events.model import EventType
from quorate.retention.model import TIMES
from quorate.vocabulary.actions import INTERIM, Action
from quorate.vocabulary.criteria import CRITERIA
from quorate.vocabulary.deadlines import DEADLINES, STAGES, TARGETS
from quorate.vocabulary.eligibility import ELIGIBILITY
from quorate.vocabulary.events import Event
from quorate.vocabulary.kinds import LessIntrusive
from quorate.vocabulary.permissions import Permission
from quorate.vocabulary.private import FIELDS, PrivateField
from quorate.vocabulary.problems import FACTS, Problem

ROOT = Path(__file__).parents[2]
REFERENCE = ROOT / "docs/reference"
PAGES = [*sorted(ROOT.glob("*.md")), *sorted((ROOT / "docs").rglob("*.md"))]


def first_cells(page: str) -> list[str]:
    """What stands in code in the first cell of each table row."""
    return re.findall(r"^\| `([^`]+)` \|", (REFERENCE / page).read_text(), re.MULTILINE)


def test_every_event_and_no_other_has_its_row() -> None:
    found = [cell for cell in first_cells("entries.md") if ":" in cell or cell == "genesis"]
    assert sorted(found) == sorted(Event)


def test_every_problem_has_its_row_with_status_and_way_out() -> None:
    text = (REFERENCE / "problems.md").read_text()
    assert first_cells("problems.md") == list(Problem)
    for problem, facts in FACTS.items():
        assert f"| `{problem}` | {facts.status} | {facts.title} | {facts.way_out} |" in text


def test_every_permission_has_its_row_with_the_widest_roles() -> None:
    text = (REFERENCE / "permissions.md").read_text()
    assert first_cells("permissions.md") == list(Permission)
    for permission in set(Permission) - SERVICES:
        assert re.search(f"`{permission}` .* {', '.join(sorted(widest(permission)))} \\|", text)


def test_the_rules_of_the_how_to_can_be_used() -> None:
    text = (ROOT / "docs/how-to/write-policies.md").read_text()
    rules = re.findall(r"```cedar\n(.*?)```", text, re.DOTALL)
    assert len(read_set({**read_texts(SHIPPED), "own.cedar": "\n".join(rules)}).says) > 3


def test_every_action_has_its_row() -> None:
    assert first_cells("actions.md") == list(Action)


def test_the_table_of_eligibility_is_the_code_s() -> None:
    rows = re.findall(
        r"^\| (\w+) \| (\w+) \| (.+?) \|$", (REFERENCE / "eligibility.md").read_text(), re.MULTILINE
    )
    told = {(role, employment): cells for role, employment, cells in rows if role != "role"}
    assert len(told) == len(ELIGIBILITY)
    for (role, employment), powers in ELIGIBILITY.items():
        highest = (powers.propose, powers.approve, powers.reveal)
        tiers = ["never" if t is None else f"tier {t}" for t in highest]
        flags = ["yes" if f else "no" for f in (powers.veto, powers.restore)]
        assert told[role, employment] == " | ".join([*tiers, *flags])


def test_the_terms_of_priority_are_the_code_s() -> None:
    text = (REFERENCE / "priority.md").read_text()
    terms = {n: v for n, v in vars(priority).items() if n.startswith("HOURS_")}
    assert first_cells("priority.md") == list(terms)
    for name, hours in terms.items():
        assert f"| `{name}` | {hours} " in text
    assert f"at most {priority.MOST_WEIGHT} units" in text
    assert f"at most {priority.MOST_TENFOLDS} tenfolds" in text
    assert f"{priority.UNKNOWN_SEVERITY} where no policy covers" in text
    assert f"newest {NEWEST_REPORTS} reports" in text


def test_the_test_of_public_interest_is_the_code_s() -> None:
    text = (REFERENCE / "public-interest.md").read_text()
    for name, question in QUESTIONS.items():
        assert f"| `{name}` | {question} |" in text
    assert ", ".join(f"`{measure}`" for measure in LessIntrusive) in text
    assert f"1 to\n{LONGEST} characters" in text


def test_every_criterion_has_its_row_with_tier_and_sentence() -> None:
    text = (REFERENCE / "criteria.md").read_text()
    assert first_cells("criteria.md") == list(CRITERIA)
    for criterion, facts in CRITERIA.items():
        assert f"| `{criterion}` | {facts.tier} | {facts.says} | {facts.within.days} days |" in text


def test_deadlines_are_the_code_s() -> None:
    text = (REFERENCE / "deadlines.md").read_text()
    assert first_cells("deadlines.md") == [*map(str, DEADLINES), *STAGES]
    for severity, deadline in DEADLINES.items():
        assert f"| `{severity}` | {deadline} |" in text
    for severity, target in TARGETS.items():
        assert f"| {severity} | {target} |" in text


def test_every_private_field_has_its_row_with_its_purposes() -> None:
    text = (REFERENCE / "private.md").read_text()
    assert first_cells("private.md") == list(PrivateField)
    for field, facts in FIELDS.items():
        purposes = ", ".join(f"`{purpose}`" for purpose in sorted(facts.purposes))
        assert f"| `{field}` | {facts.says} | {purposes} |" in text, field


def test_every_promise_names_the_tests_that_prove_it() -> None:
    rows = re.findall(
        r"^\| I(\d+) \| .+ \| (.+) \|$", (REFERENCE / "invariants.md").read_text(), re.MULTILINE
    )
    assert [int(number) for number, _ in rows] == list(range(1, 25))
    for number, cell in rows:
        named = re.findall(r"`([^`]+)`", cell)
        assert named, number
        for name in named:
            path = ROOT / (name if "/" in name else f"tests/invariants/{name}")
            assert path.exists(), name


def test_every_promise_has_a_test_that_carries_its_id() -> None:
    files = sorted((ROOT / "tests/invariants").glob("test_*.py"))
    names = [
        f"{path.stem}_{name}_"
        for path in files
        for name in re.findall(r"^(?:async )?def (test_\w+)", path.read_text(), re.MULTILINE)
    ]
    for number in range(1, 25):
        assert any(re.search(f"_i0?{number}_", name) for name in names), number


def test_every_check_of_the_doctor_has_its_row() -> None:
    assert first_cells("doctor.md") == list(Check)


@pytest.mark.parametrize("page", PAGES, ids=lambda p: str(p.relative_to(ROOT)))
def test_every_link_leads_somewhere(page: Path) -> None:
    for link in re.findall(r"\]\(([^)#]+)\)", page.read_text()):
        assert link.startswith("https://") or (page.parent / link).exists(), link


def test_the_readme_s_figures_are_those_measured() -> None:
    results = json.loads((ROOT / "benchmarks/results.json").read_text())
    told = re.findall(r"\| `(\w+)` \| ([\d.]+) \|$", (ROOT / "README.md").read_text(), re.MULTILINE)
    assert len(told) > 5
    assert told == [(name, shown(results[name])) for name, _ in told]


def test_every_kind_of_event_has_its_row() -> None:
    assert first_cells("events.md") == list(EventType)


def test_the_policies_fields_are_the_code_s_and_the_example_is_read() -> None:
    text = (REFERENCE / "policies.md").read_text()
    made = {"canonical", "hash"}
    assert set(first_cells("policies.md")) == {f.name for f in fields(Policy)} - made
    (example,) = re.findall(r"```yaml\n(.*?)```", text, re.DOTALL)
    assert len(read_catalogue(yaml.safe_load(example)).policies) == 1
    assert f"1 to {LONGEST_GROUND} characters" in text
    for action in INTERIM:
        assert f"`{action}`" in text.split("| `interim` |")[1].split("\n")[0]


def test_every_kind_of_data_has_its_row_with_its_days() -> None:
    text = (REFERENCE / "retention.md").read_text()
    for kind, facts in TIMES.items():
        assert f"| `{kind}` | {facts.days} | {facts.least} |" in text, kind


def test_every_table_is_in_the_inventory_of_personal_data(database_url: str) -> None:
    text = (REFERENCE / "retention.md").read_text()
    none = {"cases", "case_hours", "hands", "ledger_published", "people_sources", "queue_figures"}
    none |= {
        "event_cursors",
        "quorate_migrations",
        "request_nonces",
        "retention_days",
        "second_reviews_drawn",
        "templates",
    }
    found = rows(database_url, "SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
    missing = {name for (name,) in found if f"`{name}`" not in text}
    assert missing == none
