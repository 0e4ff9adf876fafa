"""A lead over two years, from whom to learn, and findings whose numbers stand in their results."""

from __future__ import annotations

from decimal import Decimal
from itertools import permutations
from pathlib import Path

from data.cluster import load_cluster
from data.figures_file import read_figures, read_penalties
from data.rules import load_rulebook
from scoring.certainty import firmness, rank_bounds
from scoring.change import PARTS, change_split
from scoring.compare import exemplars, lead_change
from scoring.given import Given
from scoring.intervals import intervals_of
from scoring.reach import shortest_plan
from scoring.sensitivity import sensitivity
from scoring.why_findings import depends_finding, firm_findings, moved_finding, reach_finding

FOLDER = Path(__file__).parent.parent / "data"
CLUSTER = load_cluster(FOLDER)
UNITS = tuple(unit.code for unit in CLUSTER.units)


def sample(year: int) -> Given:
    return Given(
        load_rulebook(FOLDER / f"rulebooks/{year}.toml", CLUSTER),
        UNITS,
        read_figures(FOLDER / f"sample/figures-{year}.csv"),
        read_penalties(FOLDER / f"sample/penalties-{year}.csv"),
    )


OLD, NEW = sample(2017), sample(2018)
BEFORE, AFTER = OLD.board(), NEW.board()


def test_the_steps_of_a_changed_lead_add_up_for_every_pair() -> None:
    for first, second in permutations(UNITS, 2):
        lead = lead_change(OLD.rulebook, BEFORE, NEW.rulebook, AFTER, first, second)
        was = BEFORE.unit(first).total - BEFORE.unit(second).total
        now = AFTER.unit(first).total - AFTER.unit(second).total

        assert now - was == lead.amount == sum(step.amount for step in lead.steps)
        assert (was, now) == (lead.old.amount, lead.new.amount)
        assert all(step.new - step.old == step.amount != 0 for step in lead.steps)


def test_a_criterion_that_is_not_comparable_is_one_line_and_says_so() -> None:
    lead = lead_change(OLD.rulebook, BEFORE, NEW.rulebook, AFTER, "GR", "HD")
    lines = [step for step in lead.steps if "N1.07" in (step.code, step.before)]

    assert [("N1.07", "N1.07", False)] == [(step.code, step.before, step.comparable) for step in lines]


def test_nobody_is_ahead_of_the_one_to_learn_from() -> None:
    for unit in UNITS:
        for exemplar in exemplars(NEW.rulebook, AFTER, unit):
            sums = {
                row: (score.points or Decimal(0)) + (score.bonus or Decimal(0))
                for row in UNITS
                for score in [AFTER.score(row, exemplar.criterion)]
                if score.points is not None
            }

            assert unit not in exemplar.units
            assert max(sums.values()) == sums[exemplar.units[0]] == sums[unit] + exemplar.ahead
            assert exemplar.ahead > 0


def test_who_leads_a_criterion_has_nobody_to_learn_from_there() -> None:
    best = {exemplar.criterion for exemplar in exemplars(NEW.rulebook, AFTER, "GR")}
    leads = [
        row.code
        for row in NEW.rulebook.criteria
        if all(
            (AFTER.score("GR", row.code).points or 0) + (AFTER.score("GR", row.code).bonus or 0)
            >= (AFTER.score(unit, row.code).points or 0) + (AFTER.score(unit, row.code).bonus or 0)
            for unit in UNITS
        )
    ]

    assert leads
    assert not best & set(leads)


def test_the_parts_in_a_sentence_add_up_to_the_change_in_it() -> None:
    for split in change_split(OLD, NEW):
        facts = moved_finding(split).facts

        assert facts["change"] == sum(facts[name] for name in PARTS)  # type: ignore[misc]
        assert abs(facts[facts["largest"]]) == max(abs(facts[name]) for name in PARTS)  # type: ignore[index, arg-type]
        assert (facts["old_total"], facts["new_total"]) == (
            BEFORE.unit(split.unit).total,
            AFTER.unit(split.unit).total,
        )


def test_the_sentence_on_firmness_names_every_rank_once() -> None:
    intervals = intervals_of(NEW.rulebook, AFTER)
    found = firm_findings(firmness(AFTER, rank_bounds(NEW.rulebook, AFTER, intervals), intervals))

    assert [("firm", "GR"), ("firm", "RG"), ("firm", "HD"), ("open_ranks", "TH")] == [
        (finding.key, finding.unit) for finding in found
    ]
    assert (2, 3, 3) == tuple(found[-1].facts[name] for name in ("first", "last", "preliminary"))
    assert "all_firm" == firm_findings(firmness(AFTER, rank_bounds(NEW.rulebook, AFTER, ()), ()))[0].key


def test_the_sentence_on_the_rule_counts_its_variants() -> None:
    found = sensitivity(NEW, AFTER)
    facts = depends_finding(found).facts

    assert (len(found.variants), found.deciders) == (facts["variants"], facts["deciders"])
    assert facts["unchanged"] == sum(
        variant.ranks == {row.unit: row.rank for row in AFTER.units} for variant in found.variants
    )


def test_what_is_within_reach_is_said_with_the_numbers_of_the_plan() -> None:
    plan = shortest_plan(NEW.rulebook, AFTER, "CT")
    assert plan is not None
    (move,) = plan.moves
    facts = reach_finding(plan, "CT").facts

    assert (move.old, move.new, move.points, 2) == (
        facts["old"],
        facts["new"],
        facts["points"],
        facts["rank"],
    )
    several = reach_finding(shortest_plan(NEW.rulebook, AFTER, "TH", "GR"), "TH", "GR")
    assert ("takes_several", 2, 1) == (several.key, several.facts["count"], several.facts["proven"])
    assert "out_of_reach" == reach_finding(None, "GR").key


def test_a_year_of_some_units_has_only_their_figures() -> None:
    some = NEW.only(("TH", "HD"))

    assert {"TH", "HD"} == {figure.unit for figure in some.figures}
    assert {"HD"} == {penalty.unit for penalty in some.penalties}
    assert AFTER.unit("TH").total == some.board().unit("TH").total
