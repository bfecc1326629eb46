"""The pose networks as the browser takes them: `.task` bundles, made of the weights that OpenClam holds already.

MediaPipe's web runtime wants one file, a zip whose members are *stored*: `pose_detector.tflite` and
`pose_landmarks_detector.tflite`. Each must say by itself how its input is normalised, in metadata after
`metadata_schema.fbs` 1.5.0 of MediaPipe (Apache-2.0); the published weight files say nothing, since there the
calculators around them knew. So that metadata is added here, and nothing else of the networks is changed.

The same weights give the same bytes on every machine. The build hook loads this file by itself, so it imports
nothing heavy.
"""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Callable, Iterable
from typing import Literal

import flatbuffers  # type: ignore[import-untyped]
from flatbuffers import encode, number_types
from flatbuffers.table import Table  # type: ignore[import-untyped]

from openclam.errors import ModelError
from openclam.pose.weights import weight_path

BundleName = Literal["lite", "full"]

BUNDLES: tuple[BundleName, ...] = ("full", "lite")
"""The bundles for the browser, the better one first; *heavy* is too slow there."""

DETECTOR_SCALE = (127.5, 127.5)
"""Mean and deviation of the detector's input: 0…255 becomes −1…1."""
LANDMARKS_SCALE = (0.0, 255.0)
"""The same of the landmark network: 0…255 becomes 0…1."""

_METADATA_NAME = "TFLITE_METADATA"
_METADATA_IDENTIFIER, _MODEL_IDENTIFIER = b"M001", b"TFL3"
# The widest alignment that a tflite file asks for; a copy moved by a multiple of it stays valid.
_ALIGNMENT = 16
# Fields of the root table, `Model` in TensorFlow Lite's schema.fbs: each but the version points elsewhere.
_VERSION, _BUFFERS, _METADATA, _MODEL_FIELDS = 0, 4, 6, 8
# Numbers out of metadata_schema.fbs: members of two unions, and of one enumeration.
_IMAGE_PROPERTIES, _NORMALIZATION_OPTIONS, _RGB = 2, 1, 1


def task_bundle(name: BundleName) -> bytes:
    """The bundle of one landmark network with the detector.

    Raises:
        ModelError: a weight file is missing or damaged.
    """
    members = {
        "pose_detector.tflite": described(weight_path("detector").read_bytes(), *DETECTOR_SCALE),
        "pose_landmarks_detector.tflite": described(weight_path(name).read_bytes(), *LANDMARKS_SCALE),
    }
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_STORED) as archive:
        for member, data in members.items():
            entry = zipfile.ZipInfo(member)  # dated 1980, whatever the clock says
            entry.create_system = 3  # Unix; by default it tells what the bundle was made on
            archive.writestr(entry, data)
    return packed.getvalue()


def described(model: bytes, mean: float, deviation: float) -> bytes:
    """The network `model` (a tflite file) with metadata that says how its one RGB input is normalised.

    A new root table is written in front of the old file, which is copied whole: places within a FlatBuffer are
    told relative to each other, and from front to back, so the old parts stay valid and can be pointed at.

    Args:
        model: a tflite file without such metadata.
        mean: taken off every pixel value 0…255.
        deviation: what remains is divided by this.

    Raises:
        ModelError: `model` is no whole tflite file, or has such metadata already.
    """
    if model[4:8] != _MODEL_IDENTIFIER:
        raise ModelError(
            f"Expected a network in the tflite format (the letters TFL3 from byte 4); found {model[4:8]!r}. "
            "Run: openclam doctor --fetch"
        )
    try:
        root = _Old(model, _uoffset(model, 0))
        buffers, entries = root.tables(_BUFFERS), root.tables(_METADATA)
        names = [root.string(entry) for entry in entries]
    except (struct.error, ValueError, TypeError) as error:
        raise ModelError(f"The network is damaged: {error}. Run: openclam doctor --fetch") from error
    if _METADATA_NAME in names:
        raise ModelError(f"Expected a network without metadata of its own; found an entry {_METADATA_NAME}.")

    builder = flatbuffers.Builder(len(model) + 4096)
    _put_last(builder, model)
    metadata = _buffer(builder, _model_metadata(mean, deviation))
    entry = _metadata_entry(builder, len(buffers))
    all_entries = _vector(builder, [*map(root.from_end, entries), entry])
    all_buffers = _vector(builder, [*map(root.from_end, buffers), metadata])

    replaced = {_BUFFERS: all_buffers, _METADATA: all_entries}
    builder.StartObject(_MODEL_FIELDS)
    builder.PrependUint32Slot(_VERSION, root.uint32(_VERSION), 0)
    for field in range(_VERSION + 1, _MODEL_FIELDS):
        place = replaced.get(field) or root.target(field)
        if place:
            builder.PrependUOffsetTRelativeSlot(field, place, 0)
    builder.Finish(builder.EndObject(), _MODEL_IDENTIFIER)
    return bytes(builder.Output())


