"""The sentence of the paper that cites each table and figure: ``{it}`` is its number."""

from pardx.language import N_

LEADS = {
    "tab-flow": N_(
        "{it} follows the figures from documents to the values used: what sources print, what "
        "they agree on, and what is withheld because no rule decides."
    ),
    "tab-coverage": N_(
        "{it} counts, for each index and measure, the provinces with a figure, and names those "
        "without while they are few."
    ),
    "tab-dimensions": N_(
        "{it} sums PAPI up as its reports do: by dimension, in four groups, and by how many "
        "provinces rose or fell."
    ),
    "tab-missing": N_(
        "Who is missing is no accident: {it} compares the provinces with and without a rank. "
        "Newspapers report the top, the bottom and their own province."
    ),
    "tab-primary": N_(
        "{it} has all primary tests: what holds for all provinces, what is estimated from "
        "those with figures, and how many provinces carry it."
    ),
    "fig-bounds": N_(
        "{it} draws the bounds of every pair of indices: a wide band says that the ranks not "
        "collected decide."
    ),
    "fig-relations": N_(
        "{it} shows the provinces behind the coefficients; a single province far from the others "
        "is no reason to leave it out."
    ),
    "fig-coefficients": N_(
        "{it} draws DTI alone and, where enough provinces have all figures, with controls, "
        "estimated as in [@eq-ols]: a coefficient that shrinks was partly that of the controls."
    ),
    "fig-specifications": N_(
        "{it} orders all specifications in one curve [@simonsohn2020]; its notes name the choices."
    ),
    "tab-multiplicity": N_(
        "{it} adjusts the primary tests of all years so far as one family, as the same "
        "questions are asked each year."
    ),
    "tab-influence": N_("{it} leaves out single provinces, and the provinces unlike the others."),
    "tab-overlap": N_(
        "{it} takes parts out of an index, for the same provinces before and after, beside the "
        "coefficient that content shared by the two would give alone."
    ),
    "fig-residuals": N_(
        "{it} looks for provinces that bend the main models: high leverage with a large residual."
    ),
    "fig-pooled": N_(
        "{it} sets the years of each test side by side and pools them: one year may be "
        "an accident, several that agree are less so."
    ),
    "tab-panel": N_("{it} follows provinces over years of one method, as in [@eq-panel]."),
    "tab-convergence": N_(
        "{it} asks whether provinces that were behind gained, as in [@eq-convergence]."
    ),
    "tab-space": N_("{it} asks whether neighbouring provinces are similar, by [@eq-moran]."),
    "fig-rank-sets": N_(
        "{it} gives each province the ranks that survey error leaves open [@mogstad2024]: the "
        "longer its line, the less its place is known."
    ),
    "tab-components": N_(
        "{it} divides the explained variance of DTI among the dimensions of PAPI "
        "[@groemping2007]: that splits R² and explains nothing."
    ),
    "fig-partial": N_(
        "{it} draws in bold the pairs that stay associated when the other indices shown are held "
        "fixed."
    ),
    "tab-associations": N_(
        "{it} has both coefficients of the primary tests, raw and adjusted p-values, and the "
        "version weighted for missing provinces."
    ),
    "tab-models": N_("{it} has every cross-section model of the tests."),
    "tab-bounds": N_(
        "{it} has the bounds of all pairs, also narrowed by scores, regional ranks and means."
    ),
    "tab-partial": N_("{it} has the partial correlations of all pairs."),
    "tab-conflicts": N_(
        "{it} lists the figures that sources contradict, or that conflict with related ones, the "
        "value used, and the rule that chose it."
    ),
}
"""Id of an exhibit -> the sentence; a table or figure without one cannot enter the paper."""
