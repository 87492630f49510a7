"""Does a student's function give what is expected: a function, a gradient, a schedule? And if not, what is wrong?"""

import contextlib

import numpy as np

from gdviz.border.written import shown
from gdviz.engine import signatures
from gdviz.engine.trajectory import sweep
from gdviz.objectives import Objective, bowl
from gdviz.teaching.judging import Wrong, number, real, refuse, rising, same, setting, takes, times, told, watched

LATER = (250, 500, 1000, 2000, 10_000)  # steps at which a schedule that is right so far is asked once more
FELT = "If it feels a slope: is its step h too large, or so small that the computer's rounding shows?"


def function(answer, expected, on, tol):
    """Does the answer give what a function gives, or an Objective's gradient?"""
    slope = isinstance(expected, Objective)
    noun, right = ("gradient", expected.gradient) if slope else ("function", expected)
    needed = ["w"] if slope else takes(expected)[1]
    placed = needed[0] == "w" or (needed[0].startswith("w") and not needed[0].isalpha())  # w1, and not walk
    refuse([(not callable(answer), f"A function is expected, such as def mine({', '.join(needed)}).")])
    places = _places(expected if slope and on is None else on, len(needed))
    wanted = expected.n if slope else len(needed) if len(needed) > 1 else None  # one that takes a point may take any
    if wanted not in (None, places.shape[1]):
        what = f"{expected.name} takes those of shape {(wanted,)}" if slope else f"expected takes {wanted} numbers"
        raise ValueError(f"check: on = {shown(on)} has places of shape {places.shape[1:]}, and {what}.")
    try:
        wanted = np.stack([_called(right, place, slope or len(needed) < places.shape[1]) for place in places])
    except Wrong as wrong:
        raise TypeError(f"check: expected = {shown(expected)}. {wrong}") from None
    with told(answer, noun):
        arguments, (width, size) = len(takes(answer)[1]), (places.shape[1], wanted.shape[1])
        refuse([(arguments not in (1, width), f"Your {noun} takes {arguments} arguments; {len(needed)} expected.")])
        mine, _ = watched(answer, noun, expected)
        given = np.stack([_called(mine, place, arguments == 1 < width) for place in places])
        where = "a place" if placed else f"each {needed[0]}"
        gives = f"{given.shape[1]} number{'s' * (given.shape[1] != 1)} at {where}; {size} expected"
        each = ", a slope for each coordinate" * (slope and size > 1)
        refuse([(given.shape[1] != size, f"Your {noun} gives {gives}{each}.")])
    tol = tol or (1e-3 if slope else 1e-6)
    refuse(_rough(answer, given, wanted, places, tol, needed[0], arguments == 1 < width) if slope else ())
    refuse(_differences(given, wanted, places, tol, noun, needed[0], expected))
    many = "places" if placed else f"values of {needed[0]}"
    return f"Right, at {f'each of {len(places)} {many}' if len(places) > 1 else f'{needed[0]} = {number(places[0])}'}."


def _places(on, n):
    """Where functions are compared, (places, n): over a range or an Objective's domain, or at the places given."""
    if isinstance(on, Objective):
        if on.domain is None and on.start is None:
            raise ValueError(f"check: {on} has no domain and no start, so where? Pass on=(low, high), or places.")
        box = np.add.outer(np.asarray(on.start), [-3, 3]) if on.domain is None else on.domain
    elif on is None or isinstance(on, tuple):
        box = np.array([rising((-3, 3) if on is None else on, "on", " Or pass a list of places.")] * n)
    else:
        places = setting(on, "on")
        if places.ndim not in (1, 2):
            wanted = "a range (low, high), a list of places, or an Objective is expected"
            raise ValueError(f"check: on = {shown(on)}; {wanted}.")
        return places.reshape(len(places), -1)
    if len(box) > 2:
        return np.random.default_rng(0).uniform(box[:, 0], box[:, 1], (20, len(box)))
    sides = [np.linspace(low, high, 13 if len(box) == 1 else 5) for low, high in box]
    return np.stack(np.meshgrid(*sides, indexing="ij"), axis=-1).reshape(-1, len(box))


def _called(function, place, whole):
    """What a function gives at a place, as a row of numbers; it takes the coordinates one by one, or the ``whole``."""
    try:
        value = function(place.copy()) if whole else function(*place)
    except IndexError as error:
        if whole or len(place) > 1:
            raise
        try:
            value = function(place.copy())  # it takes w[0], of a point of one coordinate
        except Exception:
            raise error from None
    return real(value, "It gives").ravel()


def _near(given, wanted, tol):
    """Where values agree, relative to their size, or to what is their usual one where they are small."""
    typical = np.median(np.abs(wanted)) or np.max(np.abs(wanted)) or 1
    return np.abs(given - wanted) <= (1 + 1e-6) * tol * np.maximum(np.abs(wanted), typical)  # rounding decides nothing


