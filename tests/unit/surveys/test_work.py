"""The working copy of a survey: a page that was made before a publication or a discarding is told so."""

import pytest

from surveys.building import work
from surveys.building.edits import BuildError
from tests.factories.surveys import content, make_survey


@pytest.fixture
def survey(session):
    return make_survey(session)


def retitled(title):
    return content(title=title)


def end(session, survey, how):
    if how == "publish":
        work.publish(session, survey, work.work_of(session, survey).revision)
    else:
        work.discard(session, survey)


@pytest.mark.parametrize("how", ["publish", "discard"])
def test_a_page_from_before_it_ended_is_refused(session, survey, how):
    opened = work.work_of(session, survey).revision
    work.keep(session, survey, retitled("Mine"), opened)
    end(session, survey, how)
    # A second working copy comes to as many changes as the first had.
    now = work.work_of(session, survey)
    assert not now.changed
    for stale in (opened, opened + 1):
        with pytest.raises(BuildError, match="conflict"):
            work.keep(session, survey, retitled("An old page"), stale)
    kept = work.keep(session, survey, retitled("A new page"), now.revision)
    assert (kept.content["title"], kept.changed) == ("A new page", True)
    with pytest.raises(BuildError, match="conflict"):
        work.publish(session, survey, opened + 1)
