"""The choices of ``config.toml``, checked before anything runs."""

from __future__ import annotations

import csv
import re
import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import MISSING, dataclass, field, fields, is_dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, get_args, get_origin, get_type_hints

from pardx.errors import PardxError, Problem, nearest
from pardx.project import Project

CLUSTERED = "cluster by region"
MOST_INDICES = 12  # a page can switch between
COVARIANCES = ("HC0", "HC1", "HC2", "HC3", CLUSTERED)
REGION = "region"
"""In a control set: an effect of each region."""
WITHOUT = " without "
PARTS = {"par_index": ("sipas", "digital_government")}
"""Outcome of the curve -> parts that can be taken out of it."""
NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")


class SettingsError(PardxError):
    """What breaks a rule in ``config.toml``, each with file, line, value, rule and fix."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = sorted(problems)
        super().__init__("\n".join(map(str, self.problems)))


@dataclass(frozen=True)
class Outcomes:
    """Outcomes by family of models.

    Attributes
    ----------
    cross_section, curve, panel : tuple of str
        Of DTI in one year; of the specification curve, where `` without `` takes a part out; of
        PAPI D8 over several years.
    """

    cross_section: tuple[str, ...]
    curve: tuple[str, ...]
    panel: tuple[str, ...]


@dataclass(frozen=True)
class Uses:
    """Which control set is used where, by name.

    Attributes
    ----------
    bivariate, income, controls : str
        Sets of the three models that others rest on.
    partial, missing : str
        Sets of partial correlations, and of weights for missing provinces.
    not_in_curve, not_in_models : tuple of str
        Sets that are no choice of the curve, or no model of their own.
    """

    bivariate: str
    income: str
    controls: str
    partial: str
    missing: str
    not_in_curve: tuple[str, ...]
    not_in_models: tuple[str, ...]


@dataclass(frozen=True)
class Briefs:
    """What the brief of a province shows.

    Attributes
    ----------
    indices : tuple of str
        Rows of its table, shown too of its peers and of its region.
    """

    indices: tuple[str, ...]


@dataclass(frozen=True)
class Draws:
    """Seed and number of random draws.

    Attributes
    ----------
    seed, default : int
        Where no SEED and no DRAWS are given.
    curve, moran, influence, components, ranks : int
        The most that each of these draws.
    """

    seed: int
    default: int
    curve: int
    moran: int
    influence: int
    components: int
    ranks: int


@dataclass(frozen=True)
class Noise:
    """Conventions on what is noise in a rank.

    Attributes
    ----------
    convention : int
        Places; the band of an index without a known error.
    part : float
        Standard deviations of all provinces; nearer to its region's median, a part of an index
        is neither strong nor weak.
    scale_over_spread : float
        Width of a survey's scale over the standard deviation of one answer.
    design_effect : float
        By how much clustered sampling swells the variance.
    weight_swing : float
        How far each weight of a composite is moved.
    """

    convention: int
    part: float
    scale_over_spread: float
    design_effect: float
    weight_swing: float


@dataclass(frozen=True)
class Scheme:
    """Colours of pages and figures, each the custom property of its name.

    Attributes
    ----------
    ink, quiet, paper, line, accent, wash, focus : str
        Text, quiet text, background, lines, links, background of boxes, focus.
    subject, contrast, context, band, ministry, locality : str
        What a figure is about, what contrasts, what is behind, a band, two levels.
    """

    ink: str
    quiet: str
    paper: str
    line: str
    accent: str
    wash: str
    focus: str
    subject: str
    contrast: str
    context: str
    band: str
    ministry: str
    locality: str


@dataclass(frozen=True)
class Palette:
    """Colours of figures and pages.

    Attributes
    ----------
    figure_ink, light_ink, dark_ink : str
        Text of figures; ink on dark and on light shades of maps.
    quarters : tuple of str
        Shades from the best to the last quarter of the places.
    light, dark : Scheme
        On screen; figures have ``light``.
    print : dict
        What differs on paper.
    """

    figure_ink: str
    light_ink: str
    dark_ink: str
    quarters: tuple[str, ...]
    light: Scheme
    dark: Scheme
    print: dict[str, str] = field(default_factory=dict)

    def css(self) -> str:
        """Return the custom properties of all pages."""
        light, dark, paper = (
            " ".join(f"--{name}: {colour};" for name, colour in colours.items())
            for colours in (vars(self.light), vars(self.dark), vars(self.light) | self.print)
        )
        return (
            f":root {{ {light} }}\n"
            f"@media (prefers-color-scheme: dark) {{ :root {{ {dark} }} }}\n"
            f"@media print {{ :root {{ {paper} color-scheme: light; }} }}\n"
        )


@dataclass(frozen=True)
class Settings:
    """What ``config.toml`` says.

    Attributes
    ----------
    headline : tuple of str
        Indices of map, ranking, regions and changes of rank.
    outliers : tuple of str
        Names of provinces unlike the others.
    covariance : str
        One of :data:`COVARIANCES`.
    first_panel_year : int
        Of the models over several years.
    outcomes : Outcomes
    control_sets : dict
        Name -> what is held fixed; ``log_`` before an indicator takes its logarithm.
    uses : Uses
    briefs : Briefs
    draws : Draws
    noise : Noise
    palette : Palette
    """

    headline: tuple[str, ...]
    outliers: tuple[str, ...]
    covariance: str
    first_panel_year: int
    outcomes: Outcomes
    control_sets: dict[str, tuple[str, ...]]
    uses: Uses
    briefs: Briefs
    draws: Draws
    noise: Noise
    palette: Palette

    @property
    def curve_sets(self) -> dict[str, tuple[str, ...]]:
        """Control sets that the specification curve chooses among."""
        left_out = self.uses.not_in_curve
        return {name: held for name, held in self.control_sets.items() if name not in left_out}

    @property
    def model_sets(self) -> dict[str, tuple[str, ...]]:
        """Model of ``models.csv`` -> its controls: the three that others rest on, then the rest."""
        named = {role: getattr(self.uses, role) for role in ("bivariate", "income", "controls")}
        left_out = {*named.values(), *self.uses.not_in_models}
        own = {name: name for name in self.control_sets if name not in left_out}
        return {model: self.control_sets[name] for model, name in (named | own).items()}

    @property
    def held(self) -> tuple[str, ...]:
        """What partial correlations hold fixed beside the other indices."""
        return self.control_sets[self.uses.partial]

    @property
    def traits(self) -> tuple[str, ...]:
        """What weights for missing provinces rest on."""
        return self.control_sets[self.uses.missing]

    @property
    def without_outliers(self) -> str:
        """What the sample without the outliers is called, such as ``without four``."""
        count = len(self.outliers)
        return f"without {NUMBERS[count] if count < len(NUMBERS) else count}"


def settings(project: Project | None = None) -> Settings:
    """Return the settings of a project; those of the checkout where it has no ``config.toml``.

    Raises
    ------
    SettingsError
        With file, line, value, rule and the nearest right name of whatever is wrong.
    """
    project = project or Project.here()
    path = project.config
    if not path.is_file():
        raise SettingsError(
            [Problem(path.name, 1, "", "the file is missing", f"git checkout {path.name}")]
        )
    return _read(path, path.stat().st_mtime_ns, project, project.own_indicators())


@lru_cache(maxsize=8)
def _read(path: Path, changed: int, project: Project, own: tuple[str, ...]) -> Settings:
    """Read once, and again when the file has changed, or the columns of one's own tables."""
    text = path.read_text("utf-8", errors="replace")
    file = project.relative(path) if path.is_relative_to(project.root) else path.name
    try:
        given = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        reason, _, where = str(error).partition(" (at ")
        lines, line = text.splitlines() or [""], re.match(r"line (\d+)", where)
        place = int(line[1]) if line else len(lines)
        fix = "quote texts, close brackets and give each key once"
        value = lines[min(place, len(lines)) - 1].strip()
        raise SettingsError([Problem(file, place, value, f"no TOML: {reason}", fix)]) from error
    wrong = [*_shape(Settings, given, ())] or [*_values(given, project, own)]
    if wrong:
        raise SettingsError(
            Problem(file, _line(text, where, value), str(value), rule, fix)
            for where, value, rule, fix in wrong
        )
    return _made(Settings, given)


