"""Straight on: whether somebody who went out of one camera's view is where, and when, they would come into another's.

Who leaves a view walking east is next seen to the east, as much later as the way takes, and walks east there too. Most
look-alikes are somewhere else then, or come from somewhere else. Nobody has to go straight on, so this lowers a way
that does not fit; it never rules one out.
"""

import numpy as np
from numpy.typing import NDArray

from viscoper.search.ground import Floats, Ways

# How fast people and traffic go on in a street, all stops and bends counted; the time is a log-normal about it whose
# standard deviation is that of the logarithm.
PERSON_M_PER_S, VEHICLE_M_PER_S, SPREAD = 6 / 3.6, 22 / 3.6, 0.9
# How far off the places are (ground.py), and the moments at which somebody is first and last seen as a whole.
OFF_M, OFF_S = 8.0, 1.0
# How strongly a direction counts: von Mises' concentration (Mardia and Jupp, "Directional Statistics", 2000).
DIRECTED = 1.25
# Who moved less before a camera, or less than its pixels show, went no way in particular.
MOVED_M = 1.0
NO_WAY = 0.5


def straight_on(a: Ways, b: Ways) -> Floats:
    """0 to 1 [len(a), len(b)]: how well b's sighting fits a's, whichever was first; nan where a way is not known."""
    first = (a.entry_s + a.exit_s)[:, None] <= (b.entry_s + b.exit_s)[None]
    known = ~(np.isnan(a.entry_s)[:, None] | np.isnan(b.entry_s)[None])
    fits = np.where(first, _fits(a, b), _fits(b, a).T)
    return np.where(known, fits, np.nan)


def _fits(a: Ways, b: Ways) -> Floats:
    """As if all of a were before b."""
    gap_s = b.entry_s[None] - a.exit_s[:, None]
    return np.where(gap_s >= 0, _after(a, b, np.maximum(gap_s, 0)), _at_once(a, b))


def _after(a: Ways, b: Ways, gap_s: Floats) -> Floats:
    """b came into view when a had gone out of it."""
    between = b.entry[None] - a.exit[:, None]
    metres = np.hypot(*np.moveaxis(between, -1, 0))
    out = _turned(a, between, metres)
    back = _turned(b, between.swapaxes(0, 1), metres.T).T
    near = OFF_M**2 / (OFF_M**2 + metres**2)  # Of two places that may be one, only their ways can be compared.
    turned = near * _apart(a, b) + (1 - near) * (out + back)
    return np.asarray(np.exp(-(_untimely(metres, gap_s, b.vehicle) ** 2) / 2 - DIRECTED * turned))


def _untimely(metres: Floats, gap_s: Floats, vehicle: NDArray[np.bool_]) -> Floats:
    """In standard deviations: how much too soon or too late, the places being off by OFF_M at most."""
    pace = np.where(vehicle, VEHICLE_M_PER_S, PERSON_M_PER_S)[None]
    soonest, latest = (np.maximum(metres + off, 0) / pace + OFF_S for off in (-OFF_M, OFF_M))
    took = gap_s + OFF_S
    return np.asarray(np.log(took / np.clip(took, soonest, latest)) / SPREAD)


def _turned(way: Ways, between: Floats, metres: Floats) -> Floats:
    """0 [n, m] where it goes on along `between` [n, m, 2], 2 where it goes back; NO_WAY where it went none."""
    heads = _heads(way)
    along = (heads[:, None] * between).sum(axis=-1) / np.maximum(metres, 1e-9)
    return np.where((heads == 0).all(axis=1, keepdims=True), NO_WAY, 1 - along)


def _apart(a: Ways, b: Ways) -> Floats:
    """0 [n, m] where both go the same way or one of them none, 2 where opposite ways."""
    heads, others = _heads(a), _heads(b)
    still = (heads == 0).all(axis=1, keepdims=True) | (others == 0).all(axis=1)
    return np.where(still, 0.0, 1 - heads @ others.T)


def _heads(way: Ways) -> Floats:
    """Which way each goes, [n, 2] of length 1; zeros where it goes none."""
    moved = way.exit - way.entry
    metres = np.hypot(*moved.T)[:, None]
    return np.where(metres < np.maximum(MOVED_M, way.blur_m)[:, None], 0.0, moved / np.maximum(metres, 1e-9))


def _at_once(a: Ways, b: Ways) -> Floats:
    """Both were in view for a while: then at one place."""
    moment = (np.maximum(a.entry_s[:, None], b.entry_s[None]) + np.minimum(a.exit_s[:, None], b.exit_s[None])) / 2
    apart = _place_at(b, moment.T).swapaxes(0, 1) - _place_at(a, moment)
    return np.asarray(np.exp(-((np.hypot(*np.moveaxis(apart, -1, 0)) / (2 * OFF_M)) ** 2) / 2))


def _place_at(way: Ways, moment: Floats) -> Floats:
    """[n, m, 2] at `moment` [n, m], along a straight line at an even pace."""
    lasted = np.maximum(way.exit_s - way.entry_s, 1e-3)
    share = np.clip((moment - way.entry_s[:, None]) / lasted[:, None], 0, 1)
    return way.entry[:, None] + share[..., None] * (way.exit - way.entry)[:, None]
