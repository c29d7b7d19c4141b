"""Reviews of the protected register that are past: told to on-call, each once, in one page.

The rows stay as they are: who forgets a review lowers nobody (I10).
"""

from collections import Counter

from quorate.effects.executor import Executor


class Reviews:
    """Remembers over restarts which reviews on-call was told of."""

    def __init__(self, executor: Executor) -> None:
        self._executor, self._chronicle = executor, executor.chronicle
        self._told: set[str] = set()

    async def tell(self) -> None:
        """Tells what has become overdue since; again later if the sink does not take it."""
        memory = self._chronicle.memory
        late = self._chronicle.view.register.overdue(self._chronicle.expires().date())
        marks = {f"review {row.ref} {row.review_by}": row for row in late}
        new = [m for m in marks if m not in self._told and not memory.page_taken(m, "told")]
        if new:
            owners = Counter(marks[mark].owner for mark in new)
            whose = ", ".join(f"{owner} ({n})" for owner, n in owners.most_common(20))
            told = f"{len(new)} rows of the protected register are past their review: {whose}."
            if not await self._executor.pager.page("Quorate: reviews are overdue", told):
                return
            for mark in new:
                memory.keep_page(mark, "told", self._chronicle.clock())
        self._told.update(marks)
