"""`quorate transparency`: close months, write the harmonised report, print one month's page."""

from pathlib import Path
from typing import Annotated

import cyclopts
from cyclopts import Parameter

from quorate.cli.files import DEMO_LEDGER, Ledger
from quorate.cli.progress import progress
from quorate.transparency import closing, monthly, reporting
from quorate.transparency.collecting import LedgerSource
from quorate.transparency.months import Month
from quorate.transparency.providing import load_provider
from quorate.transparency.sheets import Span
from quorate.vocabulary import times

app = cyclopts.App(
    name="transparency", help="Reports to the public under the DSA: close months, write the report."
)
MONTHS = Path("var/demo/months")
Months = Annotated[Path, Parameter(env_var="QUORATE_MONTHS", help="the folder of closed months")]
Provider = Annotated[Path, Parameter(env_var="QUORATE_PROVIDER", help="the provider's YAML file")]


@app.command
def close(
    month: str,
    *,
    provider: Provider,
    ledger: Ledger = DEMO_LEDGER,
    months: Months = MONTHS,
    genesis: str | None = None,
) -> None:
    """Take a month's measures, complaints and cases from the ledger, once it is over.

    MONTH is such as 2026-03, in UTC. The ledger's folder is verified first; `--genesis` pins whose
    it must be. Closed again, a month gets a new version where anything differs; older ones stay.
    """
    source = LedgerSource(ledger, load_provider(provider), genesis)
    with progress(f"closing {month}"):
        closed, new = closing.close(source, Month.parse(month), months, times.now())
    for kind, file in closed.files.items():
        print(f"{kind:12}{file.records:10}")
    said = "written" if new else "nothing new since"
    print(f"{closed.folder}: {said}, up to entry {closed.size} of the ledger")


@app.command
def report(
    *, since: str, until: str, provider: Provider, out: Path, months: Months = MONTHS
) -> None:
    """Write the eleven CSV files of the harmonised report from closed months.

    The period is of whole months, both counted. Written again, it gets a new version where anything
    differs; older ones stay. What is left blank, or wants your words, is told.
    """
    span = Span(Month.parse(since), Month.parse(until))
    with progress("counting"):
        found = reporting.report(months, span, load_provider(provider), out)
    for gap in found.gaps:
        print(gap)
    print(f"{found.folder}: {'written' if found.new else 'nothing new'}")


@app.command(name="month")
def one_month(month: str, *, months: Months = MONTHS) -> None:
    """Print one page about a closed month, in Markdown."""
    with progress(f"reading {month}"):
        page = monthly.page(closing.closed(Month.parse(month), months))
    print(page, end="")