Wrong = tuple[tuple[str, ...], object, str, str]
"""Where in the file, the value, the rule it breaks, and how to mend it."""


def _shape(kind: type, given: Mapping[str, Any], where: tuple[str, ...]) -> Iterator[Wrong]:
    """Find keys that are unknown or missing, and values of a wrong type."""
    types = get_type_hints(kind)
    for name in given.keys() - types.keys():
        known = [one for one in types if one not in given] or [*types]
        hint = nearest(name, types).lstrip("; ") or f"known are {', '.join(known)}"
        yield (*where, name), name, "no such key", hint
    for one in fields(kind):
        here = (*where, one.name)
        if one.name not in given:
            if one.default_factory is MISSING:
                yield where, one.name, "key is missing", f"add {'.'.join(here)}"
        elif is_dataclass(types[one.name]) and isinstance(given[one.name], dict):
            yield from _shape(types[one.name], given[one.name], here)
        elif not _fits(given[one.name], types[one.name]):
            kind_of = {int: "a whole number", float: "a number", str: "a text in quotes"}
            rule = kind_of.get(types[one.name], "a list of texts in brackets")
            rule = "a table" if types[one.name] is dict or is_dataclass(types[one.name]) else rule
            yield here, given[one.name], f"must be {rule}", "see the comment above it"


