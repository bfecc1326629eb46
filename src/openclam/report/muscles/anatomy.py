"""The right hip as it is drawn: seen from the side and some 35° from behind, front of the body to the right.

Millimetres about the centre of the hip joint, y down, in the size of a person of 170 cm. Outlines are our own,
drawn to the proportions of the bones and to the attachments that anatomy books give: gluteus medius between crest
and greater trochanter, minimus below it, maximus from crest, sacrum and coccyx to the iliotibial band, piriformis
from inside the sacrum through the greater sciatic notch, obturator internus between the gemelli through the lesser
one, quadratus femoris from the ischial tuberosity.
"""

from __future__ import annotations

from typing import Final

from openclam.kinetics.document import MuscleGroup
from openclam.report.muscles.curves import Fan, joined, opened

SKIN_LINES: Final = (
    opened(((-112, -190), (-114, -160), (-124, -132), (-139, -98), (-150, -58), (-153, -15), (-146, 28), (-128, 66),
            (-102, 94), (-76, 112), (-62, 122), (-50, 124))),
    opened(((-64, 121), (-60, 140), (-58, 172))),
    opened(((92, 172), (95, 120), (97, 60), (93, 8), (86, -40), (84, -84), (88, -128), (87, -190))),
)  # fmt: skip
SKIN: Final = joined(
    ((-112, -190), (-114, -160), (-124, -132), (-139, -98), (-150, -58), (-153, -15), (-146, 28), (-128, 66),
     (-102, 94), (-76, 112), (-64, 121)),
    ((-64, 121), (-60, 140), (-58, 172)),
    ((92, 172), (95, 120), (97, 60), (93, 8), (86, -40), (84, -84), (88, -128), (87, -190)),
)  # fmt: skip

SACRUM: Final = joined(
    ((-74, -142), (-92, -150), (-108, -148)),
    ((-108, -148), (-117, -134), (-118, -118), (-126, -108), (-122, -94), (-127, -82), (-122, -68), (-122, -56),
     (-116, -44), (-112, -34), (-108, -20), (-101, -8)),
    ((-101, -8), (-94, -10), (-95, -24), (-94, -40), (-88, -56), (-78, -72), (-70, -84)),
    ((-70, -84), (-66, -110), (-74, -142)),
)  # fmt: skip

HIP_BONE: Final = joined(
    ((-79, -98), (-80, -112), (-74, -130), (-56, -149), (-30, -160), (0, -159), (27, -149), (50, -130), (66, -110),
     (71, -98)),
    ((71, -98), (70, -90), (62, -82), (57, -72), (57, -62), (51, -56), (47, -46), (42, -30), (38, -14), (44, 0),
     (47, 9), (40, 17), (26, 20)),
    ((26, 20), (0, 40), (-14, 52), (-28, 58), (-44, 56), (-57, 46), (-64, 32), (-62, 19), (-53, 12)),
    ((-53, 12), (-49, 6), (-50, 1)),
    ((-50, 1), (-61, -4)),
    ((-61, -4), (-52, -11), (-44, -22), (-38, -36), (-38, -48), (-47, -57), (-58, -60), (-66, -66)),
    ((-66, -66), (-69, -78), (-79, -98)),
)  # fmt: skip

FORAMEN: Final = joined(((-34, 30), (-30, 20), (-16, 16), (0, 20), (4, 30), (-8, 40), (-24, 42), (-34, 30)))

HEAD: Final = joined(
    ((-22, 2), (-20, -12), (-8, -23), (8, -23), (20, -12), (23, 2), (16, 18), (0, 23), (-14, 18), (-22, 2))
)

FEMUR: Final = joined(
    ((-1, -7), (6, -14), (17, -14), (27, -7), (32, 5), (33, 18), (30, 34), (28, 52), (29, 76), (33, 112), (38, 168)),
    ((38, 168), (18, 168)),
    ((18, 168), (14, 130), (8, 98), (1, 78), (-8, 69), (-16, 62), (-17, 53), (-9, 46), (-3, 38), (-2, 26), (-9, 16),
     (-11, 6), (-7, -1), (-1, -7)),
)  # fmt: skip

BONE_LINES: Final = (
    opened(((-66, -136), (-48, -120), (-40, -96), (-44, -72))),  # posterior gluteal line
    opened(((60, -108), (34, -122), (4, -118), (-18, -98), (-28, -70))),  # anterior gluteal line
    opened(((-26, 4), (-27, -12), (-14, -28), (6, -31), (24, -24))),  # rim of the socket
)
FEMUR_LINES: Final = (
    opened(((4, -2), (14, 6), (18, 20), (12, 34))),  # outer face of the greater trochanter
    opened(((8, 60), (14, 90), (22, 128), (25, 160))),
)
SACRUM_LINES: Final = (
    opened(((-100, -136), (-104, -112), (-106, -88), (-106, -64), (-102, -44))),
    opened(((-84, -132), (-88, -110), (-92, -86), (-94, -64))),
)

