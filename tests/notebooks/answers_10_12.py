"""What students answer in the exercises of notebooks 10 to 12, and what they must be told; see test_exercises.py."""


def memory(name, *lines, settings="lr=0.1, mu=0.8"):
    """A rule that remembers z, of lines of its own before the last one."""
    body = "".join(f"\n    {line}" for line in lines)
    return f"def {name}(w, g, z=0.0, *, {settings}):{body}\n    return w - lr * z, z"


def schedule(line):
    return f"def mine(t, *, lr=0.1, decay=0.01):\n    {line}"


def mean_place(value):
    return f"def mean_place(path):\n    return {value}"


def forgetting(line):
    head = "def mine(w, g, s=0.0, *, lr=0.05, rho=0.99, eps=1e-8):"
    return f"{head}\n    {line}\n    return w - lr * g / (np.sqrt(s) + eps), s"


def safer(*lines):
    body = "".join(f"\n    {line}" for line in lines)
    return f"def safer(w, g, *, f, lr=1.0):{body}"


def repaired(line):
    return f"def repaired(w, g, z=0.0, *, lr=0.1, mu=0.8):\n    z = mu * z + g\n    {line}"


def my_rule(*lines, settings="lr=0.0025, mu=0.92"):
    return memory("my_rule", *lines, settings=settings)


UPHILL = "uphill = np.sum(z * g, axis=-1, keepdims=True) < 0"

