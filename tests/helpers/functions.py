"""The one table of numpy functions that can be traced: a name, and a function of w (k, 3).

EXACT ones are + − × ÷ √, comparisons, choices and sums, whose results are the same to the last bit wherever they are
computed; CLOSE ones are the same but for rounding.
"""

import copy

import numpy as np


def _set(w, value, *place):
    w[(..., *place)] = value
    return w


def _set_where(w, mask, value):
    w[mask] = value
    return w


def _augmented(w):
    z = 0 * w
    z += w
    z *= 3.0
    z -= 1.0
    z /= w
    z[..., 0] += 1.0
    z[..., 1:] *= 2.0
    return z


def _assembled(w):
    out = np.empty_like(w)
    out[...] = w * w
    out[..., 2] = w[..., 0] - w[..., 1]
    return out


def _written_into(w):
    out = np.zeros_like(w)
    np.multiply(w, 2.0, out=out)
    return np.add(out, w, out=out)


def _swapped(w):
    w[..., 0], w[..., 1] = w[..., 1].copy(), w[..., 0].copy()
    return w


def _kept(w):
    old = w.copy()
    w -= 1.0
    return old * w


def _mended(w):
    first = w[..., :2]
    np.nan_to_num(first, copy=False, nan=3.0, posinf=7.0)
    return w


def _like_others(w):
    flat = np.full_like(w, fill_value=0.7, shape=np.shape(w)[:1])
    return w * np.full_like(w, 2.7, dtype=int) + flat[..., None] + np.zeros_like(w, dtype=bool)


def _view(w):
    first = w[..., :2]
    first *= 2.0
    return w


def _flat_loop(w):
    total = 0.0
    for number in w.ravel():
        total = total + number * number
    return total


M = np.array([[1.0, -2.0, 0.5], [0.25, 3.0, 1.0]])
C = np.array([0.5, 2.0, -1.0])

