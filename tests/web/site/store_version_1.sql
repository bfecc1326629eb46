BEGIN TRANSACTION;
CREATE TABLE owner (
	id INTEGER NOT NULL, 
	key_sha256 VARCHAR NOT NULL, 
	since VARCHAR NOT NULL, 
	PRIMARY KEY (id), 
	UNIQUE (key_sha256)
);
INSERT INTO "owner" VALUES(1,'a0484a6185b324e2f355194f334482fc79194cd805185155ddcf6804fdb9090a','2026-11-22T16:45:08+00:00');
CREATE TABLE saved_set (
	id VARCHAR NOT NULL, 
	owner_id INTEGER NOT NULL, 
	performed_at VARCHAR NOT NULL, 
	saved_at VARCHAR NOT NULL, 
	consent TEXT NOT NULL, 
	figures TEXT NOT NULL, 
	document TEXT NOT NULL, 
	PRIMARY KEY (id), 
	FOREIGN KEY(owner_id) REFERENCES owner (id) ON DELETE CASCADE
);
INSERT INTO "saved_set" VALUES('BIAW3tUDWUcsh4Sh',1,'2026-03-01T18:30:00+00:00','2026-11-22T16:45:08+00:00','I agree.','{"exercise": "clamshell", "moving_leg": "left", "reps": 1, "opening_deg": 41.559559767699994, "clean_range_deg": 32.41365530523948, "pelvic_roll_deg": 3.5008457074380774, "hold_s": 1.3666666666666671}','{
  "schema": "openclam/assessment/1",
  "exercise": "clamshell",
  "language": "en",
  "moving_leg": "left",
  "recording": {
    "path": "clamshell.mp4",
    "duration_s": 29.766666666666666,
    "fps": 30.0,
    "frames": 893,
    "width": 854,
    "height": 480
  },
  "warnings": [],
  "person": {
    "height_cm": 170.0,
    "mass_kg": 70.0,
    "assumed": true
  },
  "band": null,
  "view": {
    "azimuth_deg": -1.3511934280395508,
    "elevation_deg": 16.711430549621582,
    "judgeable": true,
    "why": null
  },
  "reps": [
    {
      "number": 1,
      "start_s": 2.2333333333333334,
      "top_s": 3.3,
      "peak_s": 3.8,
      "top_end_s": 4.666666666666667,
      "end_s": 6.533333333333333,
      "opening_deg": {
        "value": 41.559559767699994,
        "sd": 9.1311674118042
      },
      "hip_external_rotation_deg": {
        "value": 33.814137280616265,
        "sd": 8.920659019833518
      },
      "hip_abduction_deg": {
        "value": 10.777432534865776,
        "sd": 6.637275468735468
      },
      "pelvic_roll_deg": {
        "value": 3.5008457074380774,
        "sd": 6.378305912017822
      },
      "pelvic_tilt_deg": {
        "value": 0.5079145086614998,
        "sd": 1.3014553785324097
      },
      "trunk_rotation_deg": {
        "value": 1.0084422462934741,
        "sd": 1.4334403276443481
      },
      "trunk_lean_deg": {
        "value": 0.09398827171121596,
        "sd": 0.4042488932609558
      },
      "feet_gap_cm": {
        "value": 0.028693235430314188,
        "sd": 0.8158234685659408
      },
      "clean_range_deg": {
        "value": 32.41365530523948,
        "sd": 12.368542535150908
      },
      "up_s": 1.0666666666666664,
      "hold_s": 1.3666666666666671,
      "down_s": 1.8666666666666663,
      "peak_speed_deg_s": 48.81937896307107,
      "findings": [
        {
          "statement": "feet-together",
          "page": [
            "I1",
            "D2"
          ],
          "verdict": "met",
          "value": 0.028693235430314188,
          "sd": 0.8158234685659408,
          "limit": 7.0,
          "unit": "cm",
          "cue": null,
          "why": null
        },
        {
          "statement": "knee-opens",
          "page": [
            "I2"
          ],
          "verdict": "met",
          "value": 41.559559767699994,
          "sd": 9.1311674118042,
          "limit": 15.0,
          "unit": "deg",
          "cue": null,
          "why": null
        },
        {
          "statement": "against-the-band",
          "page": [
            "I3"
          ],
          "verdict": "met",
          "value": 1.0,
          "sd": 0.0,
          "limit": 0.2,
          "unit": "probability",
          "cue": null,
          "why": null
        },
        {
          "statement": "knee-as-high-as-possible",
          "page": [
            "I4"
          ],
          "verdict": "met",
          "value": 99.51611199715704,
          "sd": 21.87567019761144,
          "limit": 60.0,
          "unit": "%",
          "cue": null,
          "why": null
        },
        {
          "statement": "buttock-tight",
          "page": [
            "I5",
            "D4"
          ],
          "verdict": "cannot judge",
          "value": null,
          "sd": null,
          "limit": null,
          "unit": null,
          "cue": null,
          "why": "A camera sees no muscle tension. You can feel it yourself: lay a hand on your buttock. The kinetics estimate says how hard the muscle has to work."
        },
        {
          "statement": "brief-hold",
          "page": [
            "I6"
          ],
          "verdict": "met",
          "value": 1.3666666666666671,
          "sd": 0.13079811660759383,
          "limit": 0.5,
          "unit": "s",
          "cue": null,
          "why": null
        },
        {
          "statement": "controlled-return",
          "page": [
            "I7",
            "D5"
          ],
          "verdict": "met",
          "value": 1.8666666666666663,
          "sd": 0.13079811660759383,
          "limit": 1.0,
          "unit": "s",
          "cue": null,
          "why": null
        },
        {
          "statement": "tension-on-band",
          "page": [
            "I8"
          ],
          "verdict": "cannot judge",
          "value": null,
          "sd": null,
          "limit": null,
          "unit": "%",
          "cue": null,
          "why": "a picture does not show how long the band is; measure the loop once round, lying slack, and give it with --band-loop-cm"
        },
        {
          "statement": "pelvis-does-not-roll",
          "page": [
            "D1",
            "N1",
            "I4"
          ],
          "verdict": "met",
          "value": 3.5008457074380774,
          "sd": 6.378305912017822,
          "limit": 15.0,
          "unit": "deg",
          "cue": null,
          "why": null
        },
        {
          "statement": "only-upper-leg-moves",
          "page": [
            "D3"
          ],
          "verdict": "met",
          "value": 1.0084422462934741,
          "sd": 1.4334403276443481,
          "limit": 15.0,
          "unit": "deg",
          "cue": null,
          "why": null
        },
        {
          "statement": "controlled-opening",
          "page": [
            "D5"
          ],
          "verdict": "met",
          "value": 1.0666666666666664,
          "sd": 0.13079811660759383,
          "limit": 0.7,
          "unit": "s",
          "cue": null,
          "why": null
        },
        {
          "statement": "breathing",
          "page": [
            "D6"
          ],
          "verdict": "cannot judge",
          "value": null,
          "sd": null,
          "limit": null,
          "unit": null,
          "cue": null,
          "why": "A camera sees too little of your breath. A microphone close by could hear it, and you know it yourself."
        },
        {
          "statement": "foot-stays-down",
          "page": [
            "N2"
          ],
          "verdict": "met",
          "value": 0.028693235430314188,
          "sd": 0.8158234685659408,
          "limit": 7.0,
          "unit": "cm",
          "cue": null,
          "why": null
        },
        {
          "statement": "no-momentum",
          "page": [
            "N3"
          ],
          "verdict": "met",
          "value": 48.81937896307107,
          "sd": 7.420315737267767,
          "limit": 110.0,
          "unit": "deg/s",
          "cue": null,
          "why": null
        },
        {
          "statement": "pelvis-does-not-tilt",
          "page": [
            "N4"
          ],
          "verdict": "met",
          "value": 0.5079145086614998,
          "sd": 1.3014553785324097,
          "limit": 15.0,
          "unit": "deg",
          "cue": null,
          "why": null
        },
        {
          "statement": "torso-does-not-compensate",
          "page": [
            "N5"
          ],
          "verdict": "met",
          "value": 0.09398827171121596,
          "sd": 0.4042488932609558,
          "limit": 15.0,
          "unit": "deg",
          "cue": null,
          "why": null
        },
        {
          "statement": "within-capacity",
          "page": [
            "N6"
          ],
          "verdict": "cannot judge",
          "value": 6.891459255707342,
          "sd": 12.96375350945717,
          "limit": 10.0,
          "unit": "deg",
          "cue": null,
          "why": "the value lies between good and a fault"
        }
      ]
    }
  ],
  "start_position": [
    {
      "statement": "band-above-knees",
      "page": [
        "S1"
      ],
      "verdict": "met",
      "value": 1.0,
      "sd": 0.0,
      "limit": 0.2,
      "unit": "probability",
      "cue": null,
      "why": null
    }
  ],
  "statements": [
    {
      "statement": "band-above-knees",
      "page": [
        "S1"
      ],
      "verdict": "met",
      "reps_met": 1,
      "reps_not_met": 0,
      "reps_cannot_judge": 0,
      "why": null
    }
  ],
  "kinetics": null,
  "software": {
    "openclam": "0.1.0",
    "pose_model": "lite",
    "pose_model_sha256": "f17bfbecadb61c3be1baa8b8d851cc6619c870a87167b32848ad20db306b9d61"
  }
}
');
CREATE TABLE store_version (
	version INTEGER NOT NULL, 
	PRIMARY KEY (version)
);
INSERT INTO "store_version" VALUES(1);
CREATE INDEX ix_saved_set_owner_id ON saved_set (owner_id);
COMMIT;