class _Old:
    """The root table of the old file, whose copy is the end of the new one."""

    def __init__(self, model: bytes, position: int) -> None:
        self._model, self._table = model, Table(model, position)

    def uint32(self, field: int) -> int:
        place = self._field(field)
        return int(self._table.Get(number_types.Uint32Flags, self._table.Pos + place)) if place else 0

    def target(self, field: int) -> int:
        """What a field points at, as the builder names places: bytes from the end; 0 where it is not set."""
        place = self._field(field)
        return self.from_end(self._table.Indirect(self._table.Pos + place)) if place else 0

    def tables(self, field: int) -> list[int]:
        """Positions of the tables in a vector."""
        place = self._field(field)
        if not place:
            return []
        start = self._table.Vector(place)
        return [start + 4 * i + _uoffset(self._model, start + 4 * i) for i in range(self._table.VectorLen(place))]

    def string(self, position: int) -> str:
        """The first field of the table at `position`, a string: the name of a metadata entry."""
        table = Table(self._model, position)
        return bytes(table.String(position + table.Offset(4))).decode()

    def from_end(self, position: int) -> int:
        return _padded(len(self._model)) - position

    def _field(self, field: int) -> int:
        return int(self._table.Offset(4 + 2 * field))


def _model_metadata(mean: float, deviation: float) -> bytes:
    """The metadata, itself a FlatBuffer: one subgraph, one input, an RGB image, normalised so."""
    builder = flatbuffers.Builder(256)
    options = _table(builder, 2, {0: _floats(builder, mean), 1: _floats(builder, deviation)})
    unit = _union(builder, _NORMALIZATION_OPTIONS, options)

    def image(field: flatbuffers.Builder) -> None:
        field.PrependInt8Slot(0, _RGB, 0)

    content = _union(builder, _IMAGE_PROPERTIES, _table(builder, 2, {}, image))
    units = _vector(builder, [unit])
    tensor = _table(builder, 7, {0: builder.CreateString("image"), 3: content, 4: units})
    graph = _table(builder, 8, {2: _vector(builder, [tensor])})
    version = builder.CreateString("1.0.0")
    builder.Finish(_table(builder, 8, {3: _vector(builder, [graph]), 7: version}), _METADATA_IDENTIFIER)
    return bytes(builder.Output())


def _table(
    builder: flatbuffers.Builder,
    fields: int,
    targets: dict[int, int],
    scalars: Callable[[flatbuffers.Builder], None] | None = None,
) -> int:
    builder.StartObject(fields)
    for field, target in targets.items():
        builder.PrependUOffsetTRelativeSlot(field, target, 0)
    if scalars is not None:
        scalars(builder)
    return int(builder.EndObject())


def _union(builder: flatbuffers.Builder, kind: int, value: int) -> int:
    """A table whose first field is a union: its kind, then what it points at."""
    return _table(builder, 2, {1: value}, lambda fields: fields.PrependUint8Slot(0, kind, 0))


def _floats(builder: flatbuffers.Builder, value: float) -> int:
    builder.StartVector(4, 1, 4)
    builder.PrependFloat32(value)
    return int(builder.EndVector())


def _vector(builder: flatbuffers.Builder, places: Iterable[int]) -> int:
    backwards = list(places)[::-1]
    builder.StartVector(4, len(backwards), 4)
    for place in backwards:
        builder.PrependUOffsetTRelative(place)
    return int(builder.EndVector())


def _buffer(builder: flatbuffers.Builder, data: bytes) -> int:
    """A `Buffer` of the tflite schema, its bytes aligned as the schema asks."""
    builder.StartVector(1, len(data), _ALIGNMENT)
    builder.head = builder.Head() - len(data)
    builder.Bytes[builder.Head() : builder.Head() + len(data)] = data
    return _table(builder, 1, {0: int(builder.EndVector())})


def _metadata_entry(builder: flatbuffers.Builder, buffer: int) -> int:
    """A `Metadata` of the tflite schema: a name, and the number of the buffer that holds it."""
    name = builder.CreateString(_METADATA_NAME)
    return _table(builder, 2, {0: name}, lambda fields: fields.PrependUint32Slot(1, buffer, 0))


def _put_last(builder: flatbuffers.Builder, model: bytes) -> None:
    """Lays the old file where the new one will end: a builder writes from the back to the front."""
    builder.Prep(_ALIGNMENT, 0)
    builder.head = builder.Head() - _padded(len(model))
    builder.Bytes[builder.Head() : builder.Head() + len(model)] = model


def _padded(length: int) -> int:
    return -(-length // _ALIGNMENT) * _ALIGNMENT


def _uoffset(data: bytes, position: int) -> int:
    return int(encode.Get(number_types.UOffsetTFlags.packer_type, data, position))
