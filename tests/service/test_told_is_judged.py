"""What was told is heard by the rules, from the diary to the findings."""

from __future__ import annotations

from .conftest import Household


def found(home: Household, rule: str) -> list[dict[str, object]]:
    rows = home.json("findings", "--from", "2026-01-01", "--to", "2100-01-01")
    return [row for row in rows if row["rule"] == rule]


def test_three_worse_days_told_become_a_finding(moved_in: Household) -> None:
    assert not found(moved_in, "pain")
    for day, value in ((20, 6), (21, 6), (22, 7)):
        moved_in.run("diary", "add", "pain", str(value), "--at", f"2026-03-{day} 20:00")
    (row,) = found(moved_in, "pain")
    assert (row["first"], row["last"], row["severity"]) == ("2026-03-20", "2026-03-22", "pain")
    assert row["numbers"] == {"days": 3, "highest": 7, "usual": 4.0}


def test_an_alert_is_found_until_a_clinician_unlocks_it(moved_in: Household) -> None:
    moved_in.run("checkin", "--yes", "saddle_numbness")
    (row,) = found(moved_in, "alert")
    assert (row["severity"], row["to_patient"]) == ("alert", True)
    moved_in.run("checkin", "unlock", "--by", "KN")
    assert not found(moved_in, "alert")


def test_what_is_recorded_shuts_everything_and_a_later_row_opens_it(moved_in: Household) -> None:
    """C89, with the row that stands beside it after more is known."""
    told = ("enrol", "set", "--by", "KN", "--diagnosis")
    moved_in.run(*told, "vertebral_fracture", "--since", "2026-03-10")
    (row,) = found(moved_in, "contraindication")
    assert (row["severity"], row["first"]) == ("gate", "2026-03-10")
    moved_in.run(*told, "non_specific", "--since", "2026-03-20")
    (row,) = found(moved_in, "contraindication")
    assert (row["first"], row["last"]) == ("2026-03-10", "2026-03-19")
    assert (row["severity"], row["to_patient"]) == ("information", False)


def test_recorded_sessions_are_found_with_their_ends(lived_in: Household) -> None:
    assert all(row["to_physio"] is False for row in found(lived_in, "session-quality"))
    assert found(lived_in, "variety")