EXACT = {
    "+": lambda w: w + 1.0, "-": lambda w: 1.0 - w, "*": lambda w: 2 * w, "/": lambda w: w / 3, "1 /": lambda w: 1 / w,
    "max of a list": lambda w: np.max([w[..., 0] * 2, w[..., 1]], axis=0),
    "min of a list": lambda w: np.min((w[..., 0] * 2, w[..., 1]), axis=0),
    "any of a list": lambda w: np.any([w[..., 0] > 2, w[..., 1] > 2], axis=0),
    "all of a list": lambda w: np.all([w[..., 0] > 2, w[..., 1] > 2], axis=0),
    "clip of a list": lambda w: np.clip([w[..., 0], w[..., 1]], -1, 1),
    "sum where=": lambda w: np.sum(w[..., :2] * 2, axis=-1, where=w[..., :2] > 0),
    "prod where=": lambda w: np.prod(w, axis=-1, where=np.array([True, False, True])),
    "max where=": lambda w: np.max(w, axis=-1, where=w > 0, initial=0.0),
    "any where=": lambda w: np.any(w > 1, axis=-1, where=w < 2),
    "of two": lambda w: (w[..., 0] + w[..., 1]) * (w[..., 0] - w[..., 1]) / w[..., 1],
    "%": lambda w: w[..., 0] % w[..., 1], "1 %": lambda w: 1.0 % w, "//": lambda w: w[..., 0] // w[..., 1],
    "// 2": lambda w: w // 2.0, "remainder": lambda w: np.remainder(w, 0.75), "mod": lambda w: np.mod(w, -2.0),
    "fmod": lambda w: np.fmod(w[..., 0], w[..., 1]), "floor_divide": lambda w: np.floor_divide(w, 0.3),
    "divmod": lambda w: np.stack(divmod(w, 0.7)), "neg": lambda w: -w, "pos": lambda w: +w,
    "add": lambda w: np.add(w, w), "subtract": lambda w: np.subtract(1, w), "multiply": lambda w: np.multiply(w, C),
    "divide": lambda w: np.divide(w, C), "true_divide": lambda w: np.true_divide(C, w),
    "negative": np.negative, "positive": np.positive, "reciprocal": np.reciprocal, "square": np.square,
    "sqrt": np.sqrt, "abs": np.abs, "absolute": np.absolute, "fabs": np.fabs, "sign": np.sign,
    "** 2": lambda w: w**2, "** 1": lambda w: w**1, "** 0.5": lambda w: np.abs(w) ** 0.5, "** -1": lambda w: w**-1,
    "** 0": lambda w: w**0, "floor": np.floor, "ceil": np.ceil,
    "trunc": np.trunc, "rint": np.rint, "round": np.round, "round method": lambda w: w.round(),
    "fix": lambda w: np.trunc(w), "sum of where": lambda w: np.sum(np.where(w > 0, w, 0), axis=-1),
    "<": lambda w: w[..., 0] < w[..., 1], "<=": lambda w: w[..., 0] <= w[..., 1], ">": lambda w: w > C,
    ">=": lambda w: w >= 0, "==": lambda w: w == 1, "!=": lambda w: w[..., 0] != w[..., 1],
    "greater": lambda w: np.greater(w, 0.1), "less_equal": lambda w: np.less_equal(0.1, w),
    "equal": lambda w: np.equal(w[..., 0], w[..., 1]), "not_equal": lambda w: np.not_equal(w, w),
    "&": lambda w: (w > 0) & (w < 1), "|": lambda w: (w < 0) | (w > 1), "~": lambda w: ~(w > 0),
    "^": lambda w: (w > 0) ^ (w > 1), "logical_and": lambda w: np.logical_and(w, w > 0),
    "logical_or": lambda w: np.logical_or(w > 2, w < -2), "logical_not": np.logical_not,
    "xor of numbers": lambda w: np.logical_xor(w[..., 0], w[..., 1]),
    "logical_xor": lambda w: np.logical_xor(w > 0, w > 1), "isnan": np.isnan, "isinf": np.isinf,
    "isfinite": np.isfinite, "signbit": np.signbit, "yes as a number": lambda w: 2.0 * (w > 0) + (w > 1),
    "heaviside": lambda w: np.heaviside(w, 0.5), "heaviside of two": lambda w: np.heaviside(w[..., 0], w[..., 1]),
    "copysign": lambda w: np.copysign(2.0, w), "copysign of two": lambda w: np.copysign(w[..., 0], w[..., 1]),
    "where": lambda w: np.where(w > 0, w, -w), "where a number": lambda w: np.where(w[..., 0] > 0, 1.0, w[..., 1]),
    "where not": lambda w: np.where(~(w < 1), 0, w), "where of a number": lambda w: np.where(w, 1.0, 2.0),
    "where constant": lambda w: np.where(C > 0, w, -w), "where of a scalar": lambda w: np.where(w[0, 0] > 0, w, 1),
    "select": lambda w: np.select([w < -1, w > 1], [-1 - w, w], 0.0),
    "select of scalars": lambda w: np.select([w[0, 0] < 0], [w], w * 2), "max": lambda w: np.max(w, axis=-1),
    "min": lambda w: np.min(w, axis=-1), "max method": lambda w: w.max(axis=-1, keepdims=True),
    "max of all": lambda w: np.max(w), "amax": lambda w: np.amax(w, axis=1), "amin": lambda w: w.min(),
    "max from": lambda w: np.max(w, axis=-1, initial=0.5), "nanmax": lambda w: np.fmax(w[..., 0], w[..., 1]),
    "fmin": lambda w: np.fmin(w, 0.0), "maximum": lambda w: np.maximum(w[..., 0], w[..., 1]),
    "maximum 0": lambda w: np.maximum(w, 0.25), "minimum": lambda w: np.minimum(w[..., 0], w[..., 1]),
    "ptp": lambda w: np.max(w, -1) - np.min(w, -1), "clip": lambda w: np.clip(w, -1, 1),
    "clip method": lambda w: w.clip(-0.5, 2.0), "clip below": lambda w: np.clip(w, 0.25, None),
    "clip above": lambda w: np.clip(w, None, 0.25), "clip by w": lambda w: np.clip(w, w[..., :1], 2.0),
    "sum": lambda w: np.sum(w, axis=-1), "sum method": lambda w: w.sum(axis=-1, keepdims=True),
    "sum of all": lambda w: np.sum(w), "sum down": lambda w: np.sum(w[..., None] * C, axis=1),
    "sum of 8": lambda w: np.sum(w[..., :1] * np.linspace(-1, 1.7, 8), axis=-1),
    "sum of 20": lambda w: np.sum(w[..., :1] * np.linspace(-1, 1.7, 20) + w[..., 1:2], axis=-1),
    "sum of 200": lambda w: np.sum(w[..., :1] * np.linspace(-1, 1.7, 200) + w[..., 1:2], axis=-1),
    "sum of 20 down": lambda w: np.sum(w[..., None, :] * np.linspace(-1, 1.7, 20)[:, None], axis=1),
    "sum of none": lambda w: np.sum(w[..., :0], axis=-1), "sum from": lambda w: np.sum(w, axis=-1, initial=2.0),
    "sum of int": lambda w: np.sum(np.clip(np.nan_to_num(w), -9, 9), axis=-1, dtype=int),
    "count": lambda w: np.sum(w > 0, axis=-1), "count_nonzero": lambda w: np.count_nonzero(w > 0, axis=-1),
    "mean": lambda w: np.mean(w, axis=-1), "mean method": lambda w: w.mean(axis=-1, keepdims=True),
    "mean of all": lambda w: w.mean(), "mean of 20": lambda w: np.mean(w[..., 1:2] * np.linspace(-1, 2, 20), axis=-1),
    "average": lambda w: np.average(w, axis=-1), "prod": lambda w: np.prod(w, axis=-1), "prod all": lambda w: w.prod(),
    "cumsum": lambda w: np.cumsum(w, axis=-1), "cumprod": lambda w: np.cumprod(w, axis=-1),
    "cumsum flat": lambda w: w.cumsum(), "diff": lambda w: np.diff(w, axis=-1),
    "ediff": lambda w: w[..., 1:] - w[..., :-1],
    "any": lambda w: np.any(w > 1, axis=-1), "all": lambda w: np.all(w > -1, axis=-1),
    "any method": lambda w: (w > 1).any(),
    "all method": lambda w: (w > -1).all(axis=-1, keepdims=True), "isclose": lambda w: np.isclose(w, 1.0),
    "allclose": lambda w: np.allclose(w, 0.0, atol=1.0), "array_equal": lambda w: np.array_equal(w, np.abs(w)),
    "nan_to_num": lambda w: np.nan_to_num(w, nan=3.0), "nan_to_num in place": _mended, "like others": _like_others,
    "isclose to ∞": lambda w: np.isclose(w, np.inf), "isclose of NaN": lambda w: np.isclose(w, np.nan, equal_nan=True),
    "deepcopy": lambda w: copy.deepcopy(w) + w, "select by name": lambda w: np.select(condlist=[w > 1], choicelist=[w]),
    "norm 1": lambda w: np.linalg.norm(w, 1, axis=-1),
    "norm inf": lambda w: np.linalg.norm(w, np.inf, axis=-1, keepdims=True), "var": lambda w: np.var(w, axis=-1),
    "std": lambda w: w.std(axis=-1), "var method": lambda w: w.var(), "std ddof": lambda w: np.std(w, -1, ddof=1),
    "stack": lambda w: np.stack([w[..., 0], 2 * w[..., 1]], axis=-1),
    "stack first": lambda w: np.stack([w, w * w]), "concatenate": lambda w: np.concatenate([w, -w], axis=-1),
    "concatenate floats": lambda w: np.concatenate([w, np.ones((1, 2))], axis=-1),
    "hstack": lambda w: np.hstack([w, w]),
    "vstack": lambda w: np.vstack([w, C]), "append": lambda w: np.append(w, 1.0),
    "column_stack": lambda w: np.column_stack([w[..., 0], w[..., 1] * 2]),
    "array": lambda w: np.array([w[..., 0], 3 * w[..., 1]]), "array of scalars": lambda w: np.array([w[0, 1], 2.0]),
    "array of a list": lambda w: np.array([[w[0, 0], w[0, 1]], [1.0, w[0, 2]]]) * 2,
    "array as floats": lambda w: np.array([w[..., 0], w[..., 1]], dtype=float),
    "asarray": lambda w: np.asarray(w) + 1.0, "asarray as floats": lambda w: np.asarray(w, dtype=float) * w,
    "sqrt of an array": lambda w: np.sqrt(np.array([w[..., 0], w[..., 1]])),
    "where of an array": lambda w: np.where(np.array([w[..., 0], w[..., 1]]) > 0, 1.0, np.array([2.0])),
    "maximum of an array": lambda w: np.maximum(np.array([w[..., 0], w[..., 1]]), 0.5),
    "sign of an array": lambda w: np.sign(np.asarray([w[0, 0], w[0, 1]])),
    "isnan of an array": lambda w: np.isnan(np.array([w[0, 0]])),
    "atleast": lambda w: np.atleast_1d(w[0, 0]), "ones_like": lambda w: np.ones_like(w) * w,
    "zeros_like": lambda w: np.zeros_like(w) + w, "full_like": lambda w: np.full_like(w, 0.3) - w,
    "empty_like": _assembled, "ones": lambda w: np.ones(3) * w, "eye": lambda w: w[..., None] * np.eye(3),
    "out=": _written_into,
    "set": lambda w: _set(w, 0.0, 1), "set by w": lambda w: _set(w, w[..., 0], 2), "in place": _augmented,
    "set by a mask": lambda w: _set_where(w, w > 1, 1.0), "set rows": lambda w: _set_where(w, w[..., 0] > 1, w[0, 1]),
    "swap": _swapped, "copy": _kept, "view": _view, "loop": _flat_loop,
    "copy function": lambda w: _set(np.copy(w), 1, 0) + w,
    "astype": lambda w: (w > 0).astype(float) * w, "astype int": lambda w: (w > 0).astype(int) + 1,
    "astype float of w": lambda w: w.astype(float), "w[..., 0]": lambda w: w[..., 0], "w[0, 1]": lambda w: w[0, 1],
    "w[:, 1:]": lambda w: w[:, 1:], "w[..., ::-1]": lambda w: w[..., ::-1],
    "w[..., None]": lambda w: w[..., None] - w[:, None],
    "fancy": lambda w: w[..., [2, 0]], "mask": lambda w: w[..., np.array([True, False, True])], "T": lambda w: w.T * 2,
    "take": lambda w: np.take(w, [1, 1], axis=-1), "roll": lambda w: np.roll(w, 1, axis=-1),
    "flip": lambda w: np.flip(w, -1),
    "reshape": lambda w: w.reshape(-1, 1), "ravel": np.ravel, "flatten": lambda w: w.flatten(),
    "tile": lambda w: np.tile(w, 2),
    "repeat": lambda w: np.repeat(w, 2, axis=-1), "squeeze": np.squeeze,
    "moveaxis": lambda w: np.moveaxis(w, -1, 0) * w[..., 0],
    "transpose": lambda w: np.transpose(w) + 0.0, "swapaxes": lambda w: w.swapaxes(0, 1),
    "expand": lambda w: np.expand_dims(w, 0),
    "broadcast_to": lambda w: np.broadcast_to(w[..., :1], (1, 3)) + w, "split": lambda w: np.split(w, 3, axis=-1)[1],
    "unpacked": lambda w: (lambda a, b, c: a * b + c)(*np.moveaxis(w, -1, 0)), "item": lambda w: w[..., 0].item() * 2,
    "tolist": lambda w: sum(w.tolist()[0]), "abs of a scalar": lambda w: abs(w[0, 0]),
    "sum of Python": lambda w: sum(w[0]),
    "sum of arrays": lambda w: sum(w[..., i] ** 2 for i in range(3)), "pow of a scalar": lambda w: pow(w[0, 0], 2),
    "scalars": lambda w: (w[0, 0] - 2 * w[0, 1]) / (1 + w[0, 2] * w[0, 2]),
    "float64": lambda w: np.float64(2.0) * w[0, 0],
    "sqrt of a scalar": lambda w: np.sqrt(abs(w[0, 1])), "maximum of scalars": lambda w: np.maximum(w[0, 0], w[0, 1]),
    "where of scalars": lambda w: np.where(w[0, 0] < w[0, 1], w[0, 0], 3.0),
    "scalar times array": lambda w: w[0, 0] * C,
    "array over scalar": lambda w: C / w[0, 0], "a scalar compared": lambda w: (w[0, 0] > 1.0) * 1.0 + (w[0, 1] >= 2),
    "outer": lambda w: np.multiply.outer(w[0], C), "np.outer": lambda w: np.outer(w[0], w[0]),
    "cross of 2": lambda w: w[..., 0] * C[1],
    "trace": lambda w: np.trace(w[0, :, None] * M.T[:, :1].T),
    "triu": lambda w: w[0, :, None] * np.triu(np.ones((3, 3))),
    "fill_diagonal": lambda w: np.diag(np.ones(3)) * w[..., None], "meshed": lambda w: w[..., 0] + np.arange(5.0),
    "dot 1": lambda w: np.dot(w[..., :1], [[2.0]]), "lists": lambda w: [w[..., 0], w[..., 1]] + w[..., 2],
    "a constant": lambda w: np.array([1.0, 2.0]), "a number": lambda w: 3.0,
    "ints": lambda w: w * np.arange(3) + np.int64(2),
}  # fmt: skip

