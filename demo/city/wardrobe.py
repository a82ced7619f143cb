"""Textures of a dressed person, baked once: cloth, outer garment, skirt, skin, hair and flat colours."""

import numpy as np

from demo.city.bodies import Place
from demo.city.garment import (
    SOLE,
    Mask,
    bottom_covers,
    cloth_height,
    outer_covers,
    patterned,
    shoe_covers,
    top_covers,
    wrinkles,
)
from demo.city.noise import wave_noise
from demo.city.outfit import Outfit, Pattern
from demo.city.raster import Bytes, Floats
from demo.city.texture_map import TextureMap, texture_map

# Rows of the texture of flat colours.
BAG, HAIR, HAT, WHITE_OF_EYE = range(4)
FLAT_ROWS = 4
SOCK_TOP = -0.66


def bake(outfit: Outfit) -> dict[str, Bytes]:
    textures = {
        "cloth": cloth_texture(outfit, texture_map("helper-tights")),
        "skin": skin_texture(outfit, texture_map("body")),
        "hair": hair_texture(outfit, texture_map("helper-hair")),
        "flat": flat_texture(outfit),
    }
    if outfit.outer != "none":
        textures["outer"] = outer_texture(outfit, texture_map("helper-tights"))
    if has_skirt(outfit):
        textures["skirt"] = skirt_texture(outfit, texture_map("helper-skirt"))
    return textures


def has_skirt(outfit: Outfit) -> bool:
    return outfit.bottom in ("skirt", "dress") or outfit.outer == "coat"


def cloth_texture(outfit: Outfit, texels: TextureMap) -> Bytes:
    at = texels.place
    colour: Floats = np.zeros((len(at.x), 3), np.float32)
    bottom, top = bottom_covers(outfit, at), top_covers(outfit, at)
    colour[bottom] = bottom_cloth(outfit, at)[bottom]
    colour[top] = top_cloth(outfit, at)[top]
    covered = bottom | top | shoe_covers(at)
    if outfit.bare_legs:
        socks = (at.z <= SOCK_TOP) & (at.arm < 0.5)
        colour[socks] = outfit.sock
        covered |= socks
    colour[shoe_covers(at)] = outfit.shoe
    colour[(at.z < SOLE) & (at.arm < 0.5)] = 120 if outfit.shoe.mean() > 128 else 200
    return texels.image(colour, covered)


def bottom_cloth(outfit: Outfit, at: Place) -> Floats:
    folds = wrinkles(at, outfit.seed + 3, 0.03 if outfit.bottom == "leggings" else 0.07)
    colour = outfit.bottom_colour[None] * folds
    if outfit.bottom == "jeans":  # worn on the thighs
        colour *= (1 + 0.22 * np.exp(-(((at.z + 0.05) / 0.16) ** 2)) * (at.y < 0))[:, None]
    if outfit.side_stripe:
        colour[(np.abs(at.y + 0.01) < 0.018) & (np.abs(at.x) > 0.14)] = outfit.top_second
    if outfit.bottom != "leggings":  # the belt
        colour[(at.z > 0.165) & (at.z < 0.195)] = np.clip(outfit.bottom_colour * 0.35, 5, 80)
    return colour.astype(np.float32)


def top_cloth(outfit: Outfit, at: Place) -> Floats:
    base = outfit.bottom_colour if outfit.bottom == "dress" else outfit.top
    colour = patterned(outfit, at, base, outfit.top_second, outfit.pattern) * wrinkles(at, outfit.seed)
    colour[(at.arm < 0.5) & (at.z > 0.72)] *= 0.8  # the collar
    return colour


def outer_texture(outfit: Outfit, texels: TextureMap) -> Bytes:
    at, trunk = texels.place, texels.place.arm < 0.5
    colour = patterned(outfit, at, outfit.outer_colour, outfit.outer_second, outfit.outer_pattern)
    colour = colour * wrinkles(at, outfit.seed + 9, 0.11)
    if outfit.outer == "puffer":
        quilt = ((cloth_height(at) / 0.075) % 1 - 0.5) / 0.14
        colour *= (1 - 0.35 * np.exp(-(quilt**2)))[:, None]
    if not outfit.open:  # the zip
        colour[(np.abs(at.x) < 0.007) & (at.y < 0) & trunk] *= 0.5
    colour[trunk & (at.y < -0.04) & (np.abs(np.abs(at.x) - 0.1) < 0.05) & (np.abs(at.z - 0.2) < 0.004)] *= 0.5
    return texels.image(colour, outer_covers(outfit, at))


