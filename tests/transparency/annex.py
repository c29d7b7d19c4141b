"""Annex I of Commission Implementing Regulation (EU) 2024/2835, restated from its CSV files."""

ALL = "All"
HOSTING = "Only for providers of hosting services, including online platforms"
PLATFORMS = "Only for providers of online platforms"
VLOPS = "Only for VLOPs"
VERY_LARGE = "Only for VLOPs and VLOSEs"

HEAD = ["Applicability", "Service", "Reporting period"]
LISTED = [*HEAD, "Section", "Indicator", "Scope", "Value"]
OTHER = 'Description of the sub-category "Other"'
ORDER_FIGURES = [
    "Number of orders to act against illegal content received",
    "Number of specific items of information included in the total number of orders to act against"
    " illegal content",
    "Median time to inform the authority of the receipt of the order to act against illegal"
    " content",
    "Median time to give effect to the order to act against illegal content",
    "Number of orders to provide information",
    "Median time to inform the authority of the receipt of the order to provide information",
    "Median time to give effect to the order to provide information",
]
NOTICE_FIGURES = [
    "Number of notices received ",
    "Number of notices received from Trusted flaggers",
    "Number of specific items of information included in the total number of notices",
    "Number of specific items of information included in the total number of notices by Trusted"
    " Flaggers (Trusted Flagger notices)",
    "Median time to take action",
    "Median time to take action (Trusted Flagger notices)",
    "Number of actions taken on the basis of the law",
    "Number of actions taken on the basis of the law (Trusted Flagger notices)",
    "Number of actions taken on the basis of the terms and conditions of the service",
    "Number of actions taken on the basis of the terms and conditions of the service (Trusted"
    " Flagger notices)",
]
MEASURE_FIGURES = [
    "Number of measures taken at the provider's own initiative ",
    "Number of measures taken after detection with solely automated means ",
    "Visibility restriction Removal",
    "Visibility restriction Disable",
    "Visibility restriction Demoted",
    "Visibility restriction Age restricted",
    "Visibility restriction Interaction restricted",
    "Visibility restriction Labelled ",
    "Visibility restriction Other",
    "Monetary restriction Suspension",
    "Monetary restriction Termination",
    "Monetary restriction Other",
    "Provision of the service Suspension",
    "Provision of the service Termination",
    "Account restriction Suspension",
    "Account restriction Termination",
]


def _context(word: str, figures: list[str]) -> list[str]:
    return [f"Contextual {word} on {figure}" for figure in figures]


# The Annex writes this one heading with a small letter.
ORDER_CONTEXT = [
    "Contextual information on number of orders to act against illegal content received",
    "Contextual information on number of specific items of information included in the total number"
    " of orders to act against illegal content",
    *_context("information", ORDER_FIGURES[2:]),
]
ILLEGAL_CATEGORY = "Category of illegal content"
COLUMNS = {
    "1_summary": ["Applicability", "Service", "Indicator", "Value"],
    "2_categories_names": [
        "Category label",
        "Category description",
        "Category of illegal content / incompatible with the terms and conditions",
        "Contextual information",
    ],
    "3_member_states_orders": [
        *HEAD,
        ILLEGAL_CATEGORY,
        OTHER,
        "Scope",
        *ORDER_FIGURES,
        *ORDER_CONTEXT,
    ],
    "4_notices": [
        *HEAD,
        ILLEGAL_CATEGORY,
        OTHER,
        *NOTICE_FIGURES,
        *_context("information", NOTICE_FIGURES),
    ],
    "5_own_initiative_illegal": [
        *HEAD,
        ILLEGAL_CATEGORY,
        OTHER,
        *MEASURE_FIGURES,
        *_context("Information", MEASURE_FIGURES),
    ],
    "6_own_initiative_TC": [
        *HEAD,
        "Category of incompatibility with the provider's terms and conditions",
        OTHER,
        *MEASURE_FIGURES,
        *_context("Information", MEASURE_FIGURES),
    ],
    "7_appeals_and_recidivism": [*LISTED, "Contextual Information"],
    "8_automated_means": [*LISTED, "Contextual Information"],
    "9_human_resources": [*LISTED, "Contextual information"],
    "10_AMAR": LISTED,
    "11_qualitative": [*HEAD, "Indicator", "Value"],
}