def _rough(slope, given, wanted, places, tol, name, whole):
    """Whether a slope that is wrong was felt with so small a step that the computer's rounding shows."""
    wrong = ~_near(given, wanted, tol).all(axis=1)
    if not wrong.any() or not np.isfinite(given).all():
        return
    feels = "And if it feels a slope: is its step h far too small, or far too large?"
    if not given.any():
        yield len(places) > 1, f"It gives 0 everywhere: does it use {name}? {feels}"
        return
    with contextlib.suppress(Exception):
        scales = 1 + 1e-9 * np.arange(-9, 10, 3)
        hairs = [np.stack([_called(slope, place, whole) for place in k * places]) for k in scales]
        beside = max(hairs, key=lambda values: np.max(np.abs(values - given)))
        rough = ~_near(given, beside, 0.1 * tol).all(axis=1)
        k = np.unravel_index(np.argmax(np.abs(given - beside)), given.shape)
        values = " and, a hair beside, ".join(f"{v:.7g}" for v in (given[k], beside[k])).replace("-", "−")
        there = f"At {name} = {number(places[k[0]])} it gives {values}"
        said = f"{there}: that is the computer's rounding. A slope felt with a longer step is better."
        yield rough[wrong].mean() > 0.5, said


def _apart(came, right):
    """Two points as a student reads them, with as many digits as it takes to see that they differ."""
    texts = number(came), number(right)
    for digits in (7, 12, 17):
        if texts[0] != texts[1]:
            break
        each = (", ".join(f"{x:.{digits}g}" for x in v).replace("-", "−") for v in (came, right))
        texts = [f"({text})" if len(came) > 1 else text for text in each]
    return texts


def _shifted(given, wanted, places, noun, name, expected):
    """The slope of a curve a little further on, where that comes nearest to what is given; and what to say of it."""
    if noun != "gradient" or places.shape[1] > 1:
        return wanted, ""
    bend = (expected.gradient(places + 1e-4) - expected.gradient(places - 1e-4)) / 2e-4
    far = np.sum((given - wanted) * bend) / (np.sum(bend**2) or 1)
    step = f"{abs(far):.1g}"  # with a step of 0.1 it is about 0.05, by how the hill bends
    step = step if abs(float(step) - abs(far)) < 0.05 * abs(far) else f"{abs(far):.2g}"
    where = f"{step} to the {'right' if far > 0 else 'left'} of {name}"
    return expected.gradient(places + far), f"This is the slope {where}: does it feel to one side only?"


def _differences(given, wanted, places, tol, noun, name, expected):
    """Whether, and how, the values given differ from those wanted, both (places, numbers)."""

    def near(other):
        return _near(given, other, tol)

    right = near(wanted)
    if right.all():
        return
    finite, good, parts = np.isfinite(given).all(axis=1), right.all(axis=1), right.all(axis=0)
    yield not finite.all(), f"At {name} = {number(places[np.argmin(finite)])} your {noun} gives no finite number."
    factor, offset = np.sum(given * wanted) / np.sum(wanted**2), np.mean(given - wanted, axis=0)
    ideas = [
        (-wanted, f"Your {noun} has the right size and the wrong sign."),
        (2 * wanted, f"Your {noun} is twice as large as it should be, everywhere: is there a factor 2 too many?"),
        (wanted / 2, f"Your {noun} is half as large as it should be, everywhere: is a factor 2 missing?"),
        (wanted[:, ::-1], "The components have changed places."),
        (expected(places)[:, None] if noun == "gradient" else wanted, "This is the function, not its slope."),
        (given[:1], f"Your {noun} gives {number(given[0])} at all places tried: does it use {name}?"),
        (factor * wanted, f"Your {noun} is {times(factor)} times as large as it should be, everywhere."),
        (wanted + offset, f"Your {noun} differs from the right one by a constant, {number(offset)}."),
        (*_shifted(given, wanted, places, noun, name, expected),),
        (wanted**2, f"Your {noun} is the square of the right one."),
        (np.abs(wanted) ** 0.5, f"Your {noun} is the square root of the right one."),
    ]
    for other, sentence in ideas if len(places) > 1 else ideas[:1]:  # one place is always a constant and a factor away
        yield near(other).all(), sentence
    k, only = np.argmin(good), number(places[np.argmax(good)])
    came, right = _apart(given[k], wanted[k])
    gives = f"at {name} = {number(places[k])} it gives {came}, and should give {right}."
    gives += f" {FELT}" * (noun == "gradient" and len(places) == 1)
    wrong = " and ".join(str(i + 1) for i in np.flatnonzero(~parts))
    yield parts.any(), f"Component {wrong} is wrong, the rest is right: {gives}"
    yield good.sum() == 1, f"It is right at {name} = {only} alone: {gives}"
    yield good.any(), f"Your {noun} is right at {good.sum()} of {len(good)} places: {gives}"
    yield True, f"Your {noun} is not right yet: {gives}"


