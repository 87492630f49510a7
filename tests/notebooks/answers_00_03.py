"""What students answer in the exercises of notebooks 0 to 3, and what they must be told; see test_exercises.py."""


def my_slope(line):
    return f"def my_slope(f, w, h=0.1):\n    {line}"


def mine(line):
    return f"def mine(w, g, *, lr=0.1):\n    {line}"


def mirrored(*lines):
    head = "def mirrored(w, g, *, f, rng, delta=0.1):\n    step = delta * rng.choice([-1, 1], size=w.shape)"
    return "\n    ".join([head, *lines])


def same_length(*lines):
    return "\n    ".join(["def same_length(w, g, *, lr=0.3):", *lines])


ANSWERS = {
    ("00", "1"): {
        "wrong": [
            ("height = 6", "too small"),
            ("height = -9", "wrong sign"),
            ("height = 3", "square root"),
            ("height = '9'", "without quotes"),
            ("height = 81", "square of"),
            ("height = 9,0", "with a point, not with a comma"),
        ],
        "right": ["height = 9", "height = 3**2", "height = bowl(3.0)"],
    },
    ("00", "2"): {
        "wrong": [
            ("lr = 0.1", "Your answer is too small."),
            ("lr = 0.25", "half as large"),
            ("lr = 0,5", "with a point, not with a comma"),
            ("lr = 0.45", "Your answer is too small."),
            ("lr = 0.496", "Your answer is a little too small."),
            ("lr = 0.75", "Your answer is too large."),
            ("lr = 1.0", "twice as large"),
            ("lr = 1.05", "Your answer is too large."),
            ("lr = 0", "too small"),
            ("lr = -0.5", "wrong sign"),
        ],
        "right": ["lr = 0.5", "lr = 1 / 2", "lr = 4 / 8"],
    },
    ("01", "1"): {
        "wrong": [
            (mine("return w + lr * g"), "uphill instead of downhill"),
            (mine("return w - g"), "as if α were 1"),
            (mine("return lr * g"), "returns the step alone"),
            (mine("return w - lr * w"), "where does it use g?"),
            (mine("return w"), "It does not move"),
            (mine("return g"), "the gradient itself"),
            (mine("return w - lr * gradient(w)"), "The gradient is handed to your rule: it is g."),
            (mine("w = w - lr * g"), "is the return missing?"),
            (mine("return w - 0.1 * g"), "lr"),
            (mine("return w - lr ^ g"), "is no power"),
            (mine("return [w[0] - lr * g[0], w[1] - lr * g[1]]"), "at once, write w, or g, alone."),
            (mine("pass"), "Not answered yet."),
            (mine("raise NotImplementedError()"), "Not answered yet."),
            (mine("w -= lr * g\n    return w"), "in place"),
        ],
        "right": [
            mine("return w - lr * g"),
            mine("return w + lr * -g"),
            mine("step = lr * g\n    return w - step"),
            mine("return np.subtract(w, np.multiply(lr, g))"),
        ],
    },
    ("01", "2"): {
        "wrong": [
            ("distance = 17", "too large"),
            ("distance = 3.6", "too large"),
            ("distance = 0.7", "too small"),
            ("distance = 11.1", "too large."),
            ("distance = 1", "too small"),
            ("distance = 3,3", "with a point, not with a comma"),
        ],
        "right": ["distance = 3.3", "distance = 3.2", "distance = 17 * 0.2"],
    },
    ("01", "3"): {
        "wrong": [
            (my_slope("return 2 * w"), "is not right yet"),
            (my_slope("return (bowl(w + h) - bowl(w - h)) / (2 * h)"), "is not right yet"),
            (my_slope("return (f(w + h) - f(w)) / h"), "the slope 0.05 to the right of w: does it feel to one"),
            (my_slope("return (f(w) - f(w - h)) / h"), "the slope 0.05 to the left of w: does it feel to one"),
            (my_slope("return (f(w + h) - f(w - h)) / h"), "twice as large"),
            (my_slope("return (f(w + h) - f(w - h)) / 2 * h"), "0.01 times as large"),
            (my_slope("return (f(w + h) - f(w - h)) / 0.2"), "It is right at h = 0.1 alone: at h = 1 it gives 130"),
            (my_slope("return (f(w + 0.1) - f(w - 0.1)) / 0.2"), "at all places tried: does it use h?"),
            (my_slope("return f.gradient(w)"), "calls the gradient of hill, with which it is compared"),
            (my_slope("return (hill(w + h) - hill(w - h)) / (2 * h)"), "is not right"),
            (my_slope("return (f(w - h) - f(w + h)) / (2 * h)"), "the wrong sign"),
            (my_slope("return f(w + h) - f(w - h) / (2 * h)"), "is not right yet"),
            (my_slope("(f(w + h) - f(w - h)) / (2 * h)"), "is the return missing?"),
            (my_slope("return (f(w + 1e-13) - f(w - 1e-13)) / 2e-13"), "that is the computer's rounding"),
            (my_slope("return f(w)"), "This is the function, not its slope."),
            (my_slope("raise NotImplementedError"), "Not answered yet."),
        ],
        "right": [
            my_slope("return (f(w + h) - f(w - h)) / (2 * h)"),
            my_slope("return (f(w - h) - f(w + h)) / h / -2"),
            my_slope("left, right = w - h, w + h\n    return (f(right) - f(left)) / (right - left)"),
        ],
    },
    ("01", "4"): {
        "wrong": [
            ("h = 0.1", "it gives −7.9, and should give −8"),
            ("h = 0.001", "it gives −7.999, and should give −8"),
            ("h = 1e-13", "that is the computer's rounding"),
            ("h = 0.0000000000001", "that is the computer's rounding"),
            ("h = 1e-15", "should give −8. If it feels a slope: is its step h too large, or so small"),
            ("h = 1e-17", "it gives 0, and should give −8. If it feels a slope: is its step h too large"),
            ("h = 8", "it gives 0, and should give −8. If it feels a slope: is its step h too large"),
            ("h = 0", "no finite number"),
            ("h = '0.1'", "Is a number in quotes?"),
        ],
        "right": ["h = 0.0008", "h = 0.0005", "h = 0.0001", "h = 1e-6", "h = -0.0001"],
    },
    ("02", "1"): {
        "wrong": [
            ("points = 1771561.4", "Nearly: a whole number is expected."),
            ("points = 11 * 6", "too small"),
            ("points = 6**11", "too large"),
            ("points = 11 ^ 6", "too small"),
            ("points = 10**6", "too small"),
            ("points = 11**5", "too small"),
        ],
        "right": ["points = 11**6", "points = 1771561", "points = 11 * 11 * 11 * 11 * 11 * 11"],
    },
    ("02", "2"): {
        "wrong": [
            ("delta = '0.5'", "which is text; it must be a number"),
            ("delta = [0.5]", "This is one walk in a list: leave the brackets"),
            ("delta = 0.1", "It has not arrived after 60 steps"),
            ("delta = 0.3", "It arrives after 25 steps; at most 15 are allowed."),
            ("delta = 1.5", "It ends at w = 0.5"),
            ("delta = 10", "It does not move"),
            ("delta = 0", "δ is 0; a number between 0 and 20 is asked for, and the two ends do not count."),
            ("delta = -0.8", "δ is −0.8; a number between 0 and 20 is asked for."),
        ],
        "right": ["delta = 0.8", "delta = 1", "delta = 4 / 5"],
    },
    ("02", "3"): {
        "wrong": [
            (mirrored("return f(w + step) < f(w)"), "True or False, as a question does"),
            (mirrored("return w - 0.5 * w"), "never asks for the height at another place"),
            (mirrored("return lower(f, w, w + step)"), "The first 3 steps are right; then"),
            (mirrored("return lower(f, w, w - step)"), "The first step does not move"),
            (mirrored("return lower(f, w + step, w - step)"), "The first 7 steps are right; then from w = 0.98"),
            (mirrored("return w - step"), "never asks for the height at another place"),
            (mirrored("return w - delta * np.sign(w)"), "never asks for the height at another place"),
            (mirrored("return np.minimum(w + step, w - step)"), "never asks for the height at another place"),
            (mirrored("return w + step if f(w + step) < f(w) else w - step"), "is wrong already, and not for several"),
            (mirrored("return np.where(f(w + step) < f(w), w + step, w)"), "f(w)[..., None] is a column"),
            (mirrored("lower(f, lower(f, w, w + step), w - step)"), "is the return missing?"),
            (mirrored("return lower(f, lower(f, w, w + delta), w - delta)"), "where does it use what rng has drawn?"),
            (mirrored("if f(w + step) < f(w):", "    return w + step", "return w - step"), "np.where"),
            (mirrored("pass"), "is the return missing?"),
            (mirrored("return lower(f, w, w + np.where(w < 1, delta, -delta))"), "not on another curve, the bowl."),
            (mirrored("return lower(chain, lower(chain, w, w + step), w - step)"), "not on another curve, the bowl."),
            (mirrored("return lower(f, w, w - delta * np.sign(g))"), "but it looks at the slope g"),
        ],
        "right": [
            mirrored("return lower(f, lower(f, w, w + step), w - step)"),
            mirrored("there = lower(f, w, w + step)", "return lower(f, there, w - step)"),
            mirrored("return lower(f, lower(f, w, w - step), w + step)"),
            mirrored("return lower(f, w + step, lower(f, w, w - step))"),
            mirrored("down = (f(w + step) < f(w)).reshape(-1, 1)", "back = (f(w - step) < f(w)).reshape(-1, 1)",
                     "return np.where(down, w + step, np.where(back, w - step, w))"),
        ],
    },
    ("03", "1"): {
        "wrong": [
            ("lr = '0.5'", "which is text; it must be a number"),
            ("lr = [0.5]", "This is one walk in a list: leave the brackets"),
            ("lr = 0.5", "It never turns back, and crawls: is α too small?"),
            ("lr = 1", "It never turns back, and crawls: is α too small?"),
            ("lr = 2.49", "It arrives after 2 steps; at most 1 is allowed."),
            ("lr = 3", "It arrives after"),
            ("lr = 5", "It bounces"),
            ("lr = 0.4", "crawls"),
            ("lr = 10", "is beyond 2/L"),
        ],
        "right": ["lr = 2.5", "lr = 1 / 0.4", "lr = 1 / hill.lipschitz"],
    },
    ("03", "2"): {
        "wrong": [
            ("breaks_at = 1", "power of ten"),
            ("breaks_at = 0.05", "half as large"),
            ("breaks_at = 10", "the reciprocal"),
            ("breaks_at = 0.2", "twice as large"),
            ("breaks_at = 20", "too large"),
        ],
        "right": ["breaks_at = 0.1", "breaks_at = 2 / 20", "breaks_at = 1 / 10"],
    },
    ("03", "3"): {
        "wrong": [
            (same_length("return w - lr * g"), "just as gradient descent does"),
            (same_length("return w - lr * np.sign(w)"), "where does it use g?"),
            (same_length("return w - lr * np.sign(w - 1)"), "elsewhere it would not: where does it use g?"),
            (same_length("return w - lr * g / abs(g)"), "Is there a division by 0, or a root of a negative number?"),
            (same_length("return np.where(g > 0, w - lr, w + lr)"), "from w = 1 it goes to 1.3, and should go to 1."),
            (same_length("return w + lr * np.sign(g)"), "uphill"),
            (same_length("return w - np.sign(g)"), "as if α were 1"),
            (same_length("return lr * np.sign(g)"), "the step alone"),
            (same_length("return w - lr"), "where does it use g?"),
            (same_length("return w - 0.3 * np.sign(g)"), "where is lr used?"),
            (same_length("if g > 0:", "    return w - lr", "return w + lr"), "np.where"),
            (same_length("w - lr * np.sign(g)"), "is the return missing?"),
            (same_length("return w - lr * sign(g)"), "In numpy it is called np.sign."),
        ],
        "right": [
            same_length("return w - lr * np.sign(g)"),
            same_length("return np.where(g > 0, w - lr, np.where(g < 0, w + lr, w))"),
            same_length("return w - lr * g / np.maximum(np.abs(g), 1e-300)"),
        ],
    },
}  # fmt: skip
