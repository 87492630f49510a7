"""A prediction in JupyterLab: locked by key and by mouse, revealed before or after, drawn, and seen by everybody."""

import pytest
from helpers.access import Keyboard
from helpers.browse import GONE
from helpers.guesses import ABOVE, ASK, CHOOSE, EDGES, HINT, IT_WAS, KNOWN, SAID, View, found
from helpers.pictures import STICKING_OUT, expect

from gdviz import style


def test_a_notebook_that_runs_from_top_to_bottom_waits_for_no_guess_and_takes_one_later(opened):
    desk = opened(ASK, "guess.reveal(7)", CHOOSE, "pick.reveal('as many')", "print(predictions())")
    views = [View(desk, nth) for nth in range(4)]
    assert desk.output(5).strip() == "Q: How many steps? A: no guess · Q: And twice as far? A: no guess"
    assert desk.output(2) == "How many steps? It was 7 steps."  # stored; but the page does not show it
    for nth, view in enumerate(views):  # the second one of each does not ask again
        view.says([KNOWN, ABOVE][nth % 2])
        assert view.asks() == (nth % 2 == 0)
        assert view.look.is_visible()
        assert "7" not in view.root.inner_text()
    views[0].guess("12")
    for view, said in zip(views[:2], (SAID, IT_WAS), strict=True):
        view.says(said)
        assert not view.asks()
        assert view.root.get_by_text("How many steps?").locator("visible=true").count() == 1
    expect(views[0].canvas).to_have_attribute("aria-label", f"A number line. {SAID}")
    expect(views[1].canvas).to_be_hidden()  # one box has both
    views[2].options.nth(0).check()
    views[2].lock.click()
    views[2].says("You said “fewer steps”; it was “as many”.")
    assert views[2].table() == ["fewer steps\nyou", "as many\nit was", "more steps"]
    views[3].says("It was as many; you said “fewer steps”.")
    expect(views[3].root.locator("ul")).to_be_hidden()
    desk.run(5)
    assert desk.run(5).strip() == (
        "Q: How many steps? A: 12 steps (it was 7) · Q: And twice as far? A: fewer steps (it was as many)"
    )


def test_a_guess_is_locked_and_then_revealed_and_both_views_agree(opened):
    desk = opened(ASK, "guess.reveal(7)", "print([guess.guess, guess.locked])", only=[0, 1])
    first = View(desk)
    first.says(HINT)
    assert not first.look.is_visible()
    first.guess("12")
    first.says("Locked: 12 steps. What happened comes next.")
    assert not first.field.is_visible()
    expect(first.canvas).to_have_attribute("aria-label", "A number line. Locked: 12 steps. What happened comes next.")
    assert 0.7 < first.spot(style.OWN[0]) < 0.9  # of 0 to 15
    assert first.spot(style.INK) is None
    assert desk.page.evaluate("document.activeElement.className") == "gdviz-said"  # the focus stays where one was
    assert desk.run(3).strip() == "[12.0, True]"
    assert desk.run(2) == f"How many steps? {SAID}"
    first.says(SAID)
    assert first.spot(style.OWN[0]) > first.spot(style.INK) > 0.3
    assert not first.canvas.evaluate(EDGES)
    View(desk, 1).says(IT_WAS)
    desk.run(1)  # again
    expect(desk.page.locator(".gdviz-predict")).to_have_count(2)
    View(desk, 0).says(SAID)
    View(desk, 1).says(IT_WAS)
    desk.run_all()
    expect(desk.page.locator(".gdviz-predict")).to_have_count(2)
    View(desk, 1).says(IT_WAS)


def test_what_is_no_number_is_refused_with_a_sentence_and_can_be_mended(opened):
    desk = opened(ASK)
    view = View(desk)
    for text, sentence in {
        "abc": "“abc” is no number. Write one such as 12, 0.5, −3 or 1e-3, or never.",
        "": "Type a number first, or never.",
        "1,000": "“1,000” can be read in two ways. Write 1000, or a point instead of the comma.",
    }.items():
        view.guess(text)
        view.says(sentence)
        expect(view.field).to_have_attribute("aria-invalid", "true")
        expect(view.field).to_be_focused()
    view.field.press_sequentially("∞")
    view.field.fill("never")
    view.says(HINT)
    expect(view.field).to_have_attribute("aria-invalid", "false")
    view.lock.click()
    view.says("Locked: never. What happened comes next.")


def test_a_choice_is_made_by_keys_alone(opened):
    desk = opened(CHOOSE, "print(pick.guess)")
    view = View(desk)
    view.options.nth(0).focus()
    desk.page.keyboard.press("Enter")
    view.says("Choose one first.")
    for key in ("Space", "ArrowDown", "ArrowDown", "ArrowUp"):
        desk.page.keyboard.press(key)
    expect(view.options.nth(1)).to_be_focused()
    desk.page.keyboard.press("Tab")
    expect(view.lock).to_be_focused()
    desk.page.keyboard.press("Enter")
    view.says("Locked: as many. What happened comes next.")
    assert view.table() == ["fewer steps", "as many\nyou", "more steps"]
    assert desk.run(2).strip() == "as many"


