"""A live figure as part of a page: themes, screens, windows, stored notebooks, hostile names, and errors beside it."""

import re

import numpy as np
import pytest
from helpers.pictures import Picture, reported

import gdviz as gd

IMPORTS = "import numpy as np\nfrom gdviz import *"
FIGURE = "figure = explore(ravine, momentum, steps=16, lr=np.linspace(0.002, 0.08, 40))\nfigure"
RATES = np.linspace(0.002, 0.08, 40)
ATTACK = """<img src=x onerror="document.body.dataset.attacked='yes'">"""


@pytest.fixture(scope="module")
def twin():
    return gd.explore(gd.ravine, gd.momentum, steps=16, lr=RATES)


def walk(index):
    return gd.descend(gd.ravine, gd.momentum, steps=16, lr=RATES[index])


def opened(desk, lab, twin, *cells):
    desk.open(lab.write("page.ipynb", IMPORTS, FIGURE, *cells)).run_all()
    return Picture(desk, twin)


def test_switching_the_theme_repaints_the_figure(desk, lab, twin):
    picture = opened(desk, lab, twin)
    picture.drag("lr", to=30)
    corner = """(canvas) => {
        const copy = new OffscreenCanvas(canvas.width, canvas.height).getContext("2d", { willReadFrequently: true });
        copy.drawImage(canvas, 0, 0);
        const data = copy.getImageData(0, 0, canvas.width, canvas.height).data, sum = [0, 0];
        for (let i = 0; i < data.length; i += 4) if (data[i + 3] > 0) (sum[0] += data[i + 1]), sum[1]++;
        return sum[0] / sum[1];
    }"""
    light = picture.pixels()
    bright = picture.canvas.evaluate(corner)
    assert picture.shows(walk(30)) == 1
    assert picture.shows(walk(30), dark=True) == 0
    try:
        desk.command("apputils:change-theme", theme="JupyterLab Dark")
        desk.page.locator(".gdviz.gdviz-dark").wait_for()
        assert picture.shows(walk(30), dark=True) == 1
        assert picture.shows(walk(30)) == 0
        assert picture.canvas.evaluate(corner) < 0.5 * bright
        picture.drag("lr", to=5)
        assert picture.shows(walk(5), dark=True) == 1
        picture.drag("lr", to=30)
    finally:
        desk.command("apputils:change-theme", theme="JupyterLab Light")
    desk.page.locator(".gdviz:not(.gdviz-dark)").wait_for()
    assert picture.pixels() == light


def test_a_screen_of_two_pixels_a_point_gets_both(new_desk, lab, twin):
    desk = new_desk(device_scale_factor=2)
    picture = opened(desk, lab, twin)
    picture.drag("lr", to=30)
    off = "(canvas) => canvas.width - 2 * canvas.getBoundingClientRect().width"
    assert abs(picture.canvas.evaluate(off)) <= 0.5  # it may end between two of them
    assert picture.shows(walk(30)) == 1
    assert picture.shows(walk(5)) < 0.5
    desk.tidy()


def test_in_a_narrow_window_the_figure_shrinks_and_nothing_sticks_out(new_desk, lab, twin):
    desk = new_desk(viewport={"width": 600, "height": 800}, device_scale_factor=2)  # else a dot is less than a pixel
    picture = opened(desk, lab, twin)
    picture.drag("lr", to=30)
    assert picture.shows(walk(30)) == 1
    assert picture.shows(walk(5)) < 0.5
    assert picture.sticking_out() == []
    assert picture.canvas.bounding_box()["width"] < 560
    desk.tidy()


def test_a_stored_notebook_shows_its_picture_before_anything_is_run(desk, lab, twin):
    bundle = dict(twin._repr_mimebundle_()[0])
    del bundle["application/vnd.jupyter.widget-view+json"]
    png = {"image/png": bundle["image/png"], "text/plain": bundle["text/plain"]}
    desk.open(lab.write("stored.ipynb", "figure", "figure", outputs=[bundle, png]))
    pictures = desk.page.locator(".jp-OutputArea-output img")
    pictures.nth(1).wait_for()
    assert not desk.page.evaluate("jupyterapp.shell.currentWidget.content.widgets[0].model.trusted")
    assert pictures.first.get_attribute("alt") == bundle["text/plain"]
    assert "ravine by momentum" in bundle["text/plain"]
    for nth in (0, 1):
        size = "(img) => img.decode().then(() => [img.naturalWidth, img.naturalHeight])"
        assert pictures.nth(nth).evaluate(size) == [1200, 645]
    texts = " ".join(desk.page.locator(".jp-OutputArea").all_inner_texts())
    assert texts.strip() == ""


