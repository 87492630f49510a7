"""The bar of a longer job in a real JupyterLab: it has a name, it fills up, and then there is none."""

BEGIN = """
from gdviz.figures.progress import progress
bar = progress("Writing <b>walk</b>.gif", 4)
moved = bar.__enter__()
"""


def test_jupyterlab_shows_a_bar_with_a_name_and_then_none(desk, lab):
    desk.open(lab.write("bar.ipynb", BEGIN, "moved()", "bar.__exit__(None, None, None)"))
    desk.run(0)
    bar = desk.page.get_by_role("progressbar", name="Writing <b>walk</b>.gif")
    bar.wait_for()
    assert bar.get_attribute("max") == "4"
    desk.run(1)
    assert bar.evaluate("bar => bar.position") == 0.25
    desk.run(2)
    bar.wait_for(state="detached")