# Category codes without their prefix, then their keywords without theirs.
_CATEGORIES = """
ANIMAL_WELFARE ANIMAL_HARM UNLAWFUL_SALE_ANIMALS OTHER
CONSUMER_INFORMATION HIDDEN_ADVERTISEMENT INSUFFICIENT_INFORMATION_ON_TRADERS
  MISLEADING_INFO_GOODS_SERVICES MISLEADING_INFO_CONSUMER_RIGHTS NONCOMPLIANCE_PRICING OTHER
CYBER_VIOLENCE CYBER_BULLYING_INTIMIDATION CYBER_HARASSMENT CYBER_INCITEMENT CYBER_STALKING
  NON_CONSENSUAL_IMAGE_SHARING NON_CONSENSUAL_MATERIAL_DEEPFAKE OTHER
CYBER_VIOLENCE_AGAINST_WOMEN BULLYING_AGAINST_GIRLS CYBER_HARASSMENT_AGAINST_WOMEN
  CYBER_STALKING_AGAINST_WOMEN FEMALE_GENDERED_DISINFORMATION INCITEMENT_AGAINST_WOMEN
  NON_CONSENSUAL_IMAGE_SHARING_AGAINST_WOMEN NON_CONSENSUAL_MATERIAL_DEEPFAKE_AGAINST_WOMEN OTHER
DATA_PROTECTION_AND_PRIVACY_VIOLATIONS BIOMETRIC_DATA_BREACH DATA_FALSIFICATION
  MISSING_PROCESSING_GROUND RIGHT_TO_BE_FORGOTTEN OTHER
ILLEGAL_OR_HARMFUL_SPEECH DEFAMATION DISCRIMINATION HATE_SPEECH OTHER
INTELLECTUAL_PROPERTY_INFRINGEMENTS COPYRIGHT_INFRINGEMENT DESIGN_INFRINGEMENT
  GEOGRAPHIC_INDICATIONS_INFRINGEMENT PATENT_INFRINGEMENT TRADE_SECRET_INFRINGEMENT
  TRADEMARK_INFRINGEMENT OTHER
NEGATIVE_EFFECTS_ON_CIVIC_DISCOURSE_OR_ELECTIONS MISINFORMATION_DISINFORMATION VIOLATION_EU_LAW
  VIOLATION_NATIONAL_LAW OTHER
PROTECTION_OF_MINORS AGE_SPECIFIC_RESTRICTIONS_MINORS CHILD_SEXUAL_ABUSE_MATERIAL
  CHILD_SEXUAL_ABUSE_MATERIAL_DEEPFAKE GROOMING_SEXUAL_ENTICEMENT_MINORS UNSAFE_CHALLENGES OTHER
RISK_FOR_PUBLIC_SECURITY ILLEGAL_ORGANIZATIONS RISK_ENVIRONMENTAL_DAMAGE RISK_PUBLIC_HEALTH
  TERRORIST_CONTENT OTHER
SCAMS_AND_FRAUD IMPERSONATION_ACCOUNT_HIJACKING INAUTHENTIC_ACCOUNTS INAUTHENTIC_LISTINGS
  INAUTHENTIC_USER_REVIEWS PHISHING PYRAMID_SCHEMES OTHER
SELF_HARM CONTENT_PROMOTING_EATING_DISORDERS SELF_MUTILATION SUICIDE OTHER
UNSAFE_AND_PROHIBITED_PRODUCTS PROHIBITED_PRODUCTS UNSAFE_PRODUCTS OTHER
VIOLENCE COORDINATED_HARM INCITEMENT_VIOLENCE_HATRED HUMAN_EXPLOITATION HUMAN_TRAFFICKING
  TRAFFICKING_WOMEN_GIRLS OTHER
OTHER_VIOLATION_TC ADULT_SEXUAL_MATERIAL AGE_SPECIFIC_RESTRICTIONS GEOGRAPHICAL_REQUIREMENTS
  GOODS_SERVICES_NOT_PERMITTED LANGUAGE_REQUIREMENTS NUDITY OTHER
NOT_SPECIFIED_ORDER
NOT_SPECIFIED_NOTICE
"""


