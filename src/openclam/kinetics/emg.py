"""What electrodes found in the clam: means over people of published studies, as `emg.toml` holds them."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from openclam.errors import ModelError
from openclam.exercise.toml_file import read_toml

Recorded = Literal[
    "gluteus-medius",
    "gluteus-medius-anterior",
    "gluteus-medius-middle",
    "gluteus-medius-posterior",
    "gluteus-minimus-anterior",
    "gluteus-minimus-posterior",
    "gluteus-maximus",
    "gluteus-maximus-superior",
    "tensor-fasciae-latae",
    "hip-flexors",
]
Electrode = Literal["surface", "fine-wire"]
Percent = Annotated[float, Field(ge=0, le=200)]

_PATH = Path(__file__).with_name("emg.toml")


class EmgRow(BaseModel):
    """One muscle in one condition of one study, in % of the maximal voluntary isometric contraction.

    `sd_pct` is between people; None where it is not known. `seen` says how surely the figure is the paper's.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    study: str
    source: str
    doi: str | None = None
    electrode: Electrode
    people: int = Field(ge=1)
    hip_deg: float | None = None
    load: Literal["none", "band", "weight", "unknown"]
    muscle: Recorded
    mean_pct: Percent
    sd_pct: Percent | None = None
    seen: Literal["abstract", "second-hand", "recalled"]


@cache
def published_emg() -> tuple[EmgRow, ...]:
    """Every row, study by study.

    Raises:
        ModelError: the package's own file is missing or damaged.
    """
    _, table = read_toml(_PATH, "published EMG", "Install OpenClam anew.", ModelError)
    try:
        return tuple(TypeAdapter(list[EmgRow]).validate_python(table.get("row")))
    except ValidationError as error:
        raise ModelError(f"{_PATH.name}: expected rows of published EMG; {error}. Install OpenClam anew.") from error
