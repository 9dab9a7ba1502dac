"""A release leaves only with two others' approval of exactly this content; whatever else is tried is logged."""

import pytest

from pipelines.register import acts, agree, ask, log, record
from pipelines.register.errors import DeniedError
from pipelines.release import store

ONE, OTHER = "ab" * 32, "cd" * 32
FIRST, SECOND = "public-0001", "public-0002"
pytestmark = pytest.mark.usefixtures("register")


def prepare(who: str = "Anna", release: str = FIRST, manifest: str = ONE) -> None:
    record.record(acts.PrepareRelease(release=release, manifest=manifest, snapshot=OTHER), who)


def approve(who: str, release: str = FIRST, manifest: str = ONE) -> None:
    record.record(acts.ApproveRelease(release=release, manifest=manifest), who)


def publish(who: str = "Anna", release: str = FIRST, manifest: str = ONE) -> None:
    record.record(acts.PublishRelease(release=release, manifest=manifest), who)


def test_two_others_let_a_release_leave() -> None:
    prepare()
    approve("Bo")
    approve("Cem")
    publish()

    with record.reading() as register:
        assert register
        [left] = ask.published_releases(register)
        assert (left["release"], left["preparer"], left["publisher"]) == (FIRST, "Anna", "Anna")
        assert ask.approvers(register, FIRST, manifest=ONE) == ["Bo", "Cem"]
    assert [each.act for each in log.entries()] == ["prepare-release", *["approve-release"] * 2, "publish-release"]


def test_nothing_leaves_with_less() -> None:
    prepare()
    with pytest.raises(DeniedError, match="2 others have to approve it first, 0 did"):
        publish()
    approve("Bo")
    with pytest.raises(DeniedError, match="2 others have to approve it first, 1 did"):
        publish()
    approve("Cem")
    with pytest.raises(DeniedError, match="2 others have to approve it first, 1 did"):
        publish("Cem")  # who approved it is no other
    assert [each.act for each in log.entries()].count("deny") == 3


@pytest.mark.parametrize("who", ["Anna", "anna", " ANNA "])
def test_who_prepares_a_release_cannot_approve_it(who: str) -> None:
    prepare()

    with pytest.raises(DeniedError, match="who prepares a release cannot approve it"):
        approve(who)


def test_nobody_counts_twice() -> None:
    prepare()
    approve("Bo")

    with pytest.raises(DeniedError, match="who has approved it cannot do so again"):
        approve("BO")


def test_approvals_hold_for_one_content_only() -> None:
    prepare()
    approve("Bo")
    approve("Cem")
    prepare("Dora", manifest=OTHER)

    with pytest.raises(DeniedError, match="no release of this name and content was prepared"):
        publish()
    with pytest.raises(DeniedError, match="2 others have to approve it first, 0 did"):
        publish(manifest=OTHER)


@pytest.mark.parametrize("release", ["public-0002", "restricted-0002", "public-0000"])
def test_releases_leave_one_after_the_other(release: str) -> None:
    with pytest.raises(DeniedError, match="the next release of this tier has the number 1"):
        prepare(release=release)


def test_what_has_left_is_never_prepared_again() -> None:
    prepare()
    approve("Bo")
    approve("Cem")
    publish()

    for act in (prepare, publish):
        with pytest.raises(DeniedError):
            act()
    prepare(release=SECOND)


def test_a_release_whose_folder_is_gone_or_another_one_is_told_to_the_auditor() -> None:
    prepare()
    approve("Bo")
    approve("Cem")
    publish()
    assert agree.disagreements() == [f"release {FIRST}: its folder is gone"]

    store.folder_of(FIRST).mkdir(parents=True)
    (store.folder_of(FIRST) / "manifest.json").write_text("{}", encoding="utf-8")
    assert agree.disagreements() == [f"release {FIRST}: its manifest is not the one that left"]
