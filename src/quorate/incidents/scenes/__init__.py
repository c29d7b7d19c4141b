"""The stories that can be replayed, by name."""

from collections.abc import Mapping

from quorate.incidents.replay import Story
from quorate.incidents.scenes import (
    administrator,
    bogus,
    last_day,
    leaver,
    owner,
    phone,
    shared,
)

_ALL = (
    last_day.STORY,
    phone.STORY,
    bogus.STORY,
    owner.STORY,
    leaver.STORY,
    administrator.STORY,
    shared.STORY,
)
STORIES: Mapping[str, Story] = {story.name: story for story in _ALL}
