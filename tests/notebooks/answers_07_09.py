"""What students answer in the exercises of notebooks 7 to 9, and what they must be told; see test_exercises.py."""


def my_gradient(line):
    return f"def my_gradient(w):\n    errors = w @ data.X.T - data.y\n    {line}"


def my_slope(line):
    return f"def my_slope(w):\n    {line}"


def memory(name, *lines, settings="lr=0.1, mu=0.8"):
    """A rule that remembers z, of lines of its own before the last one."""
    body = "".join(f"\n    {line}" for line in lines)
    return f"def {name}(w, g, z=0.0, *, {settings}):{body}\n    return w - lr * z, z"


def averaged(line):
    return memory("averaged", line)


def braked(*lines):
    return memory("braked", *lines, "z = mu * z + g")


def look_ahead(*lines):
    return memory("look_ahead", *lines, settings="f, lr=0.1, mu=0.8")


def limited(*lines):
    return memory("limited", "z = mu * z + g", *lines)


AVERAGED = averaged("z = mu * z + (1 - mu) * g")
UPHILL = "uphill = np.sum(z * g, axis=-1, keepdims=True) < 0"
LENGTHS = "length, most = (np.linalg.norm(v, axis=-1, keepdims=True) for v in (z, 4 * g))"

ANSWERS = {
    ("07", "1"): {
        "wrong": [
            ("lr = '0.5'", "which is text; it must be a number"),
            ("lr = [0.5]", "This is one walk in a list: leave the brackets"),
            ("lr = 0.1", "It never turns back, and crawls: is α too small?"),
            ("lr = 1 / one.lipschitz", "is α too small?"),
            ("lr = 1 / np.mean(data.X[:, 1] ** 2)", "It bounces"),
            ("lr = 2", "is beyond 2/L"),
            ("lr = -0.5", "goes uphill"),
        ],
        "right": ["lr = 0.51", "lr = 1 / (2 * np.mean(data.X[:, 1] ** 2))", "lr = 1 / other.lipschitz"],
    },
    ("07", "2"): {
        "wrong": [
            (my_gradient("return errors"), "gives 200 numbers at a place; 2 expected"),
            (my_gradient("return errors @ data.X / 200"), "half as large as it should be"),
            (my_gradient("return 2 * errors @ data.X"), "200 times as large"),
            (my_gradient("return -2 * errors @ data.X / 200"), "wrong sign"),
            (my_gradient("return 2 * np.mean(errors)"), "gives 1 number at a place; 2 expected"),
            (my_gradient("return errors @ errors / 200"), "gives 1 number"),
            (my_gradient("2 * errors @ data.X / 200"), "is the return missing?"),
        ],
        "right": [
            my_gradient("return 2 * errors @ data.X / len(data.y)"),
            my_gradient("return 2 / 200 * (data.X.T @ errors)"),
            "def my_gradient(w):\n    return data.hessian @ (w - data.solution)",
        ],
    },
    ("07", "3"): {
        "wrong": [
            (my_slope("return 2 * (w @ data.X.T - typo) @ data.X / 200"), "is not right yet"),
            (my_slope("return np.sign(w @ data.X.T - typo) @ data.X"), "200 times as large"),
            (my_slope("return np.sign(typo - w @ data.X.T) @ data.X / 200"), "wrong sign"),
            (my_slope("return np.abs(w @ data.X.T - typo) @ data.X / 200"), "is not right yet"),
            (my_slope("return np.sign(w @ data.X.T - typo)"), "gives 200 numbers at a place; 2 expected"),
            (my_slope("return np.sign(w @ data.X.T - data.y) @ data.X / 200"), "Your gradient"),
        ],
        "right": [
            my_slope("return np.sign(w @ data.X.T - typo) @ data.X / 200"),
            my_slope("return data.X.T @ np.sign(data.X @ w - typo) / len(typo)"),
        ],
    },
    ("08", "1"): {
        "wrong": [
            ("mu = '0.5'", "which is text; it must be a number"),
            ("mu = [0.5]", "This is one walk in a list: leave the brackets"),
            ("mu = 0.8", "It is there at step 41, late already, and leaves."),
            ("mu = 0.9", "and leaves."),
            ("mu = 0.5", "It arrives after 44 steps; at most 31 are allowed. It crawls: does it need another μ?"),
            ("mu = 0", "It arrives after 100 steps; at most 31 are allowed. It crawls: does it need another"),
            ("mu = 1.05", "It diverges"),
        ],
        "right": ["mu = 0.6", "mu = 0.65", "mu = 2 / 3"],
    },
    ("08", "2"): {
        "wrong": [
            (
                averaged("z = mu * z + g"),
                "This is a sum: an average gives each new gradient a share, too.",
            ),
            (averaged("z = (1 - mu) * z + mu * g"), "Have μ and 1 − μ changed places?"),
            (averaged("z = (1 - mu) * (z + g)"), "The first step is right"),
            (averaged("z = mu * z + g / (1 - mu)"), "times as long as it should be"),
            (averaged("mu * z + (1 - mu) * g"), "its z stays what it was"),
            (averaged("z = mu * z"), "its z stays what it was: is it made anew from g"),
            (averaged("z = mu * z + (1 - mu) * w"), "where does it use g?"),
            (AVERAGED, "Not answered yet."),
            (f"{AVERAGED}\nrate = 0.1", "too small"),
            (f"{AVERAGED}\nrate = 0.02", "too small"),
            (f"{AVERAGED}\nrate = 0.125", "too small"),
            (f"{AVERAGED}\nrate = 5", "off by a power of ten"),
            ("rate = 0.5", "Not answered yet"),
        ],
        "right": [
            f"{AVERAGED}\nrate = 0.5",
            # the next but one keeps the sum, and steps by 1 − μ of it: written otherwise, the walk of the average
            averaged("z = z + (1 - mu) * (g - z)") + "\nrate = 0.1 / (1 - 0.8)",
            "def averaged(w, g, z=0.0, *, lr=0.1, mu=0.8):\n"
            "    z = mu * z + g\n    return w - lr * (1 - mu) * z, z\nrate = 1 / 2",
        ],
    },
    ("08", "3"): {
        "wrong": [
            (braked("if np.sum(z * g) < 0: z = 0.0"), "a sum or a norm without axis=-1"),
            (braked("z = np.where(np.sum(z * g) < 0, 0.0, z)"), "a sum or a norm without axis=-1"),
            (braked("z = np.where(z * g < 0, 0.0, z)"), "It brakes each coordinate by itself"),
            (braked(UPHILL.replace("<", ">"), "z = np.where(uphill, 0.0, z)"), "is a condition turned round?"),
            (braked(UPHILL, "z = np.where(uphill, z, 0.0)"), "is a condition turned round?"),
            (braked("z = np.where(np.sum(z * g, axis=-1) < 0, 0.0, z)"), "axis=-1, keepdims=True"),
            (
                braked("uphill = np.sum((mu * z + g) * g, axis=-1, keepdims=True) < 0", "z = np.where(uphill, 0, z)"),
                "It looks at the new velocity",
            ),
            (braked(), "It walks just as plain momentum does"),
            (braked("z = 0.3 * z"), "then with α = 0.3, from w = "),
            (
                memory("braked", "z = mu * z + g", UPHILL, "z = np.where(uphill, 0.0, z)"),
                "It brakes after the gradient is added",
            ),
        ],
        "right": [
            braked(UPHILL, "z = np.where(uphill, 0.0, z)"),
            braked("z = z * (np.sum(z * g, axis=-1, keepdims=True) >= 0)"),
            memory("braked", UPHILL, "z = np.where(uphill, g, mu * z + g)"),
        ],
    },
    ("09", "1"): {
        "wrong": [
            (look_ahead("z = mu * z + f.gradient(w)"), "It walks just as plain momentum does"),
            (look_ahead("z = mu * z + gradient(w - lr * mu * z)"), "at another place f.gradient(place)."),
            (look_ahead("z = mu * z + f.gradient(w + lr * mu * z)"), "It looks back, not ahead"),
            (look_ahead("z = mu * z + f.gradient(w - mu * z)"), "It looks too far ahead"),
            (look_ahead("z = mu * z + f.gradient(w - lr * z)"), "It looks ahead by"),
            (look_ahead("z = mu * z + f(w - lr * mu * z)"), "It takes a height for a slope"),
            (look_ahead("z = mu * z + f.value(w - lr * mu * z)"), "or f.gradient(place); there is no f.value"),
            (look_ahead("z = 1.00001 * mu * z + f.gradient(w - lr * mu * z)"), "which is nearly where it should go"),
            (look_ahead("z = mu * z + f.gradient(w - lr * g)"), "The first step is another one"),
            (look_ahead("z = mu * z + 2 * f.gradient(w - lr * mu * z / 2) - g"), "not on a curve, the two valleys."),
        ],
        "right": [
            look_ahead("z = mu * z + f.gradient(w - lr * mu * z)"),
            look_ahead("ahead = w - lr * (mu * z)", "z = f.gradient(ahead) + z * mu"),
        ],
    },
    ("09", "2"): {
        "wrong": [
            (limited("z = z * np.minimum(1, 4 * np.linalg.norm(g) / np.linalg.norm(z))"), "axis=-1"),
            (limited("z = np.clip(z, -4 * np.abs(g), 4 * np.abs(g))"), "What is different at step 3?"),
            (limited("z = np.where(np.abs(z) > 4 * np.abs(g), 4 * g, z)"), "What is different at step 3?"),
            (limited(LENGTHS, "z = np.where(length > most, 4 * g, z)"), "steps are right"),
            (limited(LENGTHS, "z = z * np.maximum(1, most / length)"), "4 times as long as it should be"),
            (limited(LENGTHS, "w, z = w - lr * z * np.minimum(1, most / length) + lr * z, z"), "steps are right"),
            (limited(), "It walks just as plain momentum does"),
        ],
        "right": [
            limited(LENGTHS, "z = z * np.minimum(1, most / np.maximum(length, 1e-12))"),
            limited(LENGTHS, "z = np.where(length > most, z * most / np.maximum(length, 1e-12), z)"),
            limited(
                "length = np.sqrt(np.sum(z**2, axis=-1, keepdims=True))",
                "most = 4 * np.sqrt(np.sum(g**2, axis=-1, keepdims=True))",
                "z = np.minimum(length, most) * z / np.maximum(length, 1e-12)",
            ),
        ],
    },
    ("09", "3"): {
        "wrong": [
            ("mu = 0.306", "too small"),
            ("mu = 1 - np.sqrt(0.1)", "square root"),
            ("mu = 0.9", "too large"),
            ("mu = (1 - np.sqrt(0.05)) ** 2", "too large"),
        ],
        "right": ["mu = 0.468", "mu = (1 - np.sqrt(0.05 * bowl.lipschitz)) ** 2", "mu = 0.4675"],
    },
}
