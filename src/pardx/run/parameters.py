"""Which parameters there are, and what a wrong one is told."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from pardx.errors import UsageError, nearest
from pardx.project import Project
from pardx.settings import settings


@dataclass(frozen=True)
class Parameters:
    """The validated parameters of a run.

    Attributes
    ----------
    YEAR : int
        Year of the report, one with data.
    SEED : int
        Seed of every random draw; where none is given, that of ``config.toml``.
    DRAWS : int
        Bootstrap resamples and permutations; where none are given, those of ``config.toml``.
    PROVINCE : str
        GSO code of a brief's province; empty where no province is meant.
    """

    YEAR: int
    SEED: int = 2022
    DRAWS: int = 9999
    PROVINCE: str = ""

    @classmethod
    def from_mapping(cls, given: Mapping[str, object], project: Project) -> Parameters:
        """Check names, types and ranges before anything runs.

        Raises
        ------
        UsageError
            For an unknown name, a value that is no whole number, a year without data, or an
            unknown province.
        """
        known = cls.__dataclass_fields__
        for name in given:
            if name not in known:
                hint = nearest(name.upper(), known)
                raise UsageError(f"unknown parameter {name}{hint} (known: {', '.join(known)})")
        texts = {name: value for name, value in given.items() if name == "PROVINCE"}
        numbers = {name: _whole(name, given[name]) for name in given if name not in texts}
        if "YEAR" not in numbers:
            raise UsageError(f"YEAR is missing; {_valid_years(project)}")
        require_data(numbers["YEAR"], project, f"no data for YEAR={numbers['YEAR']}")
        if numbers.get("DRAWS", 1) < 1:
            raise UsageError(f"DRAWS must be at least 1, not {numbers['DRAWS']}")
        chosen = settings(project).draws
        usual = {"SEED": chosen.seed, "DRAWS": chosen.default}
        places = {name: _province(texts[name], project) for name in texts}
        return cls(**usual | numbers, **places)


def _province(given: object, project: Project) -> str:
    """Return a GSO code; papermill hands the code ``01`` on as the number 1."""
    text = str(given).strip()
    if not text:
        return ""
    return choose_province(text.zfill(2) if text.isdigit() else text, project)


def _whole(name: str, value: object) -> int:
    text = str(value).strip()
    if isinstance(value, bool) or not (text.isascii() and text.isdigit()):
        raise UsageError(f"{name} must be a whole number, not {value!r}")
    return int(text)


def require_data(year: object, project: Project, otherwise: str) -> None:
    """Refuse what is no year with data.

    Raises
    ------
    UsageError
        Saying what is ``otherwise`` true, with the nearest year and all that have data.
    """
    years = project.years()
    if year not in years:
        hint = nearest(str(year), map(str, years))
        raise UsageError(f"{otherwise}{hint}; {_valid_years(project)}")


def _valid_years(project: Project) -> str:
    return f"years with data: {', '.join(map(str, project.years()))}"


def choose_province(text: str, project: Project) -> str:
    """Return the GSO code of a province given by code, or by any spelling of its name.

    Raises
    ------
    UsageError
        With the nearest province.
    """
    from pardx.data.geography import nearest_province, provinces, resolver

    known = provinces(project).index
    code = text if text in known else resolver(project)(text)
    if code in known:
        return code
    hint = nearest_province(text, project)
    raise UsageError(f"unknown PROVINCE={shown(text)}{hint}; give a name or a GSO code (01 to 96)")


def shown(text: str) -> str:
    """Quote what was given, cut where it is too long to read."""
    return repr(text if len(text) <= 60 else f"{text[:60]}...")
