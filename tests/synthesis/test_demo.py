"""The shipped clip: does its truth tell of it, and is it what the package promises?"""

from __future__ import annotations

import json
from typing import Any

import av
import numpy as np
import pytest

from openclam import demo
from openclam.synthesis import demo as demo_maker
from openclam.synthesis.clam import Clam
from openclam.synthesis.reptruth import rep_table


@pytest.fixture(scope="module")
def truth() -> dict[str, Any]:
    return json.loads(demo.TRUTH.read_text())


def test_the_truth_has_a_row_for_every_picture(truth):
    with av.open(str(demo.CLIP)) as container:
        stream = container.streams.video[0]
        times = [float(frame.pts * frame.time_base) for frame in container.decode(stream)]
        assert (stream.width, stream.height) == (truth["width"], truth["height"])
        assert float(stream.average_rate) == truth["fps"]
        assert stream.codec_context.name == "h264"
        assert stream.pix_fmt == "yuv420p"
    assert times == pytest.approx(truth["frames"]["time_s"], abs=0.001)
    assert 20.0 <= len(times) / truth["fps"] <= 30.0


def test_the_clip_is_small_enough_to_ship():
    assert demo.CLIP.stat().st_size < 1_500_000


def test_every_curve_and_track_is_whole(truth):
    count = len(truth["frames"]["time_s"])
    assert {len(curve) for curve in truth["frames"].values()} == {count}
    assert {len(track) for track in truth["joints_px"].values()} == {count}
    assert len(truth["joints_px"]) == 14


def test_the_whole_body_stays_well_inside_the_picture(truth):
    tracks = np.array(list(truth["joints_px"].values()))
    assert tracks.min() > 40.0
    assert tracks[..., 0].max() < truth["width"] - 40.0
    assert tracks[..., 1].max() < truth["height"] - 40.0


def test_six_reps_with_something_to_say(truth):
    assert [rep["faults"] for rep in truth["reps"]] == [[], [], ["N1"], ["N2"], ["N3", "I6"], []]
    assert truth["reps"][0]["start_s"] > 2.0
    for rep in truth["reps"]:
        if not {"N3", "I6"} & set(rep["faults"]):
            assert rep["up_s"] >= 1.0
            assert rep["hold_s"] >= 1.0
            assert rep["down_s"] >= 2.0


@pytest.mark.slow
def test_the_shipped_truth_is_that_of_the_maker(truth, skeleton):
    again = rep_table(Clam(skeleton), demo_maker.PLAN.movement)
    for shipped, made in zip(truth["reps"], again, strict=True):
        assert made["faults"] == shipped["faults"]
        assert made["opening_deg"] == pytest.approx(shipped["opening_deg"], abs=0.1)
        assert made["hip_external_rotation_deg"] == pytest.approx(shipped["hip_external_rotation_deg"], abs=0.2)
        assert made["top_s"] == pytest.approx(shipped["top_s"], abs=0.01)


def test_the_maker_wants_one_folder(capsys):
    assert demo_maker.main([]) == 2
    assert "python -m openclam.synthesis.demo OUT" in capsys.readouterr().err


def test_without_the_extra_the_maker_names_the_command_that_installs_it(monkeypatch, tmp_path, capsys):
    monkeypatch.setitem(__import__("sys").modules, "torch", None)
    assert demo_maker.main([str(tmp_path)]) == 2
    assert "pip install 'openclam[synth]'" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []
