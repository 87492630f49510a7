"""One box for a guess and its truth, in JupyterLab: needle, chips, paper; verdicts and records."""

from helpers.guesses import ASK, CHOOSE, IT_WAS, SAID, SPOTS, View, unlike
from helpers.pictures import STICKING_OUT, expect

from gdviz import style


def test_where_the_first_box_is_gone_the_second_one_has_it_all(opened):
    desk = opened(ASK, "guess.reveal(7)")
    View(desk).guess("12")
    View(desk, 1).says(IT_WAS)
    desk.page.evaluate("(jupyterapp.shell.currentWidget.content.activeCellIndex = 1)")
    desk.command("notebook:clear-cell-output")
    expect(desk.page.locator(".gdviz-predict")).to_have_count(1)
    View(desk).says(SAID)
    expect(View(desk).canvas).to_be_visible()
    desk.run(1)
    View(desk, 1).says(IT_WAS)
    View(desk, 0).says(SAID)
    desk.command("notebook:hide-cell-outputs")  # the first one's: run() made that cell the active one
    View(desk).says(SAID)
    expect(View(desk).canvas).to_be_visible()


SEEN = """(root, end) => {  // what is said, and where the needle is, in each frame until the end is said
    const canvas = root.querySelector("canvas"), seen = [], begun = performance.now();
    const spot = SPOTS;
    return new Promise((done) => requestAnimationFrame(function tick() {
        seen.push([root.querySelector(".gdviz-said").textContent, spot(canvas, [0, 0, 0])]);
        if (seen.at(-1)[0] !== end && performance.now() - begun < 30000) requestAnimationFrame(tick);
        else done(seen);
    }));
}""".replace("SPOTS", SPOTS)


def test_a_needle_travels_from_the_guess_to_what_happened_once_somebody_sees_it(opened):
    desk = opened(ASK, "print('\\n' * 80)", "guess.reveal(7)", only=[0, 1, 2])
    desk.page.emulate_media(reduced_motion="no-preference")
    View(desk).guess("12")
    View(desk).says("Locked: 12 steps. What happened comes next.")
    desk.page.locator(".jp-Cell").nth(3).scroll_into_view_if_needed()
    expect(View(desk).root).not_to_be_in_viewport()
    desk.run(3)
    small = View(desk, 1)
    small.root.scroll_into_view_if_needed()
    small.says(IT_WAS)  # where it is revealed, the answer is there at once, as the needle cannot be seen
    View(desk).says("You said 12 steps; it was …")
    small.root.get_by_role("button", name="to my guess").click()
    seen = View(desk).root.evaluate(SEEN, SAID)
    assert seen[-1][0] == SAID
    going = [spot for said, spot in seen if said != SAID and spot is not None]
    assert going == sorted(going, reverse=True)  # from the guess, at which it stands at first
    assert going[0] - going[-1] > 0.05
    desk.run(3)
    View(desk).says(SAID)  # no second journey
    View(desk, 1).says(IT_WAS)


def test_options_are_chips_in_a_low_box_and_a_rule_has_its_colour_and_marker(opened, theme):
    dark = "dark" in theme and ":not" not in theme
    long = ["in the valley at the top of the map", "in the one at the bottom of the map", "on the saddle"]
    long.append("outside the map")
    desk = opened(
        "predict('Who arrives first?', ['momentum', 'Nesterov', 'adaptive restart', 'a tie'])",
        f"predict('Started exactly on the ridge: where does the walk end?', {long})",
    )
    for nth in (0, 1):
        root = View(desk, nth).root
        root.evaluate("(root) => (root.style.width = '900px')")
        desk.frames()
        assert root.bounding_box()["height"] <= 130
        assert View(desk, nth).options.count() == 4
        assert root.evaluate(STICKING_OUT) == []
    chips = View(desk).root.locator("label.gdviz-chip")
    assert len({chip.bounding_box()["y"] for chip in chips.all()}) == 1
    desk.page.locator(f".gdviz-predict{theme}").first.wait_for()
    fills = [
        chip.locator("svg").evaluate_all("(all) => all.map((svg) => getComputedStyle(svg).fill)")
        for chip in chips.all()
    ]
    wanted = [style.RULES[name][0] for name in ("momentum", "nesterov", "adaptive_restart")]
    wanted = [style.DARK[colour] if dark else colour for colour in wanted]
    assert fills == [*([f"rgb({', '.join(str(int(c[i : i + 2], 16)) for i in (1, 3, 5))})"] for c in wanted), []]
    corners = chips.locator("polygon").evaluate_all("(all) => all.map((shape) => shape.points.length)")
    assert corners == [5, 5, 4]  # closed: a square, a diamond, a triangle


def test_on_paper_a_question_has_a_line_to_write_on(opened):
    desk = opened(ASK, CHOOSE)
    View(desk, 1).root.locator("button").first.wait_for()
    desk.page.emulate_media(media="print")
    for nth in (0, 1):
        assert (
            View(desk, nth)
            .root.locator("button")
            .evaluate_all("(all) => all.map((button) => getComputedStyle(button).display)")
            == ["none"] * 3
        )
        assert View(desk, nth).words.evaluate("(words) => getComputedStyle(words).display") == "none"
    css = "(field) => { const s = getComputedStyle(field); return [s.borderTopWidth, s.borderBottomWidth]; }"
    assert View(desk).field.evaluate(css) == ["0px", "1px"]
    desk.page.emulate_media(media="screen")


def test_a_verdict_and_the_record_are_boxes_with_signs_that_can_be_read(opened, theme):
    evil = "<img src=x onerror='window.evil = 1'>"
    desk = opened(
        "check(0.3, 0.3)", "check(0.6, 0.3)", "check(...)", f"predict({evil!r}).lock(3).reveal(7)", "predictions()"
    )
    desk.page.evaluate("document.body.style.height = '100vh'")
    cells = desk.page.locator(".jp-CodeCell")
    for cell, (sign, words) in enumerate(
        [("✓", "Right: 0.3."), ("✗", "Your answer is twice as large as it should be."), ("○", "Not answered yet.")], 1
    ):
        box = cells.nth(cell).locator(".jp-RenderedHTML > div")
        assert box.inner_text().split("\n") == [sign, words]
        assert box.evaluate("(box) => getComputedStyle(box).borderLeftWidth") == "4px"
        assert box.locator("span").first.bounding_box()["height"] >= 24
        box.evaluate("(box, id) => (box.id = id)", f"box-{cell}")
        assert unlike(desk.page, f"#box-{cell}") == []
    record = cells.nth(5).locator(".jp-RenderedHTML > div")
    assert evil in record.inner_text()
    assert "you: 3 · it was: 7 · 4 off" in record.inner_text()
    assert record.locator("svg").is_visible()
    record.evaluate("(box) => (box.id = 'record')")
    assert unlike(desk.page, "#record") == []
    assert desk.page.evaluate("window.evil") is None
    assert desk.output(1) == "✓ Right: 0.3."
