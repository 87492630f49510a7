"""A program as text: what a rule became, in the words of its formula."""

import pytest
from helpers.tables import each_landscape, each_rule
from helpers.walks import program_of, swept

import gdviz as gd
from gdviz.engine.listing import listing


def halves(t, *, lr=0.1):
    return lr if t < 10 else lr / 2


def two_means(w, g, m1=0.0, m2=0.0, *, lr=0.1, a=0.9, b=0.5):
    m1, m2 = a * m1 + (1 - a) * g, b * m2 + (1 - b) * g
    return w - lr * (m1 - m2), m1, m2


LISTED = {
    (gd.ravine, gd.momentum, gd.constant): """\
step: 44 operations, 30 of them to tell whether the walk goes on
  z1′ = μ·z1 + g1
  z2′ = μ·z2 + g2
  w1′ = w1 − α·z1′
  w2′ = w2 − α·z2′
  f′ = 0.5·(w1′·w1′ + 25·(w2′·w2′))
  g2′ = 25·w2′
  g1′ = w1′""",
    (gd.ravine, two_means, gd.constant): """\
step: 58 operations, 32 of them to tell whether the walk goes on
  c = 1 − a
  d = 1 − b
  m1₁′ = a·m1₁ + c·g1
  m1₂′ = a·m1₂ + c·g2
  m2₁′ = b·m2₁ + d·g1
  m2₂′ = b·m2₂ + d·g2
  w1′ = w1 − α·(m1₁′ − m2₁′)
  w2′ = w2 − α·(m1₂′ − m2₂′)
  f′ = 0.5·(w1′·w1′ + 25·(w2′·w2′))
  g2′ = 25·w2′
  g1′ = w1′""",
    (gd.bowl, gd.adaptive_restart, halves): """\
rate, 1 of 2: 1 operation, 1 of them to tell whether the walk goes on
  αₜ = α
rate, 2 of 2: 2 operations, 1 of them to tell whether the walk goes on
  αₜ = α / 2
step: 33 operations, 24 of them to tell whether the walk goes on
  z′ = μ·where(z·g < 0, 0, z) + g
  w′ = w − αₜ·z′
  f′ = w′·w′
  g′ = 2·w′""",
}


@pytest.mark.parametrize("which", LISTED, ids=lambda which: which[1].__name__)
def test_a_program_reads_as_the_formulas_of_its_rule(which):
    f, rule, schedule = which
    assert repr(swept(f, rule, steps=20, schedule=schedule)[1]) == LISTED[which]


@each_rule
@each_landscape
def test_every_text_of_a_program_names_each_number_before_it_is_used(rule, landscape):
    program = program_of(landscape.f, rule.rule, steps=3)[1]
    for inside in (0, 60):
        for line in listing(program, inside).splitlines():
            assert len(line) < 200
            assert line.startswith("  ") == (" = " in line)


def test_a_segment_of_which_each_operation_has_a_line_has_as_many_lines():
    program = program_of(gd.bowl, gd.momentum, steps=3)[1]
    assert listing(program, inside=0).splitlines()[1:] == [
        "  a = μ·z", "  z′ = a + g", "  b = α·z′", "  w′ = w − b", "  f′ = w′·w′", "  g′ = 2·w′",
    ]  # fmt: skip
