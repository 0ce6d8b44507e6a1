"""The facts of a brief: what the press said of three provinces, and rules on small frames."""

import dataclasses

import numpy as np
import pandas as pd

from pardx.stats.parts import quarters
from pardx.stats.province import EXTREMES, PEERS, facts

CAN_THO, BINH_DUONG, THANH_HOA, BAC_GIANG = "92", "74", "38", "24"


def _with(evidence, panel):
    """Return the evidence with another panel of its year."""
    return dataclasses.replace(evidence, panels={**evidence.panels, evidence.year: panel})


def _like(evidence, name):
    return evidence.panel.filter(like=name).columns


def test_can_tho_2022_stands_as_its_newspaper_said(evidence_of):
    found = facts(evidence_of(2022), CAN_THO)
    par, sipas = found.standing("par_index"), found.standing("sipas")
    assert (par.rank, par.places, par.change) == (26, 63, 25)
    assert (par.region.rank, par.region.provinces, par.region.printed) == (4, 13, True)
    assert (sipas.rank, sipas.change) == (36, 12)
    assert par.broken
    assert sipas.broken
    assert not par.moved, "a change across a break is none"


def test_binh_duong_2020_has_the_rank_score_and_parts_its_portal_printed(evidence_of):
    found = facts(evidence_of(2020), BINH_DUONG)
    par = found.standing("par_index")
    assert (par.rank, par.score, par.change) == (4, 86.93, 13)
    assert round(par.score - par.mean, 2) == 3.21
    printed = {part.indicator: part.score for part in found.parts}
    assert printed["par_appraisal_points"] == 55.48
    assert printed["par_sipas_points"] == 8.82
    assert printed["par_leader_survey_points"] == 20.27
    assert printed["par_socioeconomic_points"] == 2.36


def test_a_rank_within_the_south_is_no_rank_within_a_region(evidence_of):
    among = facts(evidence_of(2020), BINH_DUONG).standing("par_index").region
    assert not among.printed
    assert among.provinces == 6


def test_thanh_hoa_2020_moved_as_its_portal_said(evidence_of):
    found = facts(evidence_of(2020), THANH_HOA)
    assert (found.standing("sipas").rank, found.standing("sipas").change) == (13, 10)
    assert (found.standing("par_index").rank, found.standing("par_index").change) == (29, 14)


def test_each_gap_in_the_figures_has_its_reason(evidence_of):
    binh_duong = facts(evidence_of(2022), BINH_DUONG)
    assert binh_duong.standing("par_index").missing == "not_found"
    bac_giang = facts(evidence_of(2022), BAC_GIANG)
    assert bac_giang.standing("papi_total_unweighted").missing == "unpublished"
    assert "papi_d8_egovernance" in {part.indicator for part in bac_giang.parts}
    assert 0 < len(bac_giang.above) <= EXTREMES


def test_a_year_without_an_index_says_so(evidence_of):
    evidence = evidence_of(2022)
    found = facts(_with(evidence, evidence.panel.drop(columns=_like(evidence, "sipas_"))), CAN_THO)
    assert found.standing("sipas").missing == "no_index"


def test_peers_are_the_nearest_in_log_income_and_urban_share(evidence_of):
    evidence = evidence_of(2022)
    found = facts(evidence, CAN_THO)
    assert len(found.peers) == PEERS
    assert CAN_THO not in [peer.gso_code for peer in found.peers]
    distances = [peer.distance for peer in found.peers]
    assert distances == sorted(distances)
    income = np.log(evidence.panel.grdp_per_capita_value)
    urban = evidence.panel.urban_share_value
    z = pd.DataFrame({"income": income, "urban": urban}).apply(lambda x: (x - x.mean()) / x.std())
    nearest = ((z - z.loc[CAN_THO]) ** 2).sum(axis=1).drop(CAN_THO).nsmallest(PEERS)
    assert [peer.gso_code for peer in found.peers] == list(nearest.index)


def test_without_income_there_are_no_peers(evidence_of):
    evidence = evidence_of(2022)
    panel = evidence.panel.drop(columns="grdp_per_capita_value")
    assert facts(_with(evidence, panel), CAN_THO).peers == ()


