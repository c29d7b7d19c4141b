"""Why something is reported: the AT Protocol's known reasons as areas of cases. Pure.

A reason is open text, and an area stands in the ledger: so only what is known becomes one, and
anything else is kept with the report. Source: lexicons com.atproto.moderation.defs and
tools.ozone.report.defs.
"""

import re
from typing import Final

APPEAL: Final = "appeal"
UNSORTED: Final = "unsorted"
LONGEST: Final = 512
_OLD: Final = "appeal misleading other rude sexual spam violation"
_NEW: Final = """
Appeal Other
ViolenceAnimal ViolenceThreats ViolenceGraphicContent ViolenceGlorification
ViolenceExtremistContent ViolenceTrafficking ViolenceOther
SexualAbuseContent SexualNCII SexualDeepfake SexualAnimal SexualUnlabeled SexualOther
ChildSafetyCSAM ChildSafetyGroom ChildSafetyPrivacy ChildSafetyHarassment ChildSafetyOther
HarassmentTroll HarassmentTargeted HarassmentHateSpeech HarassmentDoxxing HarassmentOther
MisleadingBot MisleadingImpersonation MisleadingSpam MisleadingScam MisleadingElections
MisleadingOther
RuleSiteSecurity RuleProhibitedSales RuleBanEvasion RuleOther
SelfHarmContent SelfHarmED SelfHarmStunts SelfHarmSubstances SelfHarmOther
"""


def _slug(name: str) -> str:
    """`ChildSafetyCSAM` becomes `child-safety-csam`."""
    return "-".join(re.findall(r"[A-Z]+(?![a-z])|[A-Z][a-z]+", name)).lower()


AREAS: Final = {
    **{f"com.atproto.moderation.defs#reason{word.title()}": word for word in _OLD.split()},
    **{f"tools.ozone.report.defs#reason{name}": _slug(name) for name in _NEW.split()},
}


def area_of(reason: str) -> str:
    """The area of a new case about something reported for this."""
    return AREAS.get(reason, UNSORTED)
