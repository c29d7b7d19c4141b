"""What moderators' clients sorted a case by, on its page."""

from datetime import timedelta

import psycopg
from tests.playing import playing
from tests.sessions.conftest import Office

from quorate.incidents.stage.world import TROLL, World
from quorate.vocabulary.identifiers import CASE, edge


async def test_a_case_s_page_shows_its_tags_and_until_when_it_is_muted(
    office: Office, world: World, database_url: str
) -> None:
    async with playing(world, database_url) as play, office.browser() as browser:
        case = await play.report(TROLL)
        until = world.now + timedelta(hours=3)
        with psycopg.connect(database_url) as conn:
            conn.execute("INSERT INTO case_tags VALUES (%s, '<b>wave</b>', 'x', now())", (case,))
            conn.execute("INSERT INTO mutes VALUES (%s, %s, 'p-9', now())", (case, until))
        await office.sign_in(browser, "employee")
        path = f"/console/cases/{edge(CASE, case)}"
        page = (await browser.get(path)).text
        assert "&lt;b&gt;wave&lt;/b&gt;" in page
        assert "offered to nobody until" in page and "by p-9" in page
        with psycopg.connect(database_url) as conn:
            conn.execute("UPDATE mutes SET until = %s", (world.now,))
        assert "offered to nobody" not in (await browser.get(path)).text
