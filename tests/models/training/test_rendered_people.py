"""Rendered people become pictures, each person by one name, mostly before photographs."""

from pathlib import Path

import numpy as np

from models.attributes.samples import VIEWS, Samples, write_samples
from models.training.compose import BROAD, TALL
from models.training.rendered_people import rendered_people


def test_each_person_keeps_the_name_and_the_body_before_other_streets(tmp_path: Path) -> None:
    images = np.full((2 * VIEWS, TALL, BROAD, 3), 90, np.uint8)
    masks = np.zeros((2 * VIEWS, TALL, BROAD), np.uint8)
    masks[:, 30:100, 20:44] = 255
    write_samples(tmp_path / "person-4-000.npz", Samples(images, masks, [{}] * (2 * VIEWS)))
    street = np.random.default_rng(0).integers(0, 256, (100, 100, 3), dtype=np.uint8)
    pictures = list(rendered_people(tmp_path, [street], seed=0))
    assert [picture.identity for picture in pictures] == ["person-4-000-0"] * VIEWS + ["person-4-000-1"] * VIEWS
    assert all((picture.image[40:90, 26:38] == 90).all() for picture in pictures)
    elsewhere = sum((picture.image != 90).any() for picture in pictures)
    assert VIEWS / 2 < elsewhere <= 2 * VIEWS
    assert all((picture.image == 90).all() for picture in rendered_people(tmp_path, [], seed=0))
