"""The claims' helper finds a sentence, whatever its marks, and misses one that is not there."""

import pytest
from helpers.claims import claim


def test_a_sentence_is_found_whatever_its_marks_and_lines():
    claim("08", "The valley is 7.6 times as curved across as along. The most curved direction sets the limit")
    claim("notebooks/TEACHING.md", "For a real race day add 30 minutes")


@pytest.mark.parametrize("page", ["08", "notebooks/TEACHING.md"])
def test_a_sentence_that_is_not_there_is_missed(page):
    with pytest.raises(AssertionError, match=r"does not say: The valley is 7\.7 times"):
        claim(page, "The valley is 7.7 times as curved across as along.")
