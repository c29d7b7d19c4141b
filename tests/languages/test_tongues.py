"""Which language is chosen, and what the pages say and show in it."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from quorate.console.around import words
from quorate.console.around.desk import page
from quorate.languages import dates
from quorate.languages.catalogues import chosen, tongues
from quorate.languages.templating import SPOKEN, templates
from quorate.languages.tongues import TONGUE, Tongue, count, say
from quorate.vocabulary.problems import FACTS, Problem, Refusal

AT = datetime(2026, 3, 8, 14, 52, 30, tzinfo=UTC)
ARABIC = """
msgid ""
msgstr ""
"Content-Type: text/plain; charset=utf-8\\n"
"Plural-Forms: nplurals=6; plural=(n==0 ? 0 : n==1 ? 1 : n==2 ? 2 : n%100>=3 && n%100<=10 ? 3 : "
"n%100>=11 ? 4 : 5);\\n"

msgid "Sign in as %(person)s"
msgstr "تسجيل الدخول باسم %(person)s"

msgid "%(num)s report"
msgid_plural "%(num)s reports"
msgstr[0] "لا بلاغات"
msgstr[1] "بلاغ واحد"
msgstr[2] "بلاغان"
msgstr[3] "%(num)s بلاغات"
msgstr[4] "%(num)s بلاغًا"
msgstr[5] "%(num)s بلاغ"
"""


@pytest.fixture(autouse=True)
def own_tongue() -> Iterator[None]:
    token = TONGUE.set(TONGUE.get())
    yield
    TONGUE.reset(token)


@pytest.fixture
def arabic(tmp_path: Path) -> Tongue:
    path = tmp_path / "ar" / "LC_MESSAGES" / "quorate.po"
    path.parent.mkdir(parents=True)
    path.write_text(ARABIC)
    return tongues(tmp_path)["ar"]


@pytest.mark.parametrize(
    ("kept", "accepted", "code"),
    [
        ("", "", "en"),
        ("", "de", "de"),
        ("", "de-AT,de;q=0.9,en;q=0.1", "de"),
        ("", "en;q=0.3, DE;q=0.8", "de"),
        ("", "fr, de;q=0", "en"),
        ("", "fr;q=0.9, de;q=high, en-US;q=0.1", "en"),
        ("en", "de", "en"),
        ("de", "en", "de"),
        ("xx", "de", "de"),
        ("../../de", "", "en"),
        ("", "de;" * 4000, "en"),
    ],
)
def test_what_is_kept_goes_before_what_the_browser_accepts(
    kept: str, accepted: str, code: str
) -> None:
    assert chosen(kept, accepted).code == code


def test_numbers_and_days_are_written_as_the_language_writes_them() -> None:
    assert (dates.minute(AT), dates.day(AT)) == ("8 Mar 14:52", "8 Mar 2026")
    assert (dates.number(41_000_000), dates.number(3.25, 1)) == ("41,000,000", "3.2")
    TONGUE.set(tongues()["de"])
    assert (dates.second(AT), dates.day(AT)) == ("8. März 14:52:30", "8. März 2026")
    assert (dates.weekday(AT), dates.number(41_000_000)) == ("Sonntag", "41.000.000")


def test_a_template_says_a_constant_anew_for_each_request(tmp_path: Path) -> None:
    (tmp_path / "page.html").write_text('{{ "deny" | word }} {{ 41000 | number }} {{ _("Deny") }}')
    told = templates(tmp_path).get_template("page.html", globals=SPOKEN)
    assert told.render() == "deny 41,000 Deny"
    TONGUE.set(tongues()["de"])
    assert told.render() == "ablehnen 41.000 Ablehnen"


def test_what_a_click_does_is_told_in_german() -> None:
    TONGUE.set(tongues()["de"])
    assert dates.people(41_000_000) == "41.000.000 Personen"
    assert words.counted(("approver", "approver", "approver who is an employee")) == (
        "2 Zustimmungen, Zustimmung mit Anstellung"
    )
    assert words.settled("vetoed by ada, bo") == "Veto von ada, bo"
    assert say("") == ""


def test_a_refusal_is_told_in_german_with_its_way_out() -> None:
    TONGUE.set(tongues()["de"])
    refusal = Refusal(Problem.NOT_FOUND, "there is no such case")
    body = bytes(page("problem.html", None, refusal=refusal, facts=FACTS[refusal.problem]).body)
    assert '<html lang="de" dir="ltr">' in body.decode()
    for text in ("Das gibt es nicht", "diesen Fall gibt es nicht", "Prüfen Sie die Kennung."):
        assert text in body.decode()


def test_a_language_that_is_written_from_the_right_turns_the_page(arabic: Tongue) -> None:
    TONGUE.set(arabic)
    body = bytes(page("sign_in.html", None, invite="x", invited="<b>ada</b>").body).decode()
    assert '<html lang="ar" dir="rtl">' in body
    assert "تسجيل الدخول باسم &lt;b&gt;ada&lt;/b&gt;" in body
    assert "Sign in with this browser" in body, "what the catalogue lacks stays English"


def test_a_language_has_as_many_plural_forms_as_it_needs(arabic: Tongue) -> None:
    TONGUE.set(arabic)
    told = [count("%(num)s report", "%(num)s reports", n) for n in (1, 2, 3, 11, 100)]
    assert told == ["بلاغ واحد", "بلاغان", "3 بلاغات", "11 بلاغًا", "100 بلاغ"]