def test_the_order_of_provinces_never_matters(evidence_of):
    evidence = evidence_of(2022)
    turned = _with(evidence, evidence.panel[::-1])
    found, again = facts(evidence, CAN_THO), facts(turned, CAN_THO)
    for one, other in zip(found.standings, again.standings, strict=True):
        assert repr((one.rank, one.change, one.region)) == repr(
            (other.rank, other.change, other.region)
        )
    assert [part.indicator for part in found.parts] == [part.indicator for part in again.parts]
    assert [peer.gso_code for peer in found.peers] == [peer.gso_code for peer in again.peers]


def test_a_regional_rank_is_counted_where_unknown_members_cannot_change_it(evidence_of):
    evidence = evidence_of(2022)
    ranks = evidence.standings["par_index"]["rank"]
    free = sorted(set(range(1, 64)) - set(ranks.dropna().astype(int)))
    counted = 0
    for code in ranks.dropna().index:
        among = facts(evidence, code).standing("par_index").region
        unknown = among.provinces - among.known
        if among.printed or not unknown:
            continue
        region = ranks[evidence.panel.region == evidence.panel.region[code]].dropna()
        possible = {
            sum(place < ranks[code] for place in [*region, *placed]) + 1
            for placed in (free[:unknown], free[-unknown:])
        }
        assert possible == {among.rank} or (len(possible) == 2 and np.isnan(among.rank))
        counted += 1
    assert counted > 20


def test_what_stands_out_lies_beyond_noise_on_one_side_of_country_and_region(evidence_of):
    """Cần Thơ 2022: D2 (0.04 below the region's median) was once praised."""
    for year in (2020, 2022):
        for code in evidence_of(year).panel.index[::5]:
            found = facts(evidence_of(year), code)
            assert all(part.strength >= 0.5 for part in found.above)
            assert all(part.strength <= -0.5 for part in found.below)
            assert not any(part.score <= part.region for part in found.above)
            assert not any(part.score >= part.region for part in found.below)
    named = [part.indicator for part in facts(evidence_of(2022), CAN_THO).above]
    assert named == ["papi_d7_environment"]


def test_parts_are_of_one_level(evidence_of):
    for year in (2016, 2020, 2022):
        found = facts(evidence_of(year), CAN_THO)
        assert not {part.whole for part in found.parts} & {p.indicator for p in found.parts}
        assert not any("_sub_" in part.indicator for part in found.parts)


def test_can_tho_2022_is_last_on_participation_and_among_papis_lowest_quarter(evidence_of):
    found = facts(evidence_of(2022), CAN_THO)
    last = {part.indicator for part in found.parts if part.extreme == "last"}
    assert last == {"papi_d1_participation"}
    papi = found.standing("papi_total_unweighted")
    assert (papi.group, papi.quarter, papi.ranked, papi.counted) == ("low", "low", False, True)


def test_quarters_hold_an_equal_number_of_provinces(evidence_of):
    counts = quarters(evidence_of(2022).panel, "papi_total_unweighted").value_counts()
    assert counts.drop("").between(15, 16).all()
    assert counts[""] == 2
    assert set(quarters(evidence_of(2022).panel, "par_index")) == {""}, "a list in part has none"


def test_a_score_that_was_not_found_lies_between_those_of_its_neighbours(evidence_of):
    par = facts(evidence_of(2022), CAN_THO).standing("par_index")
    assert np.isnan(par.score)
    assert (par.lower, par.upper) == (86.07, 86.19)
    assert facts(evidence_of(2022), THANH_HOA).standing("dti_total").tied == ("15",)


def test_a_trail_tells_which_years_are_of_one_method(evidence_of):
    found = facts(evidence_of(2022), CAN_THO)
    par, papi = found.standing("par_index"), found.standing("papi_total_unweighted")
    assert [(point.year, point.rank, point.joined) for point in par.trail] == [
        (2021, 51, True),
        (2022, 26, False),
    ]
    assert [point.joined for point in papi.trail] == [False, True]
    assert round(papi.before.score, 2) == 41.23


def test_every_province_is_part_of_one_unit_of_july_2025(evidence_of):
    merged = facts(evidence_of(2022), CAN_THO).merged
    assert (merged.unit, merged.municipality) == ("Cần Thơ", True)
    assert merged.members == ("Cần Thơ", "Hậu Giang", "Sóc Trăng")
    assert facts(evidence_of(2022), THANH_HOA).merged.members == ("Thanh Hóa",)