def skirt_texture(outfit: Outfit, texels: TextureMap) -> Bytes:
    at = texels.place
    trunk = Place(at.x, at.y, at.z, at.arm * 0, at.leg, at.along)
    if outfit.outer == "coat":
        colour = patterned(outfit, trunk, outfit.outer_colour, outfit.outer_second, outfit.outer_pattern)
        there = (at.z > -0.38) & (at.z < 0.2)
        if outfit.open:
            there &= ~((at.y < 0) & (np.abs(at.x) < 0.085))
    else:
        plain: Pattern = "plain" if outfit.seed % 3 else "plaid"
        pattern = outfit.pattern if outfit.bottom == "dress" else plain
        colour = patterned(outfit, trunk, outfit.bottom_colour, outfit.top_second, pattern)
        there = (at.z > outfit.skirt_end) & (at.z < 0.2)
    return texels.image(colour * wrinkles(at, outfit.seed + 2, 0.12, (1.5, 1.5, 0.3)), there)


def skin_texture(outfit: Outfit, texels: TextureMap) -> Bytes:
    at = texels.place
    tone = 1 + 0.03 * wave_noise(at.points, 40, outfit.seed)[:, None]
    colour: Floats = np.asarray(outfit.skin * tone, np.float32)
    draw_face(outfit, at, colour)
    if outfit.hairstyle != "bald":
        hair = on_scalp(at)
        strands = wave_noise(at.points[hair] * np.array([1, 1, 0.4], np.float32), 90, outfit.seed)
        colour[hair] = outfit.hair * (1 + 0.15 * strands[:, None])
    return texels.image(colour, ~hidden_skin(outfit, at))


def draw_face(outfit: Outfit, at: Place, colour: Floats) -> None:
    middle = np.abs(at.x)
    lips = (middle < 0.024) & (np.abs(at.z - 0.868) < 0.008) & (at.y < -0.11)
    colour[lips] *= np.array([0.85, 0.6, 0.6], np.float32)
    brows = (np.abs(middle - 0.034) < 0.019) & (np.abs(at.z - 0.951) < 0.0045) & (at.y < -0.09)
    colour[brows] = outfit.hair * 0.8
    if outfit.beard:
        chin = (at.z < 0.9) & (at.z > 0.80) & (at.y < -0.025) & (middle < 0.09) & ~lips
        colour[chin] = colour[chin] * 0.35 + outfit.hair * 0.65


def hidden_skin(outfit: Outfit, at: Place) -> Mask:
    """Skin well under the cloth: left out, so that it never pierces it."""
    trunk = at.arm < 0.5
    hidden = top_covers(outfit, at.moved(-0.012, 0.03)) & top_covers(outfit, at.moved(0.012))
    hidden |= bottom_covers(outfit, at.moved(-0.01)) & (at.z < 0.17)
    hidden |= (at.z < (-0.68 if outfit.bare_legs else -0.735)) & trunk
    if outfit.outer != "none":
        hidden |= trunk & (at.z < 0.70) & (at.z > 0.1) & (np.abs(at.x) > 0.12)
    return hidden


def hair_texture(outfit: Outfit, texels: TextureMap) -> Bytes:
    at = texels.place
    strands = wave_noise(at.points * np.array([1, 1, 0.25], np.float32), 80, outfit.seed)
    colour = np.asarray(outfit.hair * (1 + 0.2 * strands[:, None]), np.float32)
    end = {"long": 0.60, "medium": 0.80}.get(outfit.hairstyle, 9.0)
    face = (at.y < -0.045) & (at.z < 0.985) & (np.abs(at.x) < 0.075 + 0.02 * (at.y + 0.1) / 0.05)
    return texels.image(colour, (at.z > end + 0.02 * np.sin(at.x * 90)) & ~face)


def on_scalp(at: Place) -> Mask:
    """Above the hairline: level over the forehead, falling behind the ears to the neck."""
    front, side, back = 0.995 - 0.025 * (np.abs(at.x) / 0.08) ** 4, 0.93 - (at.y + 0.06), 0.865 - at.y * 0.55
    hairline = np.where(at.y < -0.06, front, np.where(at.y < 0, side, back))
    return np.asarray((at.z > hairline) & (at.z > 0.80))


def flat_texture(outfit: Outfit) -> Bytes:
    colours = [outfit.bag_colour, outfit.hair, outfit.hat_colour, np.array([240, 240, 238])]
    texels = [[*np.clip(colour, 0, 255), 255] for colour in colours]
    return np.repeat(np.array(texels, np.uint8)[:, None], 4, 1)
