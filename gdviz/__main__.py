"""``python -m gdviz``: the command, where the shell does not find it."""

import sys

from gdviz.course.command import main

sys.exit(main())
