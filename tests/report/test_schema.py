"""`assessment.json` against the published schema."""

from __future__ import annotations

import json
from collections.abc import Callable

import jsonschema
import pytest

from openclam.assessment.model import Assessment
from openclam.assessment.schema import PATH, schema_text

SCHEMA = json.loads(PATH.read_text("utf-8"))


def test_published_schema_is_that_of_the_model() -> None:
    assert PATH.read_text("utf-8") == schema_text(), "run: python -m openclam.assessment.schema"


def test_schema_is_itself_valid() -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMA)


def test_document_validates_and_names_its_version(assessment: Assessment) -> None:
    document = json.loads(assessment.to_json())
    jsonschema.validate(document, SCHEMA, cls=jsonschema.Draft202012Validator)
    assert document["schema"] == "openclam/assessment/1"


def test_document_reads_back_as_the_same_assessment(assessment: Assessment) -> None:
    assert Assessment.model_validate_json(assessment.to_json()).to_json() == assessment.to_json()


def test_document_with_kinetics_validates_and_reads_back(with_kinetics: Callable[..., Assessment]) -> None:
    calculated = with_kinetics()
    document = json.loads(calculated.to_json())
    jsonschema.validate(document, SCHEMA, cls=jsonschema.Draft202012Validator)
    assert document["kinetics"]["reps"][0]["band_force_n"] == {"value": 30.0, "low": 21.0, "high": 39.0}
    assert Assessment.model_validate_json(calculated.to_json()).kinetics == calculated.kinetics


@pytest.mark.parametrize(
    "damage",
    [
        {"schema": "openclam/assessment/2"},
        {"moving_leg": "top"},
        {"reps": [{"number": 0}]},
        {"view": {"azimuth_deg": "front"}},
        {"surprise": 1},
        {"kinetics": {"reps": []}},
    ],
    ids=lambda damage: next(iter(damage)),
)
def test_schema_refuses_what_is_no_assessment(assessment: Assessment, damage: dict[str, object]) -> None:
    document = json.loads(assessment.to_json()) | damage
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(document, SCHEMA, cls=jsonschema.Draft202012Validator)
