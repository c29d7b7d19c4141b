"""Cases for whoever opens the demo's console: accounts that real clients report."""

from quorate.demo.setting import Setting
from quorate.ledger.fields import text

CASES = 20
_WRITTEN = (
    "Buy followers, cheap and at once, message me",
    "Nobody wants you here, leave",
    "I know where you live",
    "Free tickets, just send me your password",
)


def fill_queue(setting: Setting) -> None:
    """Twenty accounts write in rooms of their own; two clients report them, some of them both."""
    reporters = [setting.synapse.client(f"reader-{n}") for n in (1, 2)]
    for number in range(CASES):
        author = setting.synapse.client(f"writer-{number + 1}")
        room = text(author.create_room(f"room {number + 1}")[1], "room_id")
        words = _WRITTEN[number % len(_WRITTEN)]
        event = text(author.send(room, words)[1], "event_id")
        for reader in reporters[: 2 if number % 5 == 0 else 1]:
            reader.join(room)
            reader.report_event(room, event, "please look at this", -50)
