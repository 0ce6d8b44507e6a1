"""make site, as far as no stage is run: what is compared, and what is not."""

from pardx.publish import _changes


def test_one_year_alone_is_compared_to_none(small_project, print_table):
    print_table(2022, "par_index", "province,Huế,par_index,rank,4,rank,,baotintuc-vn-d98230,0,")
    said = []
    assert _changes(small_project, said.append) is False
    assert not (said or (small_project.root / "reports").exists())
