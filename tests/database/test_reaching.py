"""A database that is gone without a word is given up within seconds, and the leader is found."""

from psycopg.conninfo import conninfo_to_dict, make_conninfo

from quorate.database.pool import open_pool
from quorate.database.reaching import within_seconds


def test_what_the_url_says_itself_stands() -> None:
    said = conninfo_to_dict(within_seconds("postgresql://a@b,c/d?connect_timeout=9"))
    assert (said["host"], said["dbname"], said["connect_timeout"]) == ("b,c", "d", "9")
    assert said["keepalives_idle"] == "2"


async def test_connections_of_the_pool_notice_a_machine_that_is_gone(database_url: str) -> None:
    async with await open_pool(database_url) as pool, pool.connection() as conn:
        said = {o.keyword: o.val for o in conn.pgconn.info}
        assert said[b"tcp_user_timeout"] == b"5000"
        assert (said[b"keepalives_idle"], said[b"keepalives_count"]) == (b"2", b"3")


async def test_of_several_servers_the_one_that_takes_writes_is_used(database_url: str) -> None:
    own = conninfo_to_dict(database_url)
    several = {
        **own,
        "host": f"127.0.0.1,{own['host']}",
        "port": f"9,{own['port']}",
        "target_session_attrs": "read-write",
    }
    url = make_conninfo("", **several)
    async with await open_pool(url) as pool, pool.connection() as conn:
        assert conn.info.port == int(str(own["port"]))
