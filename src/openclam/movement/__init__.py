"""Postures to reps: takes `Posture`s one by one, gives a `RepSpan` when a rep has ended (`openclam.movement.reps`)."""