def test_names_that_students_write_are_shown_as_text_and_never_run(desk, lab):
    hostile = f"""
attack = {ATTACK!r}
from gdviz.live.scene import Handle, Slider
from gdviz.live.tracks import Track
from gdviz.live.words import Clause, Words
from gdviz.live.panel import Axis, Mark, Panel
from gdviz.live.scene import Moment, Sign
from IPython.display import HTML, display
hill = curve(lambda w: w**2, name=attack, formula=attack, domain=(-5, 5), start=4)
explored = explore(hill, gradient_descent, steps=5, lr=[0.1, 0.2])
marks = [Mark("spot", 0.5, 0.5, {{"marker": "o"}}, attack), Mark("level", 0, 0.7, {{}}, attack, "over")]
sides = Axis(0, 1, attack, words={{0.2: attack}}), Axis(0, 1, attack)
panel = Panel(attack, *sides, title=attack, note=attack, marks=marks)
line = np.linspace(0, 1, 4)[:, None]
words = Words([Clause([attack + " {{step}}"]), Clause([attack])])
slider = Slider("k", attack, [attack, "b"], signs=[Sign(attack, attack + " {{}}", 0.5, 0.5)])
handle = Handle("h", attack, attack, (0.5, 0.5))
named = {{"moments": [Moment(attack, {{"k": 0}})], "legend": {{attack: {{"color": "#000000"}}}}}}
path = Track("path", attack, line, line)
own = LiveFigure([panel], [path], [slider], words=words, alt=attack, handles=[handle], **named)
stored = [HTML(figure._repr_mimebundle_()[0]["text/html"]) for figure in (explored, own)]
display(explored, own, *stored)
"""
    desk.open(lab.write("hostile.ipynb", IMPORTS, hostile)).run_all()
    assert desk.output(1).count("Error") == 0
    own = desk.page.locator(".gdviz").nth(1)
    own.get_by_text(f"{ATTACK} 3 {ATTACK}").wait_for()
    assert own.locator(".gdviz-slider span").first.inner_text() == ATTACK
    assert own.locator("output").first.inner_text() == ATTACK
    own.locator("input[name=k]").press("ArrowRight")
    assert own.locator("output").first.inner_text() == "b"
    written = ["figcaption span", "figcaption small", ".gdviz-mark", ".gdviz-legend span span", "button[name=moment]"]
    assert [own.locator(where).first.inner_text() for where in written] == [ATTACK] * len(written)
    assert own.locator(".gdviz-mark").get_attribute("title") == f"{ATTACK} 0.5"
    assert [sign["text"] for sign in reported(own.locator("canvas.gdviz-canvas"))["letters"]].count(ATTACK) >= 3
    assert own.locator("button[name=h]").get_attribute("title") == f"{ATTACK}: (0.5, 0.5)"
    stored = desk.page.locator(".jp-RenderedHTML img")
    assert stored.count() == 2
    assert ATTACK in stored.first.get_attribute("alt")
    assert stored.nth(1).get_attribute("alt").startswith(ATTACK)
    assert desk.page.locator("img[src=x]").count() == 0
    assert desk.page.evaluate("document.body.dataset.attacked") is None


def test_an_error_in_a_students_function_is_shown_and_harms_nothing_else(desk, lab, twin):
    broken = "def hill(w):\n    return w / wrong_name\n\nexplore(curve(hill), gradient_descent, 1.0, lr=[0.1, 0.2])"
    picture = opened(desk, lab, twin, broken, "print('the kernel is fine')")
    shown = desk.page.locator(".jp-CodeCell").nth(2).locator(".jp-OutputArea").inner_text()
    assert "NameError: name 'wrong_name' is not defined" in shown
    assert "return w / wrong_name" in shown
    assert desk.page.locator(".gdviz").count() == 1
    picture.drag("lr", to=30)
    assert picture.shows(walk(30)) == 1
    assert desk.run(3) == "the kernel is fine\n"


DAMAGES = {
    "cut short": (lambda text: text[: len(text) // 2], "is damaged, and does not move"),
    "no scene": (lambda text: text.replace('"_scene":', '"_seen":'), "is damaged, and does not move"),
    "other steps": (lambda text: re.sub(r'"steps":\s*16', '"steps":99999', text, count=1), "not as long as it says"),
    "no start": (lambda text: text.replace('"start1":', '"begin1":'), "its starts are not whole"),
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_saved_page_that_is_damaged_says_so(chromium, tmp_path, twin, damage):
    path, (change, said) = tmp_path / "page.html", DAMAGES[damage]
    twin.save(path)
    text = path.read_text(encoding="utf-8")
    head, told = text.split('id="state">')
    state, rest = told.split("</script>", 1)
    assert change(state) != state
    path.write_text(f'{head}id="state">{change(state)}</script>{rest}', encoding="utf-8")
    with chromium.new_context(offline=True) as context:
        page = context.new_page()
        page.goto(path.as_uri())
        trouble = page.locator(".gdviz-trouble[role=alert]")
        trouble.wait_for()
        assert said in trouble.inner_text()
