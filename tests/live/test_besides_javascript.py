"""What a figure does besides showing its walk, by node's test runner."""

from pathlib import Path


def test_pace_address_relief_and_pointer_of_the_browser(node_tests):
    node_tests(Path(__file__).with_name("besides.test.mjs"), {}, 17)
