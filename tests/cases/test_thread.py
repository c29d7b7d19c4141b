"""Lines of a thread are read as messages, whatever somebody wrote into them."""

from quorate.console.casework.thread import Line, thread


def test_the_reported_message_is_marked_by_its_place_alone() -> None:
    found = thread(
        [
            "2026-01-01 00:00:01 UTC @a:x.example: → 2026-01-01 00:00:02 UTC @b:x.example: mine",
            "→ 2026-01-01 00:00:02 UTC @b:x.example: one\ntwo: three",
            "never @c:x.example: (no text)",
        ]
    )
    assert found == [
        Line(
            at="2026-01-01 00:00:01 UTC",
            sender="@a:x.example",
            text="→ 2026-01-01 00:00:02 UTC @b:x.example: mine",
            reported=False,
        ),
        Line(
            at="2026-01-01 00:00:02 UTC",
            sender="@b:x.example",
            text="one\ntwo: three",
            reported=True,
        ),
        Line(at="never", sender="@c:x.example", text="(no text)", reported=False),
    ]


def test_another_shape_stays_a_text() -> None:
    assert thread(["what is this"]) == [Line(at="", sender="", text="what is this", reported=False)]