def _fits(value: object, kind: Any) -> bool:  # noqa: ANN401 - a type, or an alias of one
    if get_origin(kind) is tuple:
        return isinstance(value, list) and all(isinstance(one, str) for one in value)
    if get_origin(kind) is dict:
        inner = get_args(kind)[1]
        return isinstance(value, dict) and all(_fits(one, inner) for one in value.values())
    accepted = {float: (int, float)}.get(kind, kind)
    return not isinstance(value, bool) and isinstance(value, accepted)


def _made(kind: Any, given: Any) -> Any:  # noqa: ANN401 - as the annotations of Settings say
    if is_dataclass(kind):
        types = get_type_hints(kind)
        return kind(**{name: _made(types[name], value) for name, value in given.items()})
    if isinstance(given, dict):
        return {name: _made(get_args(kind)[1], value) for name, value in given.items()}
    return tuple(given) if isinstance(given, list) else given


def _values(given: dict[str, Any], project: Project, own: tuple[str, ...]) -> Iterator[Wrong]:
    """Check every value by its rule."""
    indicators = (*_named(project.catalogue / "indicators.csv", "indicator"), *own)
    places = _named(project.raw / "geography" / "provinces63.csv", "name_vi")
    sets = tuple(given["control_sets"])
    controls = (*indicators, *(f"log_{name}" for name in indicators), REGION)
    less = (f"{whole}{WITHOUT}{part}" for whole, parts in PARTS.items() for part in parts)
    lists: list[tuple[tuple[str, ...], tuple[str, ...], str]] = [
        (("headline",), indicators, "indicator"),
        (("outliers",), places, "province"),
        (("covariance",), COVARIANCES, "covariance"),
        *((("outcomes", name), indicators, "indicator") for name in ("cross_section", "panel")),
        (("outcomes", "curve"), (*indicators, *less), "outcome of the curve"),
        *((("control_sets", name), controls, "control") for name in sets),
        *((("uses", name), sets, "control set") for name in given["uses"]),
        (("briefs", "indices"), indicators, "indicator"),
        (("palette", "print"), tuple(given["palette"]["light"]), "colour of palette.light"),
    ]
    for where, known, what in lists:
        yield from _unknown(given, where, known, what)
    yield from _sets(given)
    yield from _numbers(given)
    yield from _colours(given["palette"], ("palette",))