def schedule(mine, expected, hyper):
    """Does a schedule give the rates of the expected one? With none expected: is it sound?"""

    def stay(w, _, *, lr=0.1):
        return w

    def rates(function, settings):
        return sweep(bowl, stay, steps=200, schedule=function, **settings).lr.T

    with told(mine, "schedule") if expected is None else contextlib.nullcontext():
        asks = signatures.read(expected or mine, "schedule")
        settings = signatures.settle(signatures.read(stay, "rule"), asks, None, hyper)
        settings["lr"] = settings["lr"] * np.array([1.0, 0.7])
    with told(mine, "schedule"):
        asks, head = signatures.read(mine, "schedule"), f"def mine(t, *, {', '.join(settings)})"
        refuse((n not in asks.hyper, f"Your schedule has no {n}: put it after the *, {head}.") for n in settings)
        mine, _ = watched(mine, "schedule", expected)
        one = settings | {"lr": settings["lr"][0]}
        alone = rates(mine, one)
    off = ", where it is wrong already" * (expected is not None and not same(alone, rates(expected, one)))
    with told(mine, "schedule", f"It runs for one walk{off}, and not for several side by side. "):
        given = rates(mine, settings)
    a, fine = given[0], np.isfinite(given) & (given >= 0)
    i, k = np.unravel_index(np.argmin(fine), fine.shape)
    there = f"At t = {k}, with α = {number(settings['lr'][i])},"
    refuse([(not fine.all(), f"{there} it gives {number(given[i, k])}; a learning rate is finite and not negative.")])
    refuse([(not given.any(), "It gives 0 at every step.")])
    refuse([(np.array_equal(a, given[1]), "It gives the same rates whatever lr is: where does it use lr?")])
    if expected is None:
        return f"A sound schedule: it begins at {number(a[0])}, and is at {number(a[-1])} when 200 steps are done."
    e, *_ = right = rates(expected, settings)
    if same(given.T, right.T):
        said = "It is right at each of 200 steps, but "
        for t in () if "steps" in asks.asks + signatures.read(expected, "schedule").asks else LATER:
            with told(mine, "schedule", f"{said}not at t = {t}. "):
                came, wanted = (np.ravel(np.asarray(which(t, **one), float)) for which in (mine, expected))
            near = np.allclose(came, wanted, rtol=1e-8, atol=0)
            refuse([(not near, said + "at t = {} it gives {}, and should give {}.".format(t, *_apart(came, wanted)))])
        for name in set(settings) - {"lr"}:  # a period is a whole number, and stays one
            other = settings[name] // 2 + 1 if isinstance(settings[name], int) else 0.7 * settings[name]
            said = f"It is right with {name} = {number(settings[name])}, and not with {name} = {number(other)}: "
            with told(mine, "schedule", said):
                given_there, right_there = (rates(which, settings | {name: other}).T for which in (mine, expected))
            if not same(given_there, right_there):
                unused = same(given_there, given.T)
                first = _first(given_there, right_there)[1]
                raise Wrong(said + (f"where is {name} used?" if unused else first))
        return "Right, at each of 200 steps."
    which = int(same(a, e))  # of the two α the first with which it is wrong
    a, e = given[which], right[which]
    jumps, (k, at) = 1 + np.flatnonzero(np.diff(e) > 0), _first(a, e)
    at = f"with α = {number(settings['lr'][1])}, {at}" if which else at
    right = "right" if np.allclose(a[:k], e[:k], rtol=1e-8, atol=0) else "nearly right"
    refuse([
        (same(a[1:], e[:-1]), "It is one step late: t counts from 0."),
        (same(a[:-1], e[1:]), "It is one step early: t counts from 0."),
        (not np.ptp(a), f"It is {number(a[0])} at every step: does it use t?"),
        (a[0] and same(a * e[0] / a[0], e), f"The right shape, but it begins at {number(a[0])}, not {number(e[0])}."),
        ((np.diff(a) >= 0).all() and not (np.diff(e) >= 0).all(), f"It never falls: {at}"),
        (k in jumps[:1] and (np.diff(a) <= 0).all(), f"It does not jump back to the start at t = {jumps[:1].sum()}."),
        (e[49] < 0.02 * e[0] <= a[49], f"It should be nearly 0 at t = 49, and is {number(a[49])} there."),
        (k == 1, f"It is {right} at t = 0; {at}"),
        (k > 1, f"It is {right} before t = {k}; {at}"),
        (True, f"It is not right yet: {at}"),
    ])  # fmt: skip


def _first(a, e):
    """The first step at which the rates a, of one walk or of several, are not those expected; and what to say of it."""
    apart = [*map(tuple, np.argwhere(~np.isclose(a, e, rtol=1e-8, atol=0)))]
    at = next((at for at in apart if number(a[at]) != number(e[at])), apart[0])  # where it shows
    came, right = _apart(a[at].reshape(1), e[at].reshape(1))
    rounded = " Is a number in it rounded?" * (number(a[at]) == number(e[at]))
    return at[0], f"at t = {at[0]} it gives {came}, and should give {right}.{rounded}"
