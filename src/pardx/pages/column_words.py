"""What the columns of the tables offered for download mean, in the words of their pages."""

from __future__ import annotations

from pardx.language import N_, Language

WORDS = (
    ("gso_code", "ranking conflicts", N_("Code of the Statistics Office; u34-: unit of July 2025")),
    ("province region", "ranking", N_("Name, and region")),
    ("<index>_score", "ranking", N_("Score, in the unit of the index")),
    ("<index>_rank", "ranking", N_("Rank; 1 is best")),
    ("<index>_places", "ranking", N_("How many are ranked")),
    (
        "<index>_rank_change",
        "ranking",
        N_("Places gained on the year before, also across a change of method; negative: lost"),
    ),
    (
        "<index>_rank_is",
        "ranking",
        N_("printed: by a source; counted: by us, from a full list of scores"),
    ),
    ("<index>_quality", "ranking", N_("Reliability of the rank (A, B, C, X)")),
    ("<index>_score_quality", "ranking", N_("Reliability of the score")),
    ("quality score_quality", "ministries", N_("Reliability of the rank, and of the score")),
    ("quality", "national", N_("Reliability of the value")),
    ("indicator", "coverage conflicts ministries national", N_("Code of the indicator")),
    (
        "measure unit",
        "coverage conflicts",
        N_("What is measured (score, rank, share), and its unit"),
    ),
    ("n", "coverage", N_("Provinces with a value in use")),
    ("printed derived", "coverage", N_("Of these: printed by a source, computed from others")),
    ("unsettled", "coverage", N_("Withheld, as sources disagree")),
    (
        "bounded",
        "coverage",
        N_("Scores of which only bounds are known: no values, not counted in n"),
    ),
    ("missing", "coverage", N_("Codes of the provinces without a value")),
    (
        "year level entity period",
        "conflicts national",
        N_("Year; level, as province or ministry; whose figure; period, where it is no full year"),
    ),
    ("value", "conflicts", N_("One of the figures that contradict each other")),
    (
        "sources publishers",
        "conflicts",
        N_("Documents that print it, and how many publishers are behind them; none: computed"),
    ),
    (
        "authority printed",
        "conflicts",
        N_("Best kind of source: 2 official, 1 compilation, 0 press; 1: printed, 0: computed"),
    ),
    (
        "keeps breaks",
        "conflicts",
        N_("Which checks it meets or fails: sum, order, place, change, parts"),
    ),
    (
        "used value_used settled_by",
        "conflicts",
        N_("Whether it is used; the value in use, none where withheld; the rule that decided"),
    ),
    ("test", "associations models", N_("Registered question")),
    ("model", "models", N_("Model that answers it")),
    ("role", "associations", N_("Primary or exploratory, as registered")),
    ("outcome predictor", "associations models", N_("The two indices, or the coefficient's name")),
    ("method", "associations", N_("Kind of correlation")),
    ("estimator", "models", N_("Estimator of the model")),
    (
        "overlap",
        "associations models",
        N_("removed: without the part that both indices share; raw: with it"),
    ),
    ("removed", "associations", N_("What was removed")),
    (
        "sample weights",
        "associations",
        N_("Provinces used, and whether weighted for missing ones (ipw)"),
    ),
    ("n", "associations models", N_("Number of observations")),
    ("years", "models", N_("Years of the data")),
    ("estimate", "associations models", N_("Correlation, or coefficient of normal scores")),
    ("std_error covariance", "models", N_("Standard error, and how it was computed")),
    ("ci_low ci_high", "associations models", N_("95% interval")),
    ("p_value", "associations models", N_("Two-sided p-value")),
    (
        "p_adjusted",
        "associations",
        N_("p-value corrected for the number of tests (Benjamini-Hochberg)"),
    ),
    (
        "mechanical",
        "associations",
        N_("Correlation expected from the shared part alone"),
    ),
    (
        "flagged",
        "associations",
        N_("In how many provinces a share of the SIPAS score replaces printed points"),
    ),
    ("controls", "models", N_("Control variables, with their years")),
    ("detectable", "models", N_("Smallest coefficient that would be found with a power of 80%")),
    (
        "year list entity",
        "ministries",
        N_("Year; list (yes: with, no: without public services, all: one list); ministry"),
    ),
    ("score rank units", "ministries", N_("Score, rank, and of how many, where printed")),
    ("unit value", "national", N_("Unit and value")),
    ("qualifier", "national", N_("Word of the source before the figure: over, about, nearly")),
    ("out_of", "national", N_("Of how many a count counts")),
    ("sources", "national", N_("Documents that print it")),
)
"""Columns, the tables that have them, what they mean."""


def column_words(lang: Language) -> list[tuple[list[str], list[str], str]]:
    """List columns, the files that have them, and what they mean, in a language."""
    return [
        (columns.split(), [f"{name}.csv" for name in tables.split()], lang(text))
        for columns, tables, text in WORDS
    ]
