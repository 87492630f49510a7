"""A figure, measured as it stands on a page: what touches, leaves its place, is too small, or hops."""

import contextlib

from helpers.own import save

WIDTHS = (1400, 1000, 700, 390, 290)
MOUSE, FINGER = 24, 44  # CSS pixels: so large is what they press, either way
STEPS = 5  # places of the step slider at which nothing may have moved

MEASURE = """(root, least) => {
    const said = [], box = (node) => node.getBoundingClientRect(), near = (a, b) => Math.abs(a - b) <= 1;
    const all_ = (selector) => [...root.querySelectorAll(selector)];
    const shown = (selector) => all_(selector).filter((node) => node.checkVisibility() && box(node).width);
    const name = (node) => node.closest("figure")?.dataset.panel ?? node.name ?? node.className;

    // Letters of a panel.
    for (const canvas of shown("canvas.gdviz-canvas")) {
        const { letters } = canvas.gdviz, { width, height } = box(canvas);
        if (!letters.length) said.push(`${name(canvas)} has no letters`);
        letters.forEach((a, k) => {
            const right = a.x + a.width, floor = a.y + a.height;
            if (a.size < 10.5) said.push(`${name(canvas)}: ${a.text} is ${a.size} px`);
            if (a.x < -0.5 || a.y < -0.5 || right > width + 0.5 || floor > height + 0.5)
                said.push(`${name(canvas)}: ${a.text} leaves it: ${[a.x, a.y, right - width, floor - height]}`);
            for (const b of letters.slice(k + 1))
                if (a.x < b.x + b.width && b.x < right && a.y < b.y + b.height && b.y < floor)
                    said.push(`${name(canvas)}: ${a.text} touches ${b.text}`);
        });
    }

    // Other letters, and what is chosen in a select.
    const walk = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
    const there = shown("select").map((node) => [node.name, box(node)]), apart = (a, b) => a.right - 1 <= b.left;
    for (let node = walk.nextNode(); node; node = walk.nextNode()) {
        const at = node.parentElement, size = parseFloat(getComputedStyle(at).fontSize), range = document.createRange();
        if (!node.data.trim() || !at.checkVisibility()) continue;
        if (size < 10.5) said.push(`${node.data} is ${size} px`);
        range.selectNodeContents(node);
        const heard = at.closest("option, .gdviz-heard, .gdviz-choice");
        if (!heard) there.push(...[...range.getClientRects()].map((rect) => [node.data, rect]));
    }
    there.forEach(([text, a], k) => {
        for (const [other, b] of there.slice(k + 1))
            if (text !== other && !apart(a, b) && !apart(b, a) && a.top < b.bottom - 3 && b.top < a.bottom - 3)
                said.push(`${text} touches ${other}`);
    });
    for (const rail of shown(".gdviz-rail")) {
        const there = [...rail.querySelectorAll(".gdviz-mark:not([hidden])")];
        const marks = there.map((node) => [node.textContent, box(node)]);
        marks.sort(([, a], [, b]) => a.left - b.left).slice(1).forEach(([text, { left }], k) => {
            if (marks[k][1].right > left - 3) said.push(`the marks ${marks[k][0]} and ${text} touch`);
        });
    }
    for (const caption of shown("figcaption")) {
        const title = caption.querySelector("span");
        if (box(title).right > box(caption).right + 0.5) said.push(`${name(caption)}: its title is cut off`);
    }

    // Edges: what has no neighbour at its left begins where all begins, and what has none at its right ends there.
    const all = box(root.querySelector(".gdviz-body"));
    const panels = shown(".gdviz-panel").map(box), controls = shown(".gdviz-controls").map(box);
    const edges = (boxes, what, others) => boxes.forEach((a, k) => {
        const row = [...boxes, ...others].filter((b) => b !== a && b.top < a.bottom - 1 && b.bottom > a.top + 1);
        if (!row.some((b) => b.left < a.left) && !near(a.left, all.left))
            said.push(`${what} ${k} begins ${a.left - all.left} px off`);
        if (!row.some((b) => b.right > a.right) && !near(a.right, all.right))
            said.push(`${what} ${k} ends ${all.right - a.right} px off`);
    });
    edges(panels, "panel", controls); // beside a map that is alone stand its controls
    edges(shown(".gdviz-controls > .gdviz-slider .gdviz-rail").map(box), "rail", panels);
    edges(shown(".gdviz-words").map(box), "words", panels);
    edges(shown(".gdviz-controls > *, .gdviz-moments, .gdviz-legend").map(box), "control", panels);
    const pictures = shown("canvas.gdviz-canvas").map((canvas) => {
        const { left } = box(canvas), [from, top, width] = canvas.gdviz.box;
        return { canvas, map: canvas.closest(".gdviz-map"), left, from: left + from, to: left + from + width, top };
    });
    for (const a of pictures) {
        if (a.map && !near(a.from, box(a.map).left))
            said.push(`the map ${name(a.canvas)} begins ${a.from - box(a.map).left} px off`);
        if (a.map || a.canvas.closest(".gdviz-large")) continue;
        for (const b of pictures.filter((b) => !b.map && b.left === a.left && !b.canvas.closest(".gdviz-large")))
            if (!(near(a.from, b.from) && near(a.to, b.to)))
                said.push(`the plots ${name(a.canvas)} and ${name(b.canvas)} are not in line`);
    }

    // What is pressed is large enough: a point almost so far from its middle is its own.
    for (const node of shown("button, select, input")) {
        const { left, top, width, height } = box(node), off = least / 2 - 1;
        const [x, y] = [left + width / 2, top + height / 2];
        const ends = [[x, y - off], [x, y + off], ...(node.matches("input") ? [] : [[x - off, y], [x + off, y]])];
        const missed = ends.filter(([x, y]) => {
            const hit = document.elementFromPoint(x, y);
            return hit && !node.contains(hit) && !(node.matches("input") && hit.matches(".gdviz-rail"));
        });
        if (missed.length) said.push(`${node.name} is ${width} x ${height} px: too small for ${least}`);
    }

    // Nothing sticks out.
    for (const node of shown("*:not(.gdviz-heard, option, small)")) { // of a formula what has no room ends in dots
        const { left, right } = box(node);
        if (right > innerWidth + 0.5 || left < -0.5) said.push(`${node.outerHTML.slice(0, 80)} sticks out`);
    }
    if (document.scrollingElement.scrollWidth > innerWidth) said.push("the page scrolls sideways");
    return said;
}"""

MOVES = """(root, shares) => { // where all parts stand, at each of some steps
    const step = root.querySelector("input[name=step]");
    const parts = ".gdviz-panel, .gdviz-controls > *, .gdviz-tools, .gdviz-words, .gdviz-key > *";
    const round = ({ x, y, width, height }) => [x, y, width, height].map(Math.round).join();
    const stands = (node) => `${node.className} ${round(node.getBoundingClientRect())}`;
    return shares.map((share) => {
        step.value = Math.round(share * step.max);
        step.dispatchEvent(new Event("input"));
        return [...root.querySelectorAll(parts)].map(stands);
    });
}"""

SHIFTS = """() => {
    window.shifts = [];
    new PerformanceObserver((list) => window.shifts.push(...list.getEntries().map(({ value, sources }) =>
        `${value}: ${sources.map(({ node }) => node?.className ?? node?.nodeName)}`)))
        .observe({ type: "layout-shift", buffered: true });
}"""


@contextlib.contextmanager
def finger(page):
    """There is a finger in place of a mouse."""
    session = page.context.new_cdp_session(page)
    session.send("Emulation.setTouchEmulationEnabled", {"enabled": True, "maxTouchPoints": 1})
    assert page.evaluate("matchMedia('(pointer: coarse)').matches")
    yield
    session.send("Emulation.setTouchEmulationEnabled", {"enabled": False})
    session.detach()


def measured(page, root, least):
    """What is wrong with a figure as it stands. least: how large what is pressed is, at least."""
    page.evaluate("() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
    return page.evaluate(f"([root, least]) => ({MEASURE})(root, least)", [root, least])


def hops(root):
    """What stands elsewhere at one step than at another."""
    first, *others = root.evaluate(MOVES, [k / (STEPS - 1) for k in range(STEPS)])
    return [f"hops: {a} to {b}" for other in others for a, b in zip(first, other, strict=True) if a != b][:3]


def faults(figure, page, path):
    save(figure, path)
    page.set_viewport_size({"width": WIDTHS[0], "height": 3000})
    page.goto(path.as_uri())
    page.locator(".gdviz-words", has_text=".").wait_for()
    root = page.locator(".gdviz").element_handle()
    shifts = page.evaluate("shifts")
    said = [f"{figure!r} shifts {shift}" for shift in shifts]
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 3000})
        found = measured(page, root, MOUSE) + hops(root)
        said += [f"{figure!r} at {width} px: {fault}" for fault in found]
    with finger(page):
        said += [f"{figure!r} under a finger: {fault}" for fault in measured(page, root, FINGER)]
    return said