ILIOTIBIAL_BAND: Final = joined(
    ((30, 10), (40, 14), (50, 22), (56, 34)),
    ((56, 34), (52, 70), (48, 110), (46, 168)),
    ((46, 168), (26, 168)),
    ((26, 168), (24, 128), (20, 96), (16, 66), (20, 36), (30, 10)),
)
ILIOTIBIAL_LINES: Final = (
    opened(((38, 22), (32, 60), (34, 110), (36, 168))),
    opened(((46, 28), (40, 66), (41, 112), (41, 168))),
    opened(((26, 40), (24, 70), (28, 118), (31, 168))),
)
LOWER_MAXIMUS: Final = Fan(
    origin=((-121, -54), (-113, -34), (-103, -10)),
    belly=((-66, 30), (-76, 54), (-92, 68)),
    insertion=((22, 92), (21, 108), (14, 128)),
)
"""The lowest part of gluteus maximus, which is counted among the others: drawn without a shade."""

MEDIUS: Final[dict[MuscleGroup, tuple[Fan, ...]]] = {
    "gluteus-medius-posterior": (
        Fan(
            origin=((-60, -82), (-64, -108), (-58, -132), (-38, -149)),
            belly=((-27, -43), (-28, -60), (-20, -82), (-7, -88)),
            insertion=((3, -8), (5, -7), (9, -6), (12, -4)),
        ),
    ),
    "gluteus-medius-middle": (
        Fan(
            origin=((-38, -149), (-14, -153), (12, -149)),
            belly=((-7, -88), (7, -90), (20, -84)),
            insertion=((12, -4), (17, -1), (21, 3)),
        ),
    ),
    "gluteus-medius-anterior": (
        Fan(
            origin=((12, -149), (38, -135), (57, -114), (62, -104)),
            belly=((20, -84), (38, -76), (50, -60), (52, -50)),
            insertion=((21, 3), (26, 8), (29, 13), (30, 15)),
        ),
    ),
}

MAXIMUS: Final[dict[MuscleGroup, tuple[Fan, ...]]] = {
    "gluteus-maximus-superior": (
        Fan(
            origin=((-52, -148), (-72, -132), (-90, -112)),
            belly=((-14, -66), (-30, -50), (-44, -30)),
            insertion=((30, 14), (25, 32), (21, 50)),
        ),
    ),
    "gluteus-maximus-middle": (
        Fan(
            origin=((-90, -112), (-112, -86), (-121, -54)),
            belly=((-44, -30), (-56, 0), (-66, 30)),
            insertion=((21, 50), (20, 72), (22, 92)),
        ),
    ),
}

TENSOR: Final[dict[MuscleGroup, tuple[Fan, ...]]] = {
    "tensor-fasciae-latae": (
        Fan(
            origin=((50, -127), (60, -116), (70, -100)),
            belly=((46, -46), (56, -46), (69, -44)),
            insertion=((42, 16), (49, 22), (56, 34)),
        ),
    ),
}

MINIMUS: Final[dict[MuscleGroup, tuple[Fan, ...]]] = {
    "gluteus-minimus": (
        Fan(
            origin=((-33, -62), (-26, -90), (0, -113), (30, -114), (54, -92)),
            belly=((-6, -38), (0, -54), (14, -64), (30, -60), (42, -46)),
            insertion=((11, -9), (16, -8), (22, -4), (26, 2), (30, 10)),
        ),
    ),
}

ROTATORS: Final[dict[MuscleGroup, tuple[Fan, ...]]] = {
    "piriformis": (
        Fan(
            origin=((-84, -80), (-92, -64), (-94, -40)),
            belly=((-42, -50), (-46, -40), (-50, -26)),
            insertion=((2, -11), (0, -8), (-2, -5)),
        ),
    ),
    "obturators-and-gemelli": (
        Fan(  # obturator externus, coming up from under the neck
            origin=((-20, 22), (-22, 32), (-16, 40)),
            belly=((-12, 18), (-12, 24), (-8, 30)),
            insertion=((-6, 12), (-5, 15), (-3, 18)),
        ),
        Fan(  # superior gemellus
            origin=((-59, -6), (-55, -1)),
            belly=((-34, -11), (-33, -3)),
            insertion=((-7, -3), (-8, 0)),
        ),
        Fan(  # obturator internus, turning round the lesser notch
            origin=((-54, 0), (-53, 9)),
            belly=((-32, -2), (-32, 6)),
            insertion=((-8, 1), (-8, 5)),
        ),
        Fan(  # inferior gemellus
            origin=((-55, 11), (-59, 20)),
            belly=((-32, 7), (-32, 15)),
            insertion=((-8, 6), (-7, 10)),
        ),
    ),
    "quadratus-femoris": (
        Fan(
            origin=((-56, 22), (-57, 36), (-48, 52)),
            belly=((-28, 20), (-28, 36), (-24, 55)),
            insertion=((-2, 19), (0, 36), (-4, 52)),
        ),
    ),
}
