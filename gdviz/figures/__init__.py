"""Figures: what is drawn of a walk, live, still and as an animation. It uses ``engine`` and ``live``."""
