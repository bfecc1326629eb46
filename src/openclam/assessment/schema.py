"""The published JSON Schema of `assessment.json`, made from the model and kept beside it.

    python -m openclam.assessment.schema

writes `schema.json` anew after a change of the model; a test fails until that is done.
"""

from __future__ import annotations

import json
from pathlib import Path

from openclam.assessment.model import Assessment

PATH = Path(__file__).with_name("schema.json")


def schema_text() -> str:
    """The schema (JSON Schema 2020-12) as JSON text, with two-space indent and a final newline."""
    schema = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": "urn:openclam:assessment:1",
        # As written, not as read: a field that has a default is always there in a document.
        **Assessment.model_json_schema(by_alias=True, mode="serialization"),
    }
    return json.dumps(schema, indent=2, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    PATH.write_text(schema_text(), "utf-8")
