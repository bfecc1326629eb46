"""The bundles hold the networks unchanged, with the metadata that a reader of the schema finds."""

from __future__ import annotations

import hashlib
import io
import zipfile

import numpy as np
import pytest
from ai_edge_litert import schema_py_generated as tflite
from flatbuffers.table import Table

from openclam.errors import ModelError
from openclam.pose.weights import weight_path
from openclam.web.assets.bundle import DETECTOR_SCALE, LANDMARKS_SCALE, BundleName, described, task_bundle

MADE: dict[BundleName, str] = {
    "lite": "9da2825a3f934a888fa683f5c1b48098ef71a5329e8deb9833ee5e3df5c8a5a0",
    "full": "8c4abe5ebf1e08335f0a0b32c2677c9ca5c74dff6f1b472d6dbdab97ac9c188c",
}
"""SHA-256 of each bundle: the same on every machine, whatever its clock and system."""


@pytest.mark.parametrize("name", MADE)
def test_a_bundle_is_the_same_everywhere(name: BundleName) -> None:
    assert hashlib.sha256(task_bundle(name)).hexdigest() == MADE[name]


def test_a_bundle_holds_both_networks_unpacked() -> None:
    with zipfile.ZipFile(io.BytesIO(task_bundle("lite"))) as archive:
        assert archive.namelist() == ["pose_detector.tflite", "pose_landmarks_detector.tflite"]
        assert {entry.compress_type for entry in archive.infolist()} == {zipfile.ZIP_STORED}
        detector, landmarks = (archive.read(name) for name in archive.namelist())
    assert normalisation(detector) == DETECTOR_SCALE
    assert normalisation(landmarks) == LANDMARKS_SCALE


@pytest.mark.parametrize("name", ["detector", "lite", "full"])
def test_the_network_itself_stays_as_it_was(name: str) -> None:
    before = weight_path(name).read_bytes()
    old, new = tflite.ModelT.InitFromPackedBuf(before, 0), tflite.ModelT.InitFromPackedBuf(described(before, 0, 255), 0)
    assert (new.version, new.description) == (old.version, old.description)
    assert [code.builtinCode for code in new.operatorCodes] == [code.builtinCode for code in old.operatorCodes]
    assert [tensor.name for tensor in new.subgraphs[0].tensors] == [tensor.name for tensor in old.subgraphs[0].tensors]
    assert len(new.buffers) == len(old.buffers) + 1
    for mine, theirs in zip(new.buffers, old.buffers, strict=False):
        np.testing.assert_array_equal(np.asarray(mine.data), np.asarray(theirs.data))
    kept = [entry.name for entry in old.metadata or []]
    assert [entry.name for entry in new.metadata] == [*kept, b"TFLITE_METADATA"]


def test_the_network_runs_and_gives_the_same() -> None:
    from ai_edge_litert.interpreter import Interpreter

    before = weight_path("lite").read_bytes()
    picture = np.random.default_rng(5).random((1, 256, 256, 3), np.float32)
    outputs = []
    for model in (before, described(before, 0, 255)):
        interpreter = Interpreter(model_content=model)
        interpreter.allocate_tensors()
        interpreter.set_tensor(interpreter.get_input_details()[0]["index"], picture)
        interpreter.invoke()
        outputs.append(interpreter.get_tensor(interpreter.get_output_details()[0]["index"]))
    np.testing.assert_array_equal(*outputs)


def test_every_weight_stays_aligned() -> None:
    """Runtimes read weights in place, so they lie on multiples of 16 bytes, as in the published file."""
    model = described(weight_path("lite").read_bytes(), 0, 255)
    root = tflite.Model.GetRootAs(model)
    for index in range(root.BuffersLength()):
        data = root.Buffers(index).DataAsNumpy()
        if isinstance(data, np.ndarray):
            start = data.__array_interface__["data"][0] - np.frombuffer(model, np.uint8).__array_interface__["data"][0]
            assert start % 16 == 0, index


def test_what_is_no_network_is_refused() -> None:
    with pytest.raises(ModelError, match="TFL3") as caught:
        described(b"\x00" * 64, 0, 255)
    assert "openclam doctor --fetch" in str(caught.value)


@pytest.mark.parametrize("broken", [b"", b"TFL3", b"\xff\xff\xff\x7fTFL3" + b"\x00" * 40])
def test_a_broken_network_is_refused(broken: bytes) -> None:
    with pytest.raises(ModelError):
        described(broken, 0, 255)


def test_a_network_that_has_metadata_is_refused() -> None:
    once = described(weight_path("lite").read_bytes(), 0, 255)
    with pytest.raises(ModelError, match="TFLITE_METADATA"):
        described(once, 0, 255)


def normalisation(model: bytes) -> tuple[float, float]:
    """Mean and deviation as a reader of metadata_schema.fbs finds them: each step is a field's number there."""
    root = tflite.Model.GetRootAs(model)
    entry = next(e for e in map(root.Metadata, range(root.MetadataLength())) if e.Name() == b"TFLITE_METADATA")
    data = root.Buffers(entry.Buffer()).DataAsNumpy().tobytes()
    assert data[4:8] == b"M001"
    table = Table(data, int.from_bytes(data[:4], "little"))
    graph = first(table, 3)
    tensor = first(graph, 2)
    content = target(tensor, 3)
    assert (byte(content, 0), byte(target(content, 1), 0)) == (2, 1), "the input is an image, in RGB"
    unit = first(tensor, 4)
    assert byte(unit, 0) == 1, "the process unit normalises"
    options = target(unit, 1)
    return number(options, 0), number(options, 1)


def place(table: Table, field: int) -> int:
    offset = int(table.Offset(4 + 2 * field))
    assert offset, f"field {field} is set"
    return offset


def target(table: Table, field: int) -> Table:
    return Table(table.Bytes, table.Indirect(table.Pos + place(table, field)))


def first(table: Table, field: int) -> Table:
    assert table.VectorLen(place(table, field)) == 1
    return Table(table.Bytes, table.Indirect(table.Vector(place(table, field))))


def byte(table: Table, field: int) -> int:
    return int(table.Bytes[table.Pos + place(table, field)])


def number(table: Table, field: int) -> float:
    start = table.Vector(place(table, field))
    return float(np.frombuffer(table.Bytes, "<f4", 1, start)[0])