def _groups() -> list[list[str]]:
    found: list[list[str]] = []
    for line in _CATEGORIES.strip().splitlines():
        if line.startswith(" "):
            found[-1] += [f"KEYWORD_{word}" for word in line.split()]
        else:
            first, *rest = line.split()
            found.append([f"STATEMENT_CATEGORY_{first}", *(f"KEYWORD_{word}" for word in rest)])
    return found


GROUPS = _groups()
"""Each category's code with those of its keywords."""


def codes(*without: str) -> list[str]:
    """The rows of a part, but for these categories and keywords, in order."""
    left = [
        [code for code in group if code not in without]
        for group in GROUPS
        if group[0] not in without
    ]
    return ["TOTAL", *(code for group in left for code in group)]


_TC, _ORDER, _NOTICE = (
    f"STATEMENT_CATEGORY_{name}"
    for name in ("OTHER_VIOLATION_TC", "NOT_SPECIFIED_ORDER", "NOT_SPECIFIED_NOTICE")
)
ROWS = {
    "3_member_states_orders": codes(_TC, _NOTICE),
    "4_notices": codes(_TC, _ORDER),
    "5_own_initiative_illegal": codes(_TC, _ORDER, _NOTICE),
    "6_own_initiative_TC": codes(_ORDER, _NOTICE),
}
STATE_ROWS = codes(_TC, _NOTICE, "KEYWORD_CHILD_SEXUAL_ABUSE_MATERIAL_DEEPFAKE")
APPLIES = {
    "3_member_states_orders": ALL,
    "4_notices": HOSTING,
    "5_own_initiative_illegal": ALL,
    "6_own_initiative_TC": ALL,
}
_STATES = "AT BE BG HR CY CZ DK EE FI FR DE EL HU IE IT LV LT LU MT NL PL PT RO SK SI ES SE"
_LANGUAGES = "bg hr cs da nl en et fi fr de el hu ga it lv lt mt pl pt ro sk sl es sv"
STATES, LANGUAGES = _STATES.split(), _LANGUAGES.split()

