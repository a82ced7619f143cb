"""Once per checkout: the bodies of random people, so that drawing them again takes no time."""

from pathlib import Path

import numpy as np

from demo.city.makehuman import ORIGINS, SCALES, read_rig, shaped

PEOPLE = 64
SEED = 7
AGES = {"child": (0.18, 0.3), "teen": (0.38, 0.5), "adult": (0.6, 0.8), "old": (0.85, 1.0)}
AVERAGE = {name: 0.5 for name in (*SCALES, *ORIGINS)} | {"age": 0.67}


def export_bodies(target: Path) -> None:
    """Writes rest vertices, bone heads, skinning and who each person is; the average body first."""
    target.parent.mkdir(parents=True, exist_ok=True)
    people = sample_people(np.random.default_rng(SEED))
    bodies = np.stack([shaped(controls) for controls in (AVERAGE, *(controls for _, _, controls in people))])
    rig = read_rig()
    heads = np.stack([bodies[:, joint].mean(1) for joint in rig.joints], 1)
    part = target.with_suffix(".part.npz")
    np.savez(
        part,
        V=bodies.astype(np.float32),
        H=heads.astype(np.float32),
        wi=rig.bones,
        ww=rig.weights,
        parents=np.array(rig.parents),
        names=np.array(rig.names),
        meta=np.array([(coin, age) for coin, age, _ in people]),
    )
    part.replace(target)


def sample_people(random: np.random.Generator) -> list[tuple[int, str, dict[str, float]]]:
    """(0 male or 1 female by the drawn coin, age group, body controls in [0, 1])."""
    people = []
    for _ in range(PEOPLE):
        coin = int(random.integers(2))
        group = str(random.choice(list(AGES), p=[0.08, 0.1, 0.62, 0.2]))
        body = {
            "gender": float(np.clip(coin + random.normal(0, 0.08), 0, 1)),
            "age": random.uniform(*AGES[group]),
            "muscle": random.uniform(0.25, 0.8),
            "weight": float(np.clip(random.normal(0.5, 0.2), 0.1, 1)),
            "height": float(np.clip(random.normal(0.5, 0.17), 0.1, 0.9)),
            "proportions": random.uniform(0.3, 0.9),
            "cupsize": random.uniform(0.3, 0.7),
            "firmness": random.uniform(0.3, 0.7),
        }
        body |= dict(zip(("african", "asian", "caucasian"), random.dirichlet([1, 1, 1.6]).tolist(), strict=True))
        people.append((coin, group, body))
    return people
