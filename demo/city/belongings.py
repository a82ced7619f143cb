"""Hair, hat and bags of a person."""

import numpy as np

from demo.city.bodies import Bodies
from demo.city.noise import wave_noise
from demo.city.outfit import Outfit
from demo.city.part import HANGING, Part, flat_patch, patch, ribbon, rigid, rounded_box, select
from demo.city.raster import Floats, vertex_normals
from demo.city.texture_map import texture_map
from demo.city.wardrobe import BAG, HAIR, HAT, on_scalp

HAIR_THICKNESS = {"short": 0.014, "medium": 0.022, "long": 0.018, "bun": 0.012, "ponytail": 0.012}


def belongings(bodies: Bodies, body: int, outfit: Outfit) -> list[Part]:
    return head_parts(bodies, body, outfit) + bag_parts(bodies, body, outfit)


def head_parts(bodies: Bodies, body: int, outfit: Outfit) -> list[Part]:
    vertices, skin = bodies.vertices[body], bodies.groups["body"]
    at = bodies.place.of(skin.faces)
    scalp = on_scalp(at) & (np.abs(at.x) < 0.095)
    parts: list[Part] = []
    if outfit.hairstyle not in ("bald", "buzz") or outfit.hat != "none":
        outwards = vertex_normals(vertices, skin.faces)
        thickness = HAIR_THICKNESS.get(outfit.hairstyle, 0.006) * np.clip((bodies.place.z - 0.90) / 0.1, 0.25, 1)
        locks = 1 + 0.25 * wave_noise(bodies.place.points, 60, outfit.seed)
        hair = vertices + outwards * (thickness * locks)[:, None].astype(np.float32)
        hatted = scalp & (at.z > 0.955 + 0.02 * (at.y > 0)) & (outfit.hat != "none")
        parts.append(patch(bodies, hair, select(skin, scalp & ~hatted), texture_map("body").uv, "skin"))
        if hatted.any():
            hat = vertices + outwards * np.float32(0.02)
            parts.append(flat_patch(bodies, hat, select(skin, hatted), HAT))
            if outfit.hat == "cap":
                parts.append(brim(bodies, vertices[skin.faces[hatted]].reshape(-1, 3)))
    if outfit.hairstyle in ("long", "medium"):
        parts.append(patch(bodies, vertices, bodies.groups["helper-hair"], texture_map("helper-hair").uv, "hair"))
    return parts + tied_hair(bodies, vertices[skin.faces[scalp]].reshape(-1, 3), outfit.hairstyle)


def brim(bodies: Bodies, hat: Floats) -> Part:
    centre = np.array([0, hat[:, 1].min() - 0.035, np.percentile(hat[:, 2], 12) + 0.004])
    return rigid(*rounded_box(centre, (0.075, 0.06, 0.006)), bodies.bone["head"], HAT)


def tied_hair(bodies: Bodies, scalp: Floats, style: str) -> list[Part]:
    back, head = scalp[:, 1].max(), bodies.bone["head"]
    if style == "bun":
        centre = np.array([0, back + 0.01, np.percentile(scalp[:, 2], 60)])
        return [rigid(*rounded_box(centre, (0.04, 0.04, 0.04), 1), head, HAIR)]
    if style == "ponytail":
        centre = np.array([0, back + 0.015, np.percentile(scalp[:, 2], 25) - 0.04])
        return [rigid(*rounded_box(centre, (0.025, 0.03, 0.10), 0.8), head, HAIR)]
    return []


def bag_parts(bodies: Bodies, body: int, outfit: Outfit) -> list[Part]:
    vertices, heads, at = bodies.vertices[body], bodies.heads[body], bodies.place
    tights = bodies.groups["helper-tights"].faces
    chest = vertices[tights][np.abs(at.z[tights] - 0.5) < 0.1]
    front, back = chest[:, 1].min(), chest[:, 1].max()
    shoulder = heads[bodies.bone["neck01"], 2]
    match outfit.bag:
        case "backpack":
            return backpack(bodies, front, back, shoulder)
        case "shoulder":
            hip = np.abs(vertices[tights][np.abs(at.z[tights] - 0.1) < 0.05][:, 0]).max()
            bag = rounded_box(np.array([hip + 0.04, 0, heads[0, 2]]), (0.045, 0.15, 0.12), 0.45)
            strap = ribbon(
                np.array([-0.08, front - 0.01, shoulder - 0.02]),
                np.array([hip + 0.02, front - 0.01, heads[0, 2] + 0.1]),
            )
            return [rigid(*bag, 0, BAG), rigid(*strap, bodies.bone["spine03"], BAG)]
        case "hand":
            centre = heads[bodies.bone["wrist.R"]] + np.array([-0.05, -0.07, -0.28])
            return [rigid(*rounded_box(centre, (0.05, 0.15, 0.15), 0.4), HANGING, BAG)]
    return []


def backpack(bodies: Bodies, front: float, back: float, shoulder: float) -> list[Part]:
    spine = bodies.bone["spine02"]
    pack = rounded_box(np.array([0, back + 0.085, shoulder - 0.27]), (0.15, 0.085, 0.23), 0.45)
    straps = [
        rounded_box(np.array([side * 0.11, front - 0.02, shoulder - 0.2]), (0.02, 0.012, 0.15)) for side in (-1, 1)
    ]
    return [rigid(*shape, spine, BAG) for shape in (pack, *straps)]
