"""The rules: how to get from where you stand to where you stand next.

A rule is a plain function. It takes the parameters ``w`` and the gradient ``g`` there, and returns the new ``w``::

    def rule(w, g, state=start, *, hyperparameter=default):
        return new_w, new_state

- ``w`` and ``g`` have shape ``(..., n)``: n coordinates, and any number of runs side by side.
- Between ``g`` and ``*`` stands what the rule remembers, with its starting value.
- After ``*`` stand the knobs, with their defaults. Each of them can become a slider.
- A rule that needs more asks for it by name, after ``*`` and without a default: ``f``, the objective (``f(w)``,
  ``f.gradient(w)``), or ``rng``, random numbers (as numpy's ``Generator``).
- A rule that does not look at the gradient calls it ``_``, and is not charged for it.

That is all. Write your own in a notebook cell, and pass it to ``descend``, ``sweep`` or ``explore`` like these.
"""

import numpy as np


def gradient_descent(w, g, *, lr=0.1):
    """Gradient descent: take a step straight downhill, the longer the steeper the slope.

        w ← w − α·g

    lr: the learning rate α. Cauchy, 1847.
    """
    return w - lr * g


def momentum(w, g, z=0.0, *, lr=0.1, mu=0.8):
    """Heavy-ball momentum: keep rolling in the direction of past gradients.

        z ← μ·z + g
        w ← w − α·z

    lr: the learning rate α. mu: the share μ of the velocity z that is kept, 0 ≤ μ < 1; μ = 0 is gradient descent.
    Polyak, "Some methods of speeding up the convergence of iteration methods", 1964.
    """
    z = mu * z + g
    return w - lr * z, z


def nesterov(w, _, z=0.0, *, f, lr=0.1, mu=0.8):
    """Nesterov's momentum: look where the velocity is about to carry you, and take the gradient there.

        z ← μ·z + ∇f(w − α·μ·z)
        w ← w − α·z

    lr: the learning rate α. mu: the share μ of the velocity z that is kept.
    Nesterov, "A method of solving a convex programming problem with convergence rate O(1/k²)", 1983.
    """
    z = mu * z + f.gradient(w - lr * mu * z)
    return w - lr * z, z


def adaptive_restart(w, g, z=0.0, *, lr=0.1, mu=0.8):
    """Momentum with adaptive restart: when the ball begins to roll uphill, drop its velocity and start afresh.

        z ← 0  if z·g < 0
        z ← μ·z + g
        w ← w − α·z

    lr: the learning rate α. mu: the share μ of the velocity z that is kept.
    O'Donoghue and Candès, "Adaptive restart for accelerated gradient schemes", 2015.
    """
    uphill = np.sum(z * g, axis=-1, keepdims=True) < 0
    z = mu * np.where(uphill, 0.0, z) + g
    return w - lr * z, z


def adagrad(w, g, s=0.0, *, lr=0.5, eps=1e-8):
    """AdaGrad: a rate of its own for every coordinate, smaller where the gradients have been large.

        s ← s + g²
        w ← w − α·g / (√s + ε)

    lr: the learning rate α. eps: keeps the division safe.
    Duchi, Hazan and Singer, "Adaptive subgradient methods", 2011.
    """
    s = s + g**2
    return w - lr * g / (np.sqrt(s) + eps), s


def rmsprop(w, g, s=0.0, *, lr=0.05, rho=0.99, eps=1e-8):
    """RMSProp: AdaGrad that forgets, so that its steps do not shrink to nothing.

        s ← ρ·s + (1 − ρ)·g²
        w ← w − α·g / (√s + ε)

    lr: the learning rate α. rho: the share ρ of the average that is kept. eps: keeps the division safe.
    Tieleman and Hinton, "Neural networks for machine learning", lecture 6.5, 2012.
    """
    s = rho * s + (1 - rho) * g**2
    return w - lr * g / (np.sqrt(s) + eps), s


def adam(w, g, m=0.0, v=0.0, t=0, *, lr=0.1, beta1=0.9, beta2=0.999, eps=1e-8):
    """Adam: momentum and RMSProp together, both averages corrected for having started at zero.

        t ← t + 1
        m ← β₁·m + (1 − β₁)·g
        v ← β₂·v + (1 − β₂)·g²
        w ← w − α·m̂ / (√v̂ + ε)   with  m̂ = m / (1 − β₁ᵗ),  v̂ = v / (1 − β₂ᵗ)

    lr: the learning rate α. beta1, beta2: the shares of the averages that are kept. eps: keeps the division safe.
    Kingma and Ba, "Adam: a method for stochastic optimization", 2015.
    """
    t = t + 1
    m = beta1 * m + (1 - beta1) * g
    v = beta2 * v + (1 - beta2) * g**2
    m_hat = m / (1 - beta1**t)
    v_hat = v / (1 - beta2**t)
    return w - lr * m_hat / (np.sqrt(v_hat) + eps), m, v, t


def random_search(w, _, *, f, rng, delta=0.1):
    """Random search: propose a step in a random direction, and take it if the cost is lower there.

        w ← w + δ·u  if f(w + δ·u) < f(w),  with u a random direction of length 1

    It never looks at the gradient. delta: the length δ of a step.
    Rastrigin, "The convergence of the random search method in the extremal control of a many-parameter system", 1963.
    """
    u = rng.normal(size=w.shape)
    proposal = w + delta * u / np.linalg.norm(u, axis=-1, keepdims=True)
    lower = f(proposal) < f(w)
    return np.where(lower[..., None], proposal, w)
