"""Bodies that do the clamshell with known angles, rendered: the ground truth.

    body ──▶ clam (pose) ──▶ skin ──▶ render ──▶ clip (mp4 + truth JSON)
               ▲     └─────▶ truth
             motion

Every angle in a truth file is computed from the posed joint centres and segment frames, never from
the picture. Making a body needs `anny`, drawing one needs `pyvista` (`pip install 'openclam[synth]'`);
posing, motion, projection and truth need NumPy only.
"""
