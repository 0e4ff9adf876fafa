"""Which figure counts: by level of target, by agency, by vintage."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

from data.rules import load_rulebook
from scoring.figures import chosen_actual, chosen_target
from scoring.model import Figure, Role, State, Status

RULEBOOK = load_rulebook(Path(__file__).parents[1] / "data" / "rulebooks" / "2018.toml")
CRITERION = RULEBOOK.criterion("N1.07")


def target(level: str, value: int | None, vintage: int = 1) -> Figure:
    state = State.REPORTED if value is not None else State.NOT_APPLICABLE
    amount = None if value is None else Decimal(value)
    return Figure(
        2018, "GR", "N1.07", Role.TARGET, state, Status.OFFICIAL, "UBNDT", vintage, level=level, value=amount
    )


def actual(agency: str, value: int, vintage: int = 1, state: State = State.REPORTED) -> Figure:
    return Figure(
        2018, "GR", "N1.07", Role.ACTUAL, state, Status.OFFICIAL, agency, vintage, value=Decimal(value)
    )


def test_the_province_s_target_wins_over_a_higher_one_of_the_district() -> None:
    chosen = chosen_target(CRITERION, (target("HU", 98), target("T", 95)))

    assert chosen is not None
    assert (Decimal(95), "first_level", 1) == (chosen.figure.value, chosen.reason, len(chosen.others))


def test_without_a_province_s_target_the_next_level_in_order_counts() -> None:
    chosen = chosen_target(CRITERION, (target("UBND", 90), target("HDND", 92)))

    assert chosen is not None
    assert (Decimal(92), "lower_level") == (chosen.figure.value, chosen.reason)


def test_a_later_vintage_of_a_target_counts_and_the_earlier_stands_beside_it() -> None:
    first, second = target("T", 95), target("T", 97, vintage=2)
    chosen = chosen_target(CRITERION, (first, second))

    assert chosen is not None
    assert (second, (first,)) == (chosen.figure, chosen.others)


def test_not_assigned_counts_only_where_no_level_set_a_target() -> None:
    chosen = chosen_target(CRITERION, (target("T", None), target("HDND", 92)))
    alone = chosen_target(CRITERION, (target("T", None),))

    assert chosen is not None
    assert alone is not None
    assert (Decimal(92), State.NOT_APPLICABLE) == (chosen.figure.value, alone.figure.state)


def test_only_the_agency_that_the_rulebook_names_may_supply_the_actual() -> None:
    assert chosen_actual(CRITERION, (actual("own", 99), actual("CTK", 98))) is None


def test_another_agency_s_figure_stands_beside_the_one_that_counts() -> None:
    own, named = actual("own", 99), actual("SKHDT", 83)
    chosen = chosen_actual(CRITERION, (own, named))

    assert chosen is not None
    assert (named, "only_statement", (own,)) == (chosen.figure, chosen.reason, chosen.others)


def test_the_latest_vintage_of_the_agency_counts() -> None:
    estimate, final = actual("SKHDT", 83), actual("SKHDT", 71, vintage=2)
    chosen = chosen_actual(CRITERION, (estimate, final))

    assert chosen is not None
    assert (final, "latest_vintage", (estimate,)) == (chosen.figure, chosen.reason, chosen.others)


def test_a_stand_in_counts_only_while_the_agency_has_said_nothing() -> None:
    lenient = replace(CRITERION, stand_ins=("own",))
    own, named = actual("own", 99), actual("SKHDT", 83)
    alone, both = chosen_actual(lenient, (own,)), chosen_actual(lenient, (own, named))

    assert alone is not None
    assert both is not None
    assert (own, "stand_in", named) == (alone.figure, alone.reason, both.figure)


def test_a_statement_that_nothing_was_reported_is_no_figure() -> None:
    said_nothing = actual("SKHDT", 0, state=State.NOT_REPORTED)

    assert chosen_actual(CRITERION, (said_nothing,)) is None
