"""The facts of a brief: what the press said of three provinces, and rules on small frames."""

import dataclasses

import numpy as np
import pandas as pd

from pardx.stats.province import EXTREMES, PEERS, facts, part_of

CAN_THO, BINH_DUONG, THANH_HOA, BAC_GIANG = "92", "74", "38", "24"


def test_can_tho_2022_stands_as_its_newspaper_said(evidence_of):
    found = facts(evidence_of(2022), CAN_THO)
    par, sipas = found.standing("par_index"), found.standing("sipas")
    assert (par.rank, par.places, par.change) == (26, 63, 25)
    assert (par.region.rank, par.region.provinces, par.region.printed) == (4, 13, True)
    assert (sipas.rank, sipas.change) == (36, 12)
    assert par.crosses_break
    assert sipas.crosses_break


def test_binh_duong_2020_has_the_rank_score_and_parts_its_portal_printed(evidence_of):
    found = facts(evidence_of(2020), BINH_DUONG)
    par = found.standing("par_index")
    assert (par.rank, par.score, par.change) == (4, 86.93, 13)
    assert round(par.gap_to_mean, 2) == 3.21
    printed = {part.indicator: part.score for part in found.printed}
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
    assert bac_giang.standing("papi_d8_egovernance").missing == ""
    assert 0 < len(bac_giang.strongest) <= EXTREMES


def test_a_year_without_an_index_says_so(evidence_of):
    evidence = evidence_of(2022)
    panel = evidence.panel.drop(columns=evidence.panel.filter(like="sipas_").columns)
    found = facts(dataclasses.replace(evidence, panel=panel), CAN_THO)
    assert found.standing("sipas").missing == "no_index"


def test_no_part_is_both_strong_and_weak(evidence_of):
    for code in evidence_of(2022).panel.index[::5]:
        found = facts(evidence_of(2022), code)
        assert not {p.indicator for p in found.strongest} & {p.indicator for p in found.weakest}
        strengths = [part.strength for part in found.parts]
        assert strengths == sorted(strengths, reverse=True)


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
    assert facts(dataclasses.replace(evidence, panel=panel), CAN_THO).peers == ()


def test_the_chart_takes_an_outcome_that_has_the_province(evidence_of):
    assert facts(evidence_of(2022), CAN_THO).relation.outcome == "par_index"
    assert facts(evidence_of(2022), BINH_DUONG).relation.outcome == "sipas"


def test_an_estimate_without_overlap_is_found_beside_the_raw_one(evidence_of):
    evidence = evidence_of(2022)
    relation = facts(evidence, CAN_THO).relation
    assert (relation.row["overlap"], relation.row["weights"]) == ("raw", "none")
    assert relation.row["n"] == len(relation.points)
    assert relation.overlap_free["overlap"] == "removed"
    assert relation.overlap_free["n"] < relation.row["n"]
    raw = dataclasses.replace(
        evidence, associations=evidence.associations.query("overlap == 'raw'")
    )
    assert facts(raw, CAN_THO).relation.overlap_free == {}


def test_a_rank_range_is_shown_when_one_is_given(evidence_of):
    evidence = evidence_of(2022)
    ranges = pd.DataFrame({"gso_code": ["92"], "indicator": ["dti_total"], "low": [3], "high": [9]})
    found = facts(dataclasses.replace(evidence, ranges=ranges), CAN_THO)
    assert (found.standing("dti_total").low, found.standing("dti_total").high) == (3, 9)
    assert np.isnan(found.standing("pci_total").low)
    assert isinstance(found.standing("dti_total").low, float), "the brief's table lists floats"


def test_the_order_of_provinces_never_matters(evidence_of):
    evidence = evidence_of(2022)
    turned = dataclasses.replace(evidence, panel=evidence.panel[::-1])
    found, again = facts(evidence, CAN_THO), facts(turned, CAN_THO)
    for one, other in zip(found.standings, again.standings, strict=True):
        assert repr((one.rank, one.change, one.region)) == repr(
            (other.rank, other.change, other.region)
        )
    assert [part.indicator for part in found.parts] == [part.indicator for part in again.parts]
    assert [peer.gso_code for peer in found.peers] == [peer.gso_code for peer in again.peers]


def test_a_target_on_an_index_of_the_table_gives_a_gap(evidence_of):
    evidence = evidence_of(2022)
    row = {"gso_code": "74", "indicator": "pci_total", "value": 70.0, "unit": "x", "period": ""}
    aimed = dataclasses.replace(evidence, targets=pd.DataFrame([row]))
    own = facts(aimed, BINH_DUONG).standing("pci_total")
    assert round(own.gap_to_target, 2) == round(own.score - 70, 2)


def test_what_lies_at_or_below_the_median_is_no_strength(evidence_of):
    """Cần Thơ 2022: the portals (0.37 against 0.38) and D2 (0.04 below) were once praised."""
    can_tho = facts(evidence_of(2022), CAN_THO)
    assert not {"papi_sub_d8_egov_portals", "papi_d2_transparency"} & {
        part.indicator for part in can_tho.strongest
    }
    for year, code in ((2020, THANH_HOA), (2022, CAN_THO), (2022, BAC_GIANG), (2020, BINH_DUONG)):
        found = facts(evidence_of(year), code)
        assert all(part.strength >= 0.5 for part in found.strongest)
        assert all(part.strength <= -0.5 for part in found.weakest)


def test_a_list_of_strengths_holds_no_part_beside_its_whole(evidence_of):
    for year in (2020, 2022):
        for code in evidence_of(year).panel.index[::4]:
            found = facts(evidence_of(year), code)
            for named in (found.strongest, found.weakest):
                assert not {part.whole for part in named} & {part.indicator for part in found.parts}


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


def test_of_the_finest_parts_only_the_lowest_and_the_highest_are_told(evidence_of):
    evidence = evidence_of(2022)
    every = [part_of(evidence, CAN_THO, name) for name in evidence.finest]
    every.sort(key=lambda part: -part.strength)
    told = [part.indicator for part in facts(evidence, CAN_THO).parts]
    assert len(every) == 28
    assert [name for name in told if name in evidence.finest] == [
        every[0].indicator,
        every[-1].indicator,
    ]


def test_a_brief_of_2016_tells_the_ends_of_pci_and_of_papi(evidence_of):
    evidence = evidence_of(2016)
    told = [evidence.finest.get(part.indicator) for part in facts(evidence, CAN_THO).parts]
    assert (told.count("pci"), told.count("papi")) == (2, 2)