def test_one_who_only_wants_to_look_sees_what_happened_in_both_views(opened):
    desk = opened(ASK, "guess.reveal(7)", CHOOSE, "pick.reveal('as many')", "print(guess.shown, guess.locked)")
    View(desk, 1).look.focus()
    desk.page.keyboard.press("Enter")
    View(desk, 3).look.click()
    for nth in (0, 1):
        View(desk, nth).says("It was 7 steps.")
        assert not View(desk, nth).asks()
        View(desk, 2 + nth).says("It was as many.")
    assert View(desk, 2).table() == ["fewer steps", "as many\nit was", "more steps"]
    assert desk.run(5).strip() == "True False"


def test_texts_are_texts(opened):
    evil = "<img src=x onerror='window.evil = 1'>"
    desk = opened(f"predict({evil!r}, unit={evil!r})", f"predict('Q?', [{evil!r}, 'b']).lock({evil!r})")
    assert View(desk).root.locator("label").inner_text() == evil
    View(desk).guess(evil + "1")
    assert evil in View(desk).words.inner_text()
    View(desk, 1).says(f"Locked: {evil}. What happened comes next.")
    assert desk.page.locator(".gdviz-predict img").count() == 0
    assert desk.page.evaluate("window.evil") is None


def test_a_guess_can_be_locked_when_the_kernel_is_gone(opened, lab):
    desk = opened(ASK, "guess.reveal(7)")
    lab.api(f"kernels/{desk.kernel()}", "DELETE")
    View(desk, 0).guess("12")
    View(desk, 0).says(SAID)
    View(desk, 1).says(IT_WAS)
    desk.forgive(GONE)


def test_a_guess_from_python_is_seen_at_once_and_never_has_a_place_on_the_line(opened):
    desk = opened(ASK, "guess.reveal(float('inf'))", "guess.lock(12);")
    View(desk).says("You said 12 steps; it was: never.")
    assert View(desk).spot(style.INK) > 0.85
    assert 0.5 < View(desk).spot(style.OWN[0]) < 0.8
    View(desk, 1).says("It was: never; you said 12 steps.")


def test_marks_stand_where_the_numbers_are_and_nothing_is_cut_off(opened):
    near, far = [(7, 7), (7, 7.1), (0, 0)], [(1e-5, 4.2e9), (-123456, 123456), (0.001, 1), (1, 1.5)]
    pairs = enumerate([*near, *far])
    desk = opened(*(f"predict('Number {i}?').lock({guess}).reveal({truth});" for i, (guess, truth) in pairs))
    for nth in range(len(near + far)):
        view = View(desk, nth)
        view.canvas.scroll_into_view_if_needed()
        you, it = view.spot(style.OWN[0]), view.spot(style.INK)
        assert you == pytest.approx(it, abs=0.03) if nth < len(near) else you < it - 0.2
        assert not view.canvas.evaluate(EDGES)
        assert view.root.evaluate(STICKING_OUT) == []


def test_axe_finds_nothing_before_and_after(opened, theme):
    desk = opened(ASK, CHOOSE, "guess.reveal(7)", "pick.reveal('as many')", only=[0, 1, 2])
    desk.page.evaluate("document.body.style.height = '100vh'")  # it is 0, and axe believes that

    def looked_at(count):
        for nth in range(count):
            View(desk, nth).root.evaluate("(root, id) => (root.id = id)", f"view-{nth}")
            desk.page.locator(f"#view-{nth}{theme}").wait_for()
            assert found(desk.page, f"#view-{nth}") == []

    looked_at(2)
    View(desk).guess("abc")
    looked_at(1)
    desk.run(3)
    desk.run(4)
    looked_at(4)
    for cell in (1, 2):
        hands = Keyboard(desk.page.locator(".jp-CodeCell").nth(cell).locator(".jp-OutputArea"))
        for nth in range(hands.count):
            hands.focus(nth)
            role, name = hands.heard()
            assert (role, bool(name)) in [("textbox", True), ("radio", True), ("button", True)]
            assert hands.marked(nth), f"{role} {name} does not show that it has the focus"
    View(desk, 0).guess("12")
    View(desk, 1).options.nth(0).check()
    View(desk, 1).lock.click()
    View(desk, 0).says(SAID)
    looked_at(4)
    dark = "dark" in theme and ":not" not in theme
    assert View(desk, 0).spot(style.OWN[0], dark) > View(desk, 0).spot(style.INK, dark)
