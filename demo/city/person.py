"""A dressed person who walks."""

from typing import Literal

import numpy as np

from demo.city.belongings import belongings
from demo.city.bodies import SKIN_VERTICES, load_bodies
from demo.city.dress import dress
from demo.city.gait import Gait, bone_transforms, skinned
from demo.city.outfit import Outfit, sample_outfit
from demo.city.part import HANGING, Part
from demo.city.raster import Floats
from demo.city.solid import Pose, Solid, turned
from demo.city.wardrobe import bake

SHOULDER_WIDTH = 0.5


class Person(Solid):
    """body: 1 to the number of bodies. Look-alikes share an outfit and differ in the body."""

    kind: Literal["person"] = "person"

    def __init__(self, body: int, seed: int, outfit: Outfit | None = None) -> None:
        self.bodies = load_bodies()
        self.heads = self.bodies.heads[body]
        female, self.age = self.bodies.people[body - 1]
        self.outfit = outfit or sample_outfit(seed, female, self.age)
        skin = self.bodies.vertices[body][:SKIN_VERTICES]
        self.height = float(np.ptp(skin[:, 2]))
        self.length = self.width = SHOULDER_WIDTH
        self.gait = self.sample_gait(seed, float(self.heads[self.bodies.bone["upperleg01.L"], 2] - skin[:, 2].min()))
        self.assemble(dress(self.bodies, body, self.outfit) + belongings(self.bodies, body, self.outfit))

    def sample_gait(self, seed: int, leg: float) -> Gait:
        random = np.random.default_rng(seed + 99)
        lean = random.uniform(0, 0.06) + (0.12 if self.age == "old" else 0)
        return Gait(
            random.uniform(),
            leg * random.uniform(1.45, 1.7),
            random.uniform(0.85, 1.15),
            random.uniform(0.6, 1.3),
            lean,
            self.outfit.bag == "hand",
        )

    def assemble(self, parts: list[Part]) -> None:
        """Joins the parts into one mesh."""
        textures = bake(self.outfit)
        names = [name for name in textures if any(part.texture == name for part in parts)]
        self.textures = [textures[name] for name in names]
        first = np.cumsum([0] + [len(part.vertices) for part in parts])
        first_uv = np.cumsum([0] + [len(part.uv) for part in parts])
        self.vertices = np.concatenate([part.vertices for part in parts]).astype(np.float32)
        self.faces = np.concatenate([part.faces + n for part, n in zip(parts, first, strict=False)]).astype(np.int32)
        face_uv = np.concatenate([part.face_uv + n for part, n in zip(parts, first_uv, strict=False)])
        used, face_uv = np.unique(face_uv, return_inverse=True)
        self.uv = np.concatenate([part.uv for part in parts])[used].astype(np.float32)
        self.face_uv = face_uv.reshape(-1, 3).astype(np.int32)
        self.material = np.concatenate(
            [np.full(len(part.faces), names.index(part.texture), np.int32) for part in parts]
        )
        bones = np.concatenate([part.bones for part in parts])
        self.bones = np.where(bones == HANGING, len(self.bodies.bone), bones).astype(np.int32)
        self.weights = np.concatenate([part.weights for part in parts]).astype(np.float32)

    def posed(self, pose: Pose) -> Floats:
        turns = self.gait.rotations(self.bodies, pose.travelled, pose.speed)
        vertices = skinned(self.vertices, self.bones, self.weights, bone_transforms(self.bodies, self.heads, turns))
        vertices[:, 2] -= vertices[:, 2].min()  # the lower foot stands on the ground
        facing = turned(vertices, pose.heading + np.pi / 2)  # at rest a body looks along -y
        return np.asarray(facing + np.array([pose.x, pose.y, pose.z]), np.float32)
