"""Hills: the landscape of a live figure as the browser paints it, from a program or from a grid of heights."""

import numpy as np

from gdviz.engine import compile
from gdviz.engine.proof import prove_heights
from gdviz.engine.tape import Untraceable
from gdviz.live.hill import Hill


def hills(panels, members):
    """The hills in the panels of a figure. panels: the faces of each. members: the landscapes, for a face each."""
    return [_hill(faces, members) for faces in panels if faces[0].hill]


def _hill(faces, members):
    grounds = [face.hill for face in faces[: len(members)]]
    try:
        program = compile.heights(members)
        for member, ground in enumerate(grounds):
            prove_heights(program, np.stack(np.meshgrid(*ground.sides), axis=-1), ground.heights, member)
    except Untraceable:
        return Hill(faces[0].name, grounds)
    return Hill(faces[0].name, grounds, program.described())
