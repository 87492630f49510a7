"""Wrong ideas about a rule, each with what to say of it: the expected rule with other settings, and rules that are
often taken for it. ``diagnosis`` compares walks with theirs.
"""

import numpy as np

from gdviz import optimizers
from gdviz.teaching.judging import GREEK
from gdviz.teaching.references import curvatures

# What the expected rule is given instead, and what it means that the student's rule walks like that.
CHANGES = [
    ("lr", lambda a: {"lr": -a}, "Each step goes uphill instead of downhill: is the sign right?"),
    ("lr", lambda a: {"lr": 2 * a}, "It walks as if α were twice as large: is there a factor 2 too many?"),
    ("lr", lambda a: {"lr": a / 2}, "It walks as if α were half as large: is a factor 2 missing?"),
    ("lr", lambda a: {"lr": 1.0}, "It walks as if α were 1: is the learning rate missing?"),
    ("lr", lambda a: {"lr": a**2}, "It walks as if α were squared: does the learning rate come in twice?"),
    ("lr mu", lambda a, m: {"lr": a * (1 - m)}, "This is an average, and not a sum: is there a 1 − μ too many?"),
    ("lr mu", lambda a, m: {"lr": a / (1 - m)}, "This is a sum: an average gives each new gradient a share, too."),
    ("mu", lambda m: {"mu": 0.0}, "It walks as if μ were 0: is the old velocity unused, or a condition turned round?"),
    ("mu", lambda m: {"mu": 1.0}, "It walks as if μ were 1, and keeps all of the old velocity: is μ missing?"),
    ("mu", lambda m: {"mu": -m}, "The old velocity is taken away instead of added: is its sign right?"),
    ("lr mu", lambda a, m: {"lr": a * m}, "μ multiplies the gradient or the step: it belongs to the old velocity."),
    ("lr mu", lambda a, m: {"lr": a * m, "mu": 1.0}, "μ multiplies the gradient instead of the old velocity."),
    ("lr mu", lambda a, m: {"lr": a * m, "mu": 1 - m}, "Have μ and 1 − μ changed places?"),
    *((name, lambda share, name=name: {name: 1 - share}, f"Have {GREEK[name]} and 1 − {GREEK[name]} changed places?")
      for name in ("mu", "rho", "beta1", "beta2")),
    ("lr eps rho", lambda a, e, r: {"lr": a * (1 - r)**0.5, "eps": e * (1 - r)**0.5}, "Is a factor 1 − ρ missing?"),
    ("lr eps beta2", lambda a, e, b: {"lr": a * (1 - b)**0.5, "eps": e * (1 - b)**0.5}, "Is a factor 1 − β₂ missing?"),
    ("lr beta1", lambda a, b: {"lr": a / (1 - b)}, "Is a factor 1 − β₁ missing?"),
]  # fmt: skip


def _scaled(square=np.square, root=lambda s, eps: np.sqrt(s) + eps, corrected=True):
    """AdaGrad, RMSProp and Adam, with another square or another root than theirs."""

    def adagrad(w, g, s=0.0, *, lr, eps=0.0):
        s = s + square(g)
        return w - lr * g / root(s, eps), s

    def rmsprop(w, g, s=0.0, *, lr, rho, eps=0.0):
        s = rho * s + (1 - rho) * square(g)
        return w - lr * g / root(s, eps), s

    def adam(w, g, m=0.0, v=0.0, t=0, *, lr, beta1, beta2, eps=0.0):
        t, m, v = t + 1, beta1 * m + (1 - beta1) * g, beta2 * v + (1 - beta2) * square(g)
        m_hat, v_hat = (m / (1 - beta1**t), v / (1 - beta2**t)) if corrected else (m, v)
        return w - lr * m_hat / root(v_hat, eps), m, v, t

    return adagrad, rmsprop, adam


def _ahead(place):
    """Momentum that takes the gradient at a place of its own: ``place(w, z, lr, mu)``."""

    def ahead(w, _, z=0.0, *, f, lr, mu):
        z = mu * z + f.gradient(place(w, z, lr, mu))
        return w - lr * z, z

    return [ahead]


def _brakes():
    """Momentum with brakes that are not that of adaptive restart. stops: whether z is set to 0, from z, g and z · g."""

    def braking(stops):
        def rule(w, g, z=0.0, *, lr, mu):
            z = mu * np.where(stops(z, g, np.sum(z * g, axis=-1, keepdims=True), mu), 0.0, z) + g
            return w - lr * z, z

        return rule

    def after(w, g, z=0.0, *, lr, mu):
        z = mu * z + g
        z = np.where(np.sum(z * g, axis=-1, keepdims=True) < 0, 0.0, z)
        return w - lr * z, z

    each, turned = braking(lambda z, g, dot, mu: z * g < 0), braking(lambda z, g, dot, mu: dot >= 0)
    new = braking(lambda z, g, dot, mu: mu * dot + np.sum(g * g, axis=-1, keepdims=True) < 0)
    return each, after, turned, new


# Rules that are not what was expected, whatever that is, and what to say of them.
def _newton(w, g, *, f, lr=1.0):
    return w - lr * g / curvatures(f, w)


_each, _after, _turned, _new = _brakes()
OTHERS = [
    (_scaled(corrected=False)[2:], "Both averages start at 0, too small: are they divided by 1 − β₁ᵗ and 1 − β₂ᵗ?"),
    (_scaled(root=lambda s, eps: np.sqrt(s + eps)), "ε stands inside the root: it belongs outside, √s + ε."),
    (_scaled(root=lambda s, eps: s + eps), "It divides by the mean square itself: is the root missing?"),
    (_scaled(square=lambda g: g), "Under the root it takes the gradient itself: is a square missing?"),
    (_scaled(square=np.abs), "Under the root it takes the size of the gradient: is a square missing?"),
    (_ahead(lambda w, z, lr, mu: w - lr * z), "It looks ahead by the whole velocity: how much of it is kept?"),
    (_ahead(lambda w, z, lr, mu: w + lr * mu * z), "It looks back, not ahead: the step will be −αμz."),
    (_ahead(lambda w, z, lr, mu: w - mu * z), "It looks too far ahead: the step will be −αμz."),
    ([_each], "It brakes each coordinate by itself: z·g is one number for a walk, the sum over its coordinates."),
    ([_after], "It brakes after the gradient is added: look at the old velocity, before z gets the new gradient."),
    ([_turned], "It brakes where the ball rolls downhill, and not uphill: is a condition turned round?"),
    ([_new], "It looks at the new velocity: it is the old one, z, that says where the ball was going."),
    ([_newton], "It is Newton's method: where the curvature is negative, it turns the step round."),
    ([optimizers.momentum], "It walks just as plain momentum does: what is still missing?"),
    *(([getattr(optimizers, name)], f"It walks just as {name.replace('_', ' ')} does.")
      for name in ("gradient_descent", "nesterov", "adaptive_restart", "adagrad", "rmsprop", "adam")),
]  # fmt: skip
