"""What a person or vehicle looks like in words: the truth of attributes.

Named by eye, once for each colour of the palettes; what is drawn is a palette's colour moved a little. Where people
would differ, further names follow the first, and so does what else is seen there: a pattern's second colour, the shirt
under an open jacket, a coat over the trousers.
"""

import numpy as np

from demo.city.outfit import Colour, Outfit, Pattern, Rgb
from demo.city.vehicle import Vehicle

NAMES: dict[Rgb, str] = {
    # cloth
    (25, 25, 28): "black",
    (45, 48, 55): "black grey",
    (90, 92, 95): "grey",
    (150, 150, 150): "grey",
    (225, 225, 220): "white grey",
    (240, 240, 238): "white",
    (30, 40, 75): "blue black",
    (40, 70, 130): "blue",
    (90, 130, 185): "blue",
    (150, 25, 30): "red",
    (190, 50, 40): "red orange",
    (30, 75, 50): "green",
    (75, 95, 50): "green",
    (205, 175, 60): "yellow",
    (225, 125, 35): "orange",
    (120, 80, 50): "brown",
    (180, 150, 110): "brown",
    (215, 195, 165): "brown white yellow",
    (110, 50, 95): "purple",
    (225, 150, 170): "pink",
    (60, 130, 140): "blue green",
    (95, 25, 45): "red purple brown",
    # trousers and denim
    (28, 28, 32): "black",
    (35, 40, 60): "blue black",
    (95, 95, 98): "grey",
    (60, 60, 62): "grey black",
    (150, 130, 100): "brown grey",
    (190, 175, 150): "brown grey white",
    (75, 70, 50): "brown green grey black",
    (105, 75, 50): "brown",
    (215, 212, 205): "white grey",
    (45, 65, 105): "blue",
    (70, 95, 140): "blue",
    # paint
    (235, 235, 232): "white",
    (120, 122, 125): "grey",
    (175, 178, 182): "grey",
    (150, 22, 28): "red",
    (30, 50, 110): "blue",
    (60, 95, 150): "blue",
    (40, 75, 60): "green",
    (200, 170, 60): "yellow",
    (110, 85, 60): "brown",
    (215, 205, 185): "white brown yellow",
    (70, 20, 30): "red brown purple black",
    (235, 120, 30): "orange",
    (90, 120, 100): "green grey",
}
# Of these patterns the second colour is as much to be seen as the first.
TWO_COLOURED: set[Pattern] = {"stripes", "plaid", "checks", "yoke", "upright stripes"}
LONG_SLEEVE = 1.5
BAGS = {"none": "none", "backpack": "backpack", "shoulder": "other", "hand": "other"}
VEHICLE_TYPES = {"van": "van", "minibus": "van", "truck": "truck", "bus": "bus"}
HIGH_VISIBILITY = ["yellow", "green", "orange", "grey", "white"]

Said = dict[str, list[str]]


def names_of(colour: Colour | Rgb) -> list[str]:
    """Names of the nearest palette colour, the first the commonest."""
    palette = np.array(list(NAMES), np.float64)
    nearest = int(((palette - np.array(colour, np.float64)) ** 2).sum(1).argmin())
    return list(NAMES.values())[nearest].split()


def describe_outfit(outfit: Outfit) -> Said:
    """Colours above and below the waist."""
    outer = cloth_names(outfit.outer_colour, outfit.outer_second, outfit.outer_pattern)
    top = outfit.bottom_colour if outfit.bottom == "dress" else outfit.top
    shirt = cloth_names(top, outfit.top_second, outfit.pattern)
    upper = shirt if outfit.outer == "none" else outer
    plaid_skirt = outfit.bottom == "skirt" and outfit.seed % 3 == 0
    lower_pattern: Pattern = "plaid" if plaid_skirt else outfit.pattern if outfit.bottom == "dress" else "plain"
    lower = cloth_names(outfit.bottom_colour, outfit.top_second, lower_pattern)
    if outfit.outer != "none" and outfit.open:
        upper = upper + shirt
    if outfit.outer == "coat":
        lower = lower + outer
    return {"upper": once(upper), "lower": once(lower)} | describe_wear(outfit)


def describe_wear(outfit: Outfit) -> Said:
    """Sleeves to the elbow are short; so is what leaves the legs bare below the knee."""
    bare_arms = outfit.outer in ("none", "vest") and outfit.sleeve < LONG_SLEEVE
    return {
        "sleeves": ["short" if bare_arms else "long"],
        "legs": ["short" if outfit.bare_legs else "long"],
        "bag": [BAGS[outfit.bag]],
        "hat": ["none" if outfit.hat == "none" else "hat"],
    }


def describe_vehicle(vehicle: Vehicle) -> Said:
    return {"body": names_of(vehicle.paint), "type": [VEHICLE_TYPES.get(vehicle.name, "car")]}


def cloth_names(base: Colour, second: Colour, pattern: Pattern) -> list[str]:
    if pattern == "high visibility":
        return HIGH_VISIBILITY
    return names_of(base) + (names_of(second) if pattern in TWO_COLOURED else [])


def once(names: list[str]) -> list[str]:
    return list(dict.fromkeys(names))
