"""`quorate migrate`: bring the database to the state that this version expects."""

from quorate.cli.backing import owned_database
from quorate.database.migrate import migrate as apply_missing


def migrate(*, before_deploy: bool = False) -> None:
    """Apply the migrations that are missing, each whole or not at all, and name them.

    QUORATE_DATABASE_URL names the database, by the role that owns it. Processes may go on running;
    with --before-deploy only what the old version's can live with is applied. The order of an
    upgrade is in docs/how-to/upgrade.md.
    """
    url = owned_database("the installation's database")
    applied = apply_missing(url, before_deploy=before_deploy)
    for name in applied:
        print(f"applied {name}")
    print(f"{len(applied)} applied, the database is as this version expects")