CLOSE = {
    "exp": np.exp, "exp2": np.exp2, "expm1": np.expm1, "log": np.log, "log2": np.log2, "log10": np.log10,
    "log1p": np.log1p, "sin": np.sin, "cos": np.cos, "tan": np.tan, "arcsin": np.arcsin, "arccos": np.arccos,
    "arctan": np.arctan, "sinh": np.sinh, "cosh": np.cosh, "tanh": np.tanh, "arcsinh": np.arcsinh,
    "arccosh": np.arccosh, "arctanh": np.arctanh, "cbrt": np.cbrt, "radians": np.radians, "degrees": np.degrees,
    "deg2rad": np.deg2rad, "rad2deg": np.rad2deg, "arctan2": lambda w: np.arctan2(w[..., 0], w[..., 1]),
    "hypot": lambda w: np.hypot(w[..., 0], w[..., 1]), "hypot 1": lambda w: np.hypot(w, 1.0),
    "logaddexp": lambda w: np.logaddexp(w[..., 0], w[..., 1]), "logaddexp 0": lambda w: np.logaddexp(0, -w),
    "** 3": lambda w: w**3, "** 4": lambda w: w**4,
    "** -2": lambda w: w**-2.0, "** 0.3": lambda w: np.abs(w) ** 0.3, "** 2.5": lambda w: w**2.5,
    "of two **": lambda w: w[..., 0] ** w[..., 1], "2 **": lambda w: 2**w, "0.9 **": lambda w: 0.9**w,
    "power": lambda w: np.power(w[..., 0], w[..., 1]), "power 2": lambda w: np.power(w, 2),
    "float_power": lambda w: np.float_power(w, 3),
    "pow of scalars": lambda w: pow(w[0, 0], 3) + w[0, 1] ** 5, "exp of a scalar": lambda w: np.exp(w[0, 0]),
    "sigmoid": lambda w: 1 / (1 + np.exp(-w)), "norm": lambda w: np.linalg.norm(w, axis=-1),
    "norm keepdims": lambda w: np.linalg.norm(w, axis=-1, keepdims=True), "norm of all": lambda w: np.linalg.norm(w),
    "norm 2": lambda w: np.linalg.norm(w[0], 2),
    "norm of an array": lambda w: np.linalg.norm(np.array([w[0, 0], w[0, 1]])),
    "dot": lambda w: np.dot(w, C), "dot method": lambda w: w.dot(M.T), "@": lambda w: w @ M.T,
    "@ a vector": lambda w: w @ C,
    "M @ w": lambda w: M @ w[0], "M @ w.T": lambda w: (M @ w.T).T, "w @ w": lambda w: w @ w.T,
    "matmul": lambda w: np.matmul(w, M.T),
    "einsum": lambda w: np.einsum("ki,ji->kj", w, M), "einsum square": lambda w: np.einsum("...i,...i->...", w, w),
    "inner": lambda w: np.inner(w, C), "vdot": lambda w: np.vdot(w[0], C),
    "tensordot": lambda w: np.tensordot(w, M, axes=(1, 1)),
    "round 1": lambda w: np.round(np.clip(w, -50, 50), 1),
    "sum where= from": lambda w: np.sum(w, axis=-1, where=w > 0, initial=2.0),
    "prod where= from": lambda w: np.prod(1 + w * w, axis=-1, where=w > 0, initial=2.0),
    "average weights": lambda w: np.average(w, axis=-1, weights=[1, 2, 3]),
    "average of a stack": lambda w: np.average(np.stack([w, 1 - w, 2 * w]), axis=0, weights=[0.6, 0.1, 0.3]),
    "average keepdims": lambda w: np.average(w, axis=-1, keepdims=True),
    "average by 1 + w²": lambda w: np.average(w, weights=1 + w * w),
    "sum of two axes": lambda w: np.sum(w[..., None] ** 2 * np.linspace(0, 1, 9), axis=(1, 2)),
    "sinc": lambda w: np.sinc(w),
    "exp of an array": lambda w: np.exp(np.array([w[..., 0], -w[..., 0]])),
    "polyval": lambda w: np.polyval([1.0, -2.0, 0.5], w),
    "interpolated": lambda w: w[..., 0] + (w[..., 1] - w[..., 0]) * 0.3,
    "softmax": lambda w: np.exp(w - np.max(w, -1, keepdims=True)),
    "log sum exp": lambda w: np.log(np.sum(np.exp(np.clip(w, -5, 5)), axis=-1)),
    "geometric": lambda w: np.exp(np.mean(np.log(np.abs(w) + 1), axis=-1)),
}  # fmt: skip
