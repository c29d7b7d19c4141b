"""What a statement says of the evidence gives away nothing of what was reported."""

from tests.casework import filed, report, rows, web_pool

from quorate.decisions.store import report_digests


async def test_equal_reports_have_digests_that_nobody_can_try_out(database_url: str) -> None:
    async with web_pool(database_url) as pool:
        ((first,), _) = [await filed(pool, report(key)) for key in ("one", "two")]
        async with pool.connection() as conn:
            found = await report_digests(conn, first.case)
            again = await report_digests(conn, first.case)
    stored = rows(database_url, "SELECT encode(request_digest, 'hex') FROM reports")
    assert len(set(stored)) == 1
    assert len(set(found)) == 2 and sorted(found) == sorted(again)
    assert not {digest for (digest,) in stored} & set(found)
