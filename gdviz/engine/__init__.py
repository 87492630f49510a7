"""Engine: one walk, or many at once, written down step by step. It uses ``border`` and the ground."""
