"""What students answer in the exercises of notebooks 4 to 6, and what they must be told; see test_exercises.py."""


def stairs(*lines):
    return "\n    ".join(["def stairs(t, *, lr=0.1, factor=0.5, period=20):", *lines])


def slope(line):
    return f"def slope(w):\n    {line}"


def cycles(*lines):
    return "\n    ".join(["def cycles(t, *, lr=1.5, period=20):", *lines])


ANSWERS = {
    ("04", "1"): {
        "wrong": [
            ("total = 0.04 * 0.95", "too small"),
            ("total = 0.76", "a little too small."),
            ("total = 0.04", "too small"),
            ("total = 0.04 * 1500", "too large"),
            ("total = float('inf')", "finite"),
            ("total = 0.04 / 0.95", "too small"),
            ("total = 0.4", "half as large"),
        ],
        "right": ["total = 0.8", "total = 0.04 / (1 - 0.95)", "total = sum(0.04 * 0.95**t for t in range(2000))"],
    },
    ("04", "2"): {
        "wrong": [
            ("decay = '0.5'", "which is text; it must be a number"),
            ("decay = [0.5]", "This is one walk in a list: leave the brackets"),
            ("decay = 0.9", "It has not arrived after 400 steps."),
            ("decay = 0.991", "It has not arrived after 400 steps."),
            ("decay = 0.999", "decay is 0.999; a number between 0 and 0.995 is asked for."),
            ("decay = 0.9999", "decay is 0.9999; a number between 0 and 0.995 is asked for."),
            ("decay = 1.0", "a number between 0 and 0.995"),
            ("decay = 1.01", "a number between 0 and 0.995"),
            ("decay = 0.995", "a number between 0 and 0.995"),
        ],
        "right": ["decay = 0.992", "decay = 0.993", "decay = 0.9949"],
    },
    ("04", "3"): {
        "wrong": [
            (stairs("return lr"), "does it use t?"),
            (stairs("return lr * factor"), "does it use t?"),
            (stairs("return lr * factor ** t"), "It is right at t = 0; at t = 1"),
            (stairs("return lr * factor ** (t / period)"), "It is right at t = 0; at t = 1"),
            (stairs("return lr * factor * (t // period)"), "It never falls: at t = 0 it gives 0"),
            (stairs("return lr * factor ** (t % period)"), "It is right at t = 0; at t = 1"),
            (stairs("return lr * factor ^ (t // period)"), "power"),
            (stairs("return lr * 0.5 ** (t // 20)"), "used?"),
            (stairs("if t < period:", "    return lr", "return lr * factor"), "walk, where it is wrong already"),
            (stairs("return np.where(t < period, lr, lr * factor)"), "at t = 40"),
            (stairs("return lr * factor ** (t // period) * (t < 60)"), "before t = 60; at t = 60 it gives 0, and"),
            (stairs("return np.where(t < 20, 0.1, lr * factor ** (t // period))"), "with α = 0.07, at t = 0 it gives"),
            (stairs("return lr / (t // period)"), "does it divide by 0 there?"),
            (stairs("return lr * (1 - factor) ** (t // period)"), "not with factor = 0.35: at t = 20 it gives 0.065"),
            (stairs("lr * factor ** (t // period)"), "is the return missing?"),
            (stairs("return lr * factor ** t // period"), "It gives 0 at every step."),
            (stairs("return lr * factor ** int(t // period)"), "a // b is whole without int"),
            (stairs("raise NotImplementedError"), "Not answered yet."),
        ],
        "right": [
            stairs("return lr * factor ** (t // period)"),
            stairs("cuts = np.floor(t / period)", "return lr * factor**cuts"),
            stairs("return lr * np.power(factor, t // period)"),
        ],
    },
    ("05", "3"): {
        "wrong": [
            ("start = (-2, -2)", "It has not arrived after 200 steps. It rests at (−3.78, −3.28)"),
            ("start = (3, 2)", "each coordinate between −5 and 0 is asked for"),
            ("start = (1, -0.5)", "each coordinate between −5 and 0 is asked for"),
            ("start = (-0.3, -1.2)", "It rests at"),
            ("start = (-4.9, -4.9)", "It rests at (−3.78, −3.28)"),
            ("start = (-6, -6)", "lies outside the space of Himmelblau"),
            ("start = -1", "Himmelblau has 2 coordinates"),
            ("start = 'left'", "it must be"),
            ("start = (0, 0)", "each coordinate between −5 and 0 is asked for, and the two ends do not count."),
            ("start = (-0,5, -0,5)", "Python writes 0.5 with a point, not with a comma."),
        ],
        "right": ["start = (-0.25, -0.5)", "start = [-0.1, -0.1]", "start = np.array([-0.1, -0.5])"],
    },
    ("05", "4"): {
        "wrong": [
            ("count = 179", "too small"),
            ("count = 238", "a little too large"),
            ("count = 155 * 9 / 6", "a little too large"),
            ("count = 155000", "too large"),
            ("count = 310", "too large"),
            ("count = float('inf')", "finite"),
        ],
        "right": ["count = 227", "count = 228", "count = 155 + 3 * 24"],
    },
    ("05", "1"): {
        "wrong": [
            (slope("return w**4 - 2 * w**2"), "This is the function, not its slope."),
            (slope("return 4 * w**3 - 2 * w"), "at w ="),
            (slope("return 4 * w**3"), "at w ="),
            (slope("return 4 * w^3 - 4 * w"), "In Python a power is **"),
            (slope("return 3 * w**3 - 4 * w"), "at w ="),
            (slope("return -4 * w**3 + 4 * w"), "wrong sign"),
            (slope("4 * w**3 - 4 * w"), "is the return missing?"),
            (slope("return 8"), "gives 8 at all places"),
            (slope("return twins.gradient(w)"), "calls the gradient of twins, with which it is compared"),
        ],
        "right": [slope("return 4 * w**3 - 4 * w"), slope("return 4 * w * (w - 1) * (w + 1)")],
    },
    ("05", "2"): {
        "wrong": [
            ("limit = 8", "Your answer is"),
            ("limit = 0.125", "half as large"),
            ("limit = 4", "the reciprocal"),
            ("limit = 0.5", "twice as large"),
            ("limit = -0.5", "wrong sign"),
        ],
        "right": ["limit = 0.25", "limit = 2 / 8", "limit = 1 / 4"],
    },
    ("06", "1"): {
        "wrong": [
            ("peak = '0.5'", "which is text; it must be a number"),
            ("peak = [0.5]", "This is one walk in a list: leave the brackets"),
            ("peak = 0.3", "It has not arrived after 160 steps. It rests at 1.97"),
            ("peak = 0.5", "It has not arrived after 160 steps. It ends at w = 1.97."),
            ("peak = 1.5", "α is 1.5; a number between 0 and 1 is asked for."),
            ("peak = 2.5", "a number between 0 and 1 is asked for."),
            ("peak = 1", "a number between 0 and 1 is asked for, and the two ends do not count."),
            ("peak = 0.183", "It has not arrived"),
        ],
        "right": ["peak = 0.8", "peak = 0.9", "peak = 0.7"],
    },
    ("06", "3"): {
        "wrong": [
            ("count = 13.9", "Nearly: a whole number is expected."),
            ("count = 13", "too small, by one"),
            ("count = 5", "too small"),
            ("count = 19", "too large"),
            ("count = 13.4", "a whole number is expected"),
            ("count = np.log(0.05) / np.log(0.8)", "a whole number is expected"),
        ],
        "right": ["count = 14", "count = int(np.ceil(np.log(0.05) / np.log(0.8)))"],
    },
    ("06", "2"): {
        "wrong": [
            (cycles("return np.where(t < 60, 0.1, lr)"), "at t = 0 it gives 0.1, and should give 1.5"),
            (cycles("c = np.cos(np.pi * (t % period) / period)", "return np.where(t < 1, 1.5, lr * (1 + c) / 2)"),
             "with α = 1.05"),
            (cycles("return warm_restarts(t, lr=lr, period=period)"), "calls warm_restarts, with which it is compared"),
            (cycles("return 0.5 * lr * (1 + np.cos(3.14159 * (t % period) / period))"), "Is a number in it rounded?"),
            (cycles("return lr"), "does it use t?"),
            (cycles("return lr * (1 + np.cos(np.pi * (t % period) / period))"), "begins at 3, not 1.5"),
            (cycles("return 0.5 * lr * (1 + np.cos(np.pi * t / period))"), "t = "),
            (cycles("return 0.5 * lr * (1 + np.cos(np.pi * (t // period) / period))"), "t = "),
            (cycles("return 0.5 * lr * np.cos(np.pi * (t % period) / period)"), "not negative"),
            (cycles("return 0.5 * lr * 1 + np.cos(np.pi * (t % period) / period)"), "it gives −0.0"),
            (cycles("return 0.5 * lr * (1 + np.cos(180 * (t % period) / period))"), "t = "),
            (cycles("return 0.5 * lr * (1 + cos(np.pi * (t % period) / period))"), "In numpy it is called np.cos"),
            (cycles("return 0.5 * lr * (1 + np.cos(np.pi * (t % 20) / 20))"), "where is period used?"),
            (cycles("0.5 * lr * (1 + np.cos(np.pi * (t % period) / period))"), "is the return missing?"),
        ],
        "right": [
            cycles("return 0.5 * lr * (1 + np.cos(np.pi * (t % period) / period))"),
            cycles("s = t % period\n    return lr * np.cos(np.pi * s / period / 2) ** 2"),
            cycles("s = t - period * (t // period)\n    return lr / 2 + lr / 2 * np.cos(np.pi / period * s)"),
        ],
    },
    ("06", "4"): {
        "wrong": [
            ('holds_more = "deep"', 'Another word than "deep" is expected.'),
            ('holds_more = "shalow"', "Is it spelled right?"),
            ('holds_more = "the shallow one"', "One word is expected, and nothing besides."),
            ("holds_more = 0.98", "A word is expected"),
            ('holds_more = "right"', 'Another word than "right" is expected.'),
            ('holds_more = "neither"', 'Another word than "neither" is expected.'),
        ],
        "right": ['holds_more = "shallow"', 'holds_more = "Shallow "', "holds_more = 'shallow'"],
    },
}  # fmt: skip