ANSWERS = {
    ("10", "1"): {
        "wrong": [
            ("epochs = 35 * 40", "too large"),
            ("epochs = 35", "too large"),
            ("epochs = 5", "too small"),
            ("epochs = 1 / 7", "reciprocal"),
            ("epochs = 8", "too large, by one"),
            ("epochs = 35 * 40 / 201", "Nearly: a whole number is expected."),
            ("epochs = 6.95", "Nearly: a whole number is expected."),
        ],
        "right": ["epochs = 7", "epochs = 35 * 40 / 200", "epochs = 35 / (200 / 40)"],
    },
    ("10", "2"): {
        "wrong": [
            ("lr = '0.5'", "which is text; it must be a number"),
            ("lr = [0.5]", "This is one walk in a list: leave the brackets"),
            ("lr = 0.1", "was so before, at step 39, and left"),
            ("lr = 0.04", "at most 300 are allowed"),
            ("lr = 0.015", "at most 300 are allowed"),
            ("lr = 0.0105", "It is there at step 388, late already, and leaves."),
            ("lr = 0.3", "It is there at step 15, and leaves."),
            ("lr = 0.001", "It has not arrived"),
            ("lr = 0.01", "at most 300 are allowed"),
            ("lr = -0.02", "goes uphill"),
        ],
        "right": ["lr = 0.02", "lr = 0.03", "lr = 1 / 50"],
    },
    ("10", "3"): {
        "wrong": [
            (schedule("return lr"), "does it use t?"),
            (schedule("return lr / 1 + decay * t"), "It never falls"),
            (
                schedule("return lr / (1 + t // 100)"),
                "It is right at t = 0; at t = 1 it gives 0.1, and should give 0.099.",
            ),
            (schedule("return lr / (1 + t)"), "It is right at t = 0; at t = 1"),
            (
                schedule("return lr * (1 - decay * t)"),
                "At t = 101, with α = 0.1, it gives −0.001; a learning rate is finite",
            ),
            (schedule("return lr / (1 - decay * t)"), "returned the rate inf at step 100"),
            (schedule("return lr / (1 + 0.01 * t)"), "where is decay used?"),
            (schedule("return 0.1 / (1 + decay * t)"), "where does it use lr?"),
            (schedule("return lr * decay**t"), "It is right at t = 0; at t = 1"),
            (schedule("return lr / (1 + decay * (t + 1))"), "It is one step early: t counts from 0."),
        ],
        "right": [
            schedule("return lr / (1 + decay * t)"),
            schedule("return lr * (1 + t * decay) ** -1"),
        ],
    },
    ("10", "4"): {
        "wrong": [
            (mean_place("path[-1]"), "should give (2.01, 0.485)"),
            (mean_place("path.mean(axis=0)"), "should give (2.01, 0.485)"),
            (mean_place("path[100:].mean(axis=0)"), "at path = 0 it gives (1.99, 0.496), and should give"),
            (mean_place("path[300:].mean(axis=0)"), "should give (2.01, 0.485)"),
            (mean_place("path[200:400].mean(axis=0)"), "should give"),
            (mean_place("np.median(path[200:], axis=0)"), "should give"),
            (mean_place("path[200:, 400].mean(axis=0)"), "from entry k on is x[k:], with a colon."),
            (mean_place("path[200:].mean(axis=1)"), "gives 201 numbers at each path; 2 expected"),
            (mean_place("path[200:].mean()"), "gives 1 number at each path; 2 expected"),
            (mean_place("path.mean()"), "gives 1 number at each path; 2 expected"),
            (mean_place("path.mean(axis=1)"), "gives 401 numbers at each path; 2 expected"),
            (mean_place("path[200:].sum(axis=0) / 200"), "1.005 times as large as it should be"),
            (mean_place("path[200:].sum(axis=0)"), "201 times as large as it should be"),
            (mean_place("walks.w[200:].mean()"), "gives 1 number"),
            (mean_place("walks.w[200:].mean(axis=0)"), "gives 60 numbers at each path; 2 expected"),
            (mean_place("walks.w.mean(axis=0)"), "gives 60 numbers"),
            (mean_place("walks.w[-1]"), "gives 60 numbers"),
            (mean_place("walks.w[100:].mean(axis=0)"), "gives 60 numbers"),
            (mean_place("walks.w[200:].mean(axis=1)"), "gives 402 numbers"),
            (mean_place("path"), "gives 802 numbers"),
            (mean_place("path[200, 400].mean()"), "IndexError"),
        ],
        "right": [
            mean_place("path[200:].mean(axis=0)"),
            mean_place("np.mean(path[200:401], axis=0)"),
            mean_place("path[200:].sum(axis=0) / 201"),
            mean_place("path[-201:, 0].mean(), path[-201:, 1].mean()"),
        ],
    },
    ("11", "1"): {
        "wrong": [
            ("lr = '0.5'", "which is text; it must be a number"),
            ("lr = [0.5]", "This is one walk in a list: leave the brackets"),
            ("lr = 0.5", "It arrives after 21 steps; at most 5 are allowed: does it need another α?"),
            ("lr = 1", "at most 5 are allowed: does it need another α?"),
            ("lr = 0.1", "It has not arrived"),
            ("lr = -2", "a number between 0 and 2 is asked for"),
            ("lr = 3.5", "a number between 0 and 2 is asked for"),
            ("lr = 30", "α is 30; a number between 0 and 2 is asked for"),
        ],
        "right": ["lr = 1.2", "lr = 1.5", "lr = 1.9"],
    },
    ("11", "2"): {
        "wrong": [
            (forgetting("s = s + g**2"), "It walks just as adagrad does."),
            (forgetting("s = rho * s + g**2"), "Is a factor 1 − ρ missing?"),
            (forgetting("s = (1 - rho) * s + rho * g**2"), "Have ρ and 1 − ρ changed places?"),
            (forgetting("s = rho * s + (1 - rho) * np.abs(g)"), "is a square missing?"),
            (forgetting("s = rho * (s + g**2)"), "step"),
            (forgetting("s = rho * s"), "Its s stays what it was: is it made anew from g"),
            (forgetting("s = rho * s + (1 - rho) * w**2"), "step"),
        ],
        "right": [
            forgetting("s = rho * s + (1 - rho) * g**2"),
            forgetting("s = s + (1 - rho) * (g * g - s)"),
        ],
    },
    ("11", "3"): {
        "wrong": [
            (safer("return lr * g / np.abs(curvatures(f, w))"), "It returns the step alone"),
            (
                safer("c = curvatures(f, w)", "return w - lr * np.where(c > 0, g / c, g)"),
                "The first step is another one",
            ),
            (safer("return w - lr * g"), "It walks just as gradient descent does."),
            (safer("return w - lr * g / curvatures(f, w)"), "It is Newton's method"),
            (safer("return w - lr * np.abs(g) / np.abs(curvatures(f, w))"), "has g lost its sign?"),
            (safer("return w - lr * np.abs(g / curvatures(f, w))"), "has g lost its sign?"),
            (safer("return w + lr * np.abs(g / curvatures(f, w))"), "has g lost its sign?"),
            (safer("return w + lr * g / np.abs(curvatures(f, w))"), "is the sign right?"),
            (
                safer("return w - lr * g / np.abs(np.array([1, -1]) + np.array([0, 3]) * w**2)"),
                "It is right on saddle, and not on a curve, the bowl.",
            ),
            (safer("return w - lr * g * np.abs(curvatures(f, w))"), "The first step is another one: from w = "),
            (safer("return w - lr * g / np.maximum(curvatures(f, w), 0.1)"), "step"),
            (safer("return w - lr * g / curvatures(f, w) ** 2"), "The first step is another one: from w = "),
            (safer("return w - lr * g / abs(curvatures(f, w).min())"), "axis=-1"),
        ],
        "right": [
            safer("return w - lr * g / np.abs(curvatures(f, w))"),
            safer("c = curvatures(f, w)", "return w - lr * np.where(c > 0, g / c, -g / c)"),
            safer("return w - lr * g / np.sqrt(curvatures(f, w) ** 2)"),
            safer("return w - lr * g / (np.abs(curvatures(f, w)) + 1e-8)"),
        ],
    },
    ("12", "1"): {
        "wrong": [
            ("mu = '0.5'", "which is text; it must be a number"),
            ("mu = [0.5]", "This is one walk in a list: leave the brackets"),
            ("mu = 0.8", "It is there at step 26, late already, and leaves."),
            ("mu = 0.9", "at most 14 are allowed."),
            ("mu = 0", "It diverges"),
            ("mu = 0.4", "at most 14 are allowed: does it need another μ?"),
        ],
        "right": ["mu = 0.5", "mu = 0.52", "mu = 0.55"],
    },
    ("12", "2"): {
        "wrong": [
            (repaired("return w - lr * mu * z, z"), "μ multiplies the gradient or the step"),
            (repaired("return w - mu * z, z"), "step"),
            (repaired("return momentum(w, g, z, lr=lr, mu=mu)"), "calls momentum, with which it is compared"),
            (repaired("return w + lr * z, z"), "goes uphill"),
            (repaired("return w - lr * g, z"), "It walks as if μ were 0"),
            (repaired("return w - lr * z"), "returned 1 value, expected 2"),
            (repaired("return w - lr * z, g"), "What is different at step 3?"),
        ],
        "right": [repaired("return w - lr * z, z"), repaired("step = -lr * z\n    return w + step, z")],
    },
    ("12", "3"): {
        "wrong": [
            (my_rule("z = mu * z + g", settings="lr=0.003, mu=0.8"), "at most 170 are allowed: does it need another"),
            (my_rule("z = mu * z + g", settings="lr=0.003, mu=0.9"), "It arrives after 220 steps; at most 170"),
            (my_rule("z = mu * z + g", settings="lr=0.003, mu=0.95"), "It diverges"),
            (my_rule("z = mu * z - g"), "is the sign right?"),
            (my_rule("z = mu * z + w"), "where does it use g?"),
            (my_rule("if np.sum(z * g) < 0: z = 0.0", "z = mu * z + g"), "axis=-1"),
            (my_rule("z = np.where(np.sum(z * g) < 0, 0.0, z)", "z = mu * z + g"), "axis=-1"),
            (my_rule("z = mu * z + g + 10 * (w - 1)", settings="lr=0.002, mu=0.8"), "it does not stay: does it know"),
            (my_rule("z = 0.1 * (w - 1) + 1e-9 * g", settings="lr=1.0, mu=0.9"), "it does not stay: does it know a"),
            (my_rule("z = (w - 1) / lr", settings="lr=0.002, mu=0.97"), "where does it use g?"),
            (my_rule("z = g", settings="lr=0.003"), "It has not arrived after 1000 steps."),
            (my_rule("z = mu * z + g", settings="lr=0.05, mu=0.95"), "It diverges"),
        ],
        "right": [
            my_rule(UPHILL, "z = mu * np.where(uphill, 0, z) + g"),
            my_rule("z = mu * z + g", settings="lr=0.0025, mu=0.95"),
            my_rule("z = mu * z + g", settings="lr=0.0025, mu=0.94"),
        ],
    },
}
