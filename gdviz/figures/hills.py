"""Hills: the landscape of a live figure as the browser paints it, from a program or from a grid of heights."""

import numpy as np

from gdviz.engine import compile
from gdviz.engine.proof import prove_heights
from gdviz.engine.tape import Untraceable
from gdviz.live.hill import Hill


def hills(panels, members):
    """The hill in the panels of a figure; none where none has one.

    panels: the faces of each. members: the landscapes, for a face each, or one for all.
    """
    faces = next((faces for faces in panels if faces[0].hill), None)
    if faces is None:
        return []
    grounds = [face.hill for face in faces[: len(members)]]
    try:
        program = compile.heights(members)
        for member, ground in enumerate(grounds):
            prove_heights(program, np.stack(np.meshgrid(*ground.sides), axis=-1), ground.heights, member)
    except Untraceable:
        return [Hill(faces[0].name, grounds)]
    return [Hill(faces[0].name, grounds, program.described())]