DECIDED = ["Decisions upheld", "Decisions partially reversed", "Decisions reversed", "Median time"]
COMPLAINTS = "Internal complaints mechanism"
BODIES = "Out-of-court dispute settlement bodies"
REPEATED = "Suspensions imposed on repeated offenders"
SUBMITTED = "Number of complaints submitted to the internal-complaints mechanism"
DISPUTES = "Number of disputes submitted to out-of-court dispute settlement bodies"
DECISIONS = [
    "to remove or disable access to or restrict visibility of information",
    "to suspend or terminate the provision of the service",
    "to suspend or terminate an account ",
    "to restrict the ability to monetise information",
    "not to take action on a notice submitted in accordance with Article 16",
    "not to take action on a notice submitted by a Trusted Flagger in accordance with Article 16",
]
APPEALS = [
    (ALL, COMPLAINTS, SUBMITTED, "Total number"),
    *((PLATFORMS, COMPLAINTS, SUBMITTED, scope) for scope in (*DECIDED, "Decision omitted")),
    (
        PLATFORMS,
        COMPLAINTS,
        "Number of restrictions newly imposed as a result of an internal complaint",
        "Total number",
    ),
    *(
        (PLATFORMS, COMPLAINTS, f"Complaint regarding a decision {decision}", scope)
        for decision in DECISIONS
        for scope in ("Total number", *DECIDED)
    ),
    *(
        (PLATFORMS, BODIES, DISPUTES, scope)
        for scope in (
            "Total number",
            *DECIDED,
            "Decision omitted",
            "Percentage of outcomes implemented",
        )
    ),
    *(
        (PLATFORMS, REPEATED, f"Number of suspensions enacted for the provision of {what}", scope)
        for what, scope in (
            ("manifestly illegal content ", "Total number"),
            ("manifestly unfounded notices", "Total number"),
            ("manifestly unfounded complaints", "Total number"),
        )
    ),
]
MEANS = "Use of automated means for content moderation"
ACCURACY = [f"Accuracy of the automated means - {n}" for n in ("Accuracy", "Precision", "Recall")]
MEASURES = [
    "Number of measures solely taken by automated means ",
    "Number of measures not taken by automated means",
]
NOTICES = [
    "Number of notices solely processed by automated means ",
    "Number of notices not processed by automated means",
]
AUTOMATED = [
    *((ALL, MEANS, i, s) for s in ("Total number", "Own-initiative ") for i in MEASURES + ACCURACY),
    *((HOSTING, MEANS, i, "NAM Total") for i in NOTICES + ACCURACY),
    *((PLATFORMS, MEANS, i, "NAM Trusted Flagger") for i in NOTICES + ACCURACY),
    *((VLOPS, MEANS, i, language) for i in MEASURES + ACCURACY for language in LANGUAGES),
]
PEOPLE = "Human resources dedicated to content moderation "
SPEAKERS = "Number of total moderators with sufficient linguistic expertise "
STAFF = [
    (VLOPS, PEOPLE, "Number of internal moderators employed by the provider", "Total number"),
    (VLOPS, PEOPLE, "Number of external moderators contracted by the provider", "Total number"),
    *((VLOPS, PEOPLE, SPEAKERS, scope) for scope in ("Total number", *LANGUAGES)),
]
RECIPIENTS = [
    (
        VERY_LARGE,
        "AMAR",
        "Number of average monthly active recipients during the reporting period\u00a0",
        scope,
    )
    for scope in ("TOTAL", *STATES)
]
LINES = {
    "7_appeals_and_recidivism": APPEALS,
    "8_automated_means": AUTOMATED,
    "9_human_resources": STAFF,
    "10_AMAR": RECIPIENTS,
}
"""Applicability, section, indicator and scope of each row, `[...]` written out."""
SUMMARY = [
    "Name of the service provider",
    "Date of the publication of the report",
    "Date of the publication of the latest previous report",
    "Starting date of reporting period",
    "Ending date of reporting period",
]
TEXTS = [
    (ALL, "Summary of the content moderation engaged in at the providers\u2019 own initiative"),
    (
        ALL,
        "Meaningful and comprehensible information regarding content moderation engaged in at the"
        " providers' own initiative",
    ),
    (ALL, "Qualitative description of the automated means"),
    (
        ALL,
        "Qualitative description of indicators of accuracy and possible rate of error of automated"
        " means",
    ),
    (ALL, "Specification of the precise purposes to apply automated means"),
    (ALL, "Safeguards applied to the use of automated means"),
    (VLOPS, "High-level description of the content moderation governance structure"),
    (VLOPS, "Qualifications of the human resources dedicated to content moderation"),
    (VLOPS, "Training given to human resources dedicated to content moderation"),
    (VLOPS, "Support given to human resources dedicated to content moderation "),
    (
        VLOPS,
        "Methodology used to compute the number of human resources dedicated to content"
        " moderation\u00a0\u00a0",
    ),
]
NAMES = {
    "TOTAL": "All the entries",
    "Category 1": "Animal welfare",
    "Category 3a": "Cyber bullying and intimidation",
    "Category 4h": "Not captured by any other sub-category  ",
    "Category 7c": "Geographical indications infringements",
    "Category 15": "Other violation of provider\u2019s terms and conditions",
    "Category 16": "Type of illegal content not specified by the public authority",
    "Category 17": "Type of alleged illegal content not specified by the notifier",
}
"""Some labels of part 2 with their descriptions."""
