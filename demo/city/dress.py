"""Dresses a body: cloth is the body's own helper mesh moved outwards, so that it bends and walks with it."""

import numpy as np

from demo.city.bodies import SKIN_VERTICES, TIGHTS_VERTICES, Bodies, Group
from demo.city.drape import drape
from demo.city.garment import Mask, bottom_covers, cloth_height, shoe_covers, top_covers
from demo.city.outfit import Outfit
from demo.city.part import Part, flat_patch, patch, select
from demo.city.raster import Floats, vertex_normals
from demo.city.texture_map import texture_map
from demo.city.wardrobe import WHITE_OF_EYE, has_skirt

OUTER_THICKNESS = {"jacket": 0.022, "hoodie": 0.024, "vest": 0.022, "puffer": 0.045, "coat": 0.026}
CHEST = 0.62  # cloth hangs freely below this height


def dress(bodies: Bodies, body: int, outfit: Outfit) -> list[Part]:
    """Skin, eyes and clothes of body number `body`. Hair, hat and bags are in `belongings`."""
    vertices = bodies.vertices[body]
    scale = float(np.ptp(vertices[:SKIN_VERTICES, 2])) / 1.75
    female = bodies.people[body - 1][0]
    tights = bodies.groups["helper-tights"]
    outwards = vertex_normals(vertices, tights.faces) * np.float32(scale)
    uv = texture_map("helper-tights").uv
    cloth = vertices + outwards * cloth_distance(bodies, outfit)[:, None]
    if not outfit.tucked:
        cloth = drape(bodies, vertices, cloth, 0.55 if female else 0.75, hanging_top(bodies, outfit))
    parts = [
        patch(bodies, vertices, visible_skin(bodies, outfit), texture_map("body").uv, "skin"),
        flat_patch(bodies, vertices, bodies.groups["helper-l-eye"], WHITE_OF_EYE),
        flat_patch(bodies, vertices, bodies.groups["helper-r-eye"], WHITE_OF_EYE),
        patch(bodies, cloth, tights, uv, "cloth"),
    ]
    if outfit.outer != "none":
        coat = drape(
            bodies, vertices, vertices + outwards * outer_distance(bodies, outfit)[:, None], 0.9, hanging_outer(bodies)
        )
        parts.append(patch(bodies, coat, outer_group(bodies, tights), uv, "outer"))
    if has_skirt(outfit):
        skirt = bodies.groups["helper-skirt"]
        distance = 0.03 if outfit.outer == "coat" else 0.008
        flared = vertices + vertex_normals(vertices, skirt.faces) * np.float32(distance)
        parts.append(patch(bodies, flared, skirt, texture_map("helper-skirt").uv, "skirt"))
    return parts


def visible_skin(bodies: Bodies, outfit: Outfit) -> Group:
    """The skin without what lies deep under the cloth."""
    skin = bodies.groups["body"]
    at = bodies.place.of(skin.faces)
    hidden = top_covers(outfit, at.moved(-0.05, 0.12)) & top_covers(outfit, at.moved(0.05))
    hidden |= bottom_covers(outfit, at.moved(-0.04)) & (at.z < 0.12) | (at.z < -0.75) & (at.arm < 0.5)
    return select(skin, ~hidden)


def cloth_distance(bodies: Bodies, outfit: Outfit) -> Floats:
    """(V,) metres between skin and cloth."""
    at, trunk = bodies.place, bodies.place.arm < 0.5
    distance = np.full(len(at.x), 0.006)
    legs = trunk & (at.z < 0.17)
    loose = outfit.looseness * np.clip((0.2 - at.z) / 0.5, 0.25, 1)
    distance = np.where(legs & (at.z > -0.72), loose, distance)
    if outfit.bottom == "shorts":
        distance = np.where(legs & (at.z > -0.4), 0.02, np.where((at.z < -0.4) & trunk, 0.003, distance))
    top = top_covers(outfit, at)
    distance = np.where(top & trunk, 0.008 + 0.016 * np.clip((0.55 - at.z) / 0.5, 0, 1), distance)
    distance = np.where(top & ~trunk, 0.020 if outfit.sleeve < 1 else 0.008, distance)
    return np.asarray(np.where(shoe_covers(at), 0.009, distance), np.float32)


def outer_distance(bodies: Bodies, outfit: Outfit) -> Floats:
    at = bodies.place
    distance = OUTER_THICKNESS[outfit.outer] + 0.012 * np.clip((0.4 - at.z) / 0.4, 0, 1) * (at.arm < 0.5)
    if outfit.outer == "puffer":
        distance = distance + 0.008 * np.cos(cloth_height(at) / 0.075 * 2 * np.pi)
    return np.asarray(distance, np.float32)


def outer_group(bodies: Bodies, tights: Group) -> Group:
    at = bodies.place.of(tights.faces)
    return select(tights, (at.z > -0.05) & ((at.arm < 0.5) | (at.along < 2.1)))


def tights(bodies: Bodies) -> Mask:
    chosen = np.zeros(len(bodies.place.x), bool)
    chosen[TIGHTS_VERTICES.start : TIGHTS_VERTICES.stop] = True
    return chosen & (bodies.place.arm < 0.5) & (bodies.place.z < CHEST)


def hanging_top(bodies: Bodies, outfit: Outfit) -> Mask:
    return np.asarray(tights(bodies) & top_covers(outfit, bodies.place))


def hanging_outer(bodies: Bodies) -> Mask:
    return np.asarray(tights(bodies) & (bodies.place.z > -0.06))