def _named(path: Path, column: str) -> tuple[str, ...]:
    """List a column of a table; what is no UTF-8 in it is reported by the rules of tables."""
    with path.open(encoding="utf-8", errors="replace", newline="") as table:
        return tuple(row.get(column) or "" for row in csv.DictReader(table))


def _unknown(
    given: dict[str, Any], where: tuple[str, ...], known: tuple[str, ...], what: str
) -> Iterator[Wrong]:
    found: Any = given
    for name in where:
        found = found.get(name, {})
    for one in [found] if isinstance(found, str) else found:
        if one not in known:
            hint = nearest(one, known).lstrip("; ") or f"name a known {what}"
            yield where, one, f"no such {what}", hint
    if isinstance(found, list):
        twice = sorted({one for one in found if found.count(one) > 1})
        yield from ((where, one, "given twice", "name it once") for one in twice)


def _sets(given: dict[str, Any]) -> Iterator[Wrong]:
    """Refuse uses of control sets that cannot work."""
    uses, sets = given["uses"], given["control_sets"]
    for use in ("income", "partial", "missing"):
        if REGION in sets.get(uses[use], ()):
            yield ("uses", use), uses[use], "has region in it", "name a set without region"
    taken = {role: uses[role] for role in ("bivariate", "income", "controls")}
    for name in sets.keys() & taken.keys():
        if name not in (taken[name], *uses["not_in_models"]):
            fix = "name it otherwise, or in uses.not_in_models"
            yield ("control_sets", name), name, "is the name of another set's model", fix


def _numbers(given: dict[str, Any]) -> Iterator[Wrong]:
    for table in ("draws", "noise"):
        for name, value in given[table].items():
            least = {"seed": 0, "design_effect": 1}.get(name, 1 if table == "draws" else 0)
            if value < least or (value == 0 and name != "seed"):
                yield (table, name), value, f"must be {least or 'more than 0'} or more", "raise it"
    if len(given["headline"]) > MOST_INDICES:
        why = f"names {len(given['headline'])} indices; a page can show {MOST_INDICES}"
        yield ("headline",), "headline", why, "name fewer"
    if given["noise"]["weight_swing"] >= 1:
        where, value = ("noise", "weight_swing"), given["noise"]["weight_swing"]
        yield where, value, "must be less than 1", "lower it: a weight stays above 0"


def _colours(given: Mapping[str, Any], where: tuple[str, ...]) -> Iterator[Wrong]:
    for name, value in given.items():
        here = (*where, name)
        if isinstance(value, dict):
            yield from _colours(value, here)
            continue
        for one in value if isinstance(value, list) else [value]:
            if not re.fullmatch(r"#[0-9A-Fa-f]{6}", one):
                yield here, one, "no colour", "write # and six hexadecimal digits"
    if len(given.get("quarters", [0] * 4)) != 4:
        yield (*where, "quarters"), len(given["quarters"]), "must be four colours", "name four"


def _line(text: str, where: tuple[str, ...], value: object) -> int:
    """Find the line of a value, else of its key, else of its table."""
    lines = text.splitlines()
    *table, key = where or ("",)
    start = _found(lines, 0, lambda line: line.strip() == f"[{'.'.join(table)}]") if table else 0
    named = re.compile(rf'\s*("{re.escape(key)}"|{re.escape(key)})\s*=')
    heads = {f"[{'.'.join(where)}]", f"[{key}]"}
    place = _found(lines, start, lambda line: bool(named.match(line)) or line.strip() in heads)
    if isinstance(value, str) and value != key:
        place = _found(lines, place, lambda line: f'"{value}"' in line)
    return place + 1


def _found(lines: list[str], start: int, test: Callable[[str], bool]) -> int:
    return next((place for place in range(start, len(lines)) if test(lines[place])), start)
