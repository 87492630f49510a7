"""The axes, the letters and the light of the browser's painter, by node's test runner."""

import json
from pathlib import Path

CASES = {
    name: json.loads(Path(__file__).with_name(f"{name}.json").read_text(encoding="utf-8")) for name in ("ticks", "held")
}


def test_the_axes_of_the_browser_have_room_for_their_letters(node_tests):
    node_tests(Path(__file__).with_name("axes.test.mjs"), CASES, 20)
