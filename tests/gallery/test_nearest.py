"""Search: exact where few rows are left, and as good as exact for the same object where there are many."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from viscoper.gallery.gallery import Gallery
from viscoper.gallery.table import open_rows
from viscoper.gallery.vector_index import EXACT_ROWS, index_partitions
from viscoper.settings import Settings

MakeRows = Callable[..., pa.Table]
START = datetime(2026, 5, 1, tzinfo=UTC)
DIM = 64


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 2**32 - 1), kind=st.sampled_from(["person", "vehicle", None]), top=st.integers(1, 60))
def test_a_filtered_search_equals_numpy(
    tmp_path_factory: pytest.TempPathFactory, rows: MakeRows, seed: int, kind: str | None, top: int
) -> None:
    gallery = Gallery(Settings(storage=str(tmp_path_factory.mktemp("gallery"))))
    random = np.random.default_rng(seed)
    vectors = random.normal(size=(120, DIM))
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    gallery.commit("a", gallery.write_fragment(rows("a", 120, embeddings=vectors)))
    query = random.normal(size=DIM).astype(np.float32)
    start = START + timedelta(seconds=30)

    hits = gallery.search(query * 7, "probe@1", kind=kind, start=start, top=top)

    stored = vectors.astype(np.float16).astype(np.float64)
    similarity = stored @ query / np.linalg.norm(query) / np.linalg.norm(stored, axis=1)
    wanted = [n for n in range(30, 120) if kind is None or n % 2 == (kind == "vehicle")]
    best = sorted(wanted, key=lambda n: -similarity[n])[:top]
    assert [hit.similarity for hit in hits] == pytest.approx(similarity[best], abs=2e-3)
    assert all(similarity[hit.sighting.track_id] == pytest.approx(hit.similarity, abs=2e-3) for hit in hits)
    assert [hit.similarity for hit in hits] == sorted((hit.similarity for hit in hits), reverse=True)
    assert len({hit.sighting.sighting_id for hit in hits}) == min(top, len(wanted))


def _clustered(random: np.random.Generator, identities: int, each: int, first: int = 0) -> tuple[Any, Any]:
    """Unit vectors around `identities` centres, which themselves lie in families, and whose each is."""
    families = random.normal(size=(40, DIM))
    centres = families[random.integers(0, 40, identities)] + 0.6 * random.normal(size=(identities, DIM))
    owner = np.repeat(np.arange(first, first + identities), each)
    vectors = np.repeat(centres, each, axis=0) + 0.25 * random.normal(size=(identities * each, DIM))
    return vectors / np.linalg.norm(vectors, axis=1, keepdims=True), owner


def test_above_the_exact_limit_the_index_finds_the_same_object(tmp_path: Path, rows: MakeRows) -> None:
    setup = Settings(storage=str(tmp_path))
    gallery = Gallery(setup)
    random = np.random.default_rng(5)
    vectors, owner = _clustered(random, 6000, 5)
    order = random.permutation(len(vectors))
    vectors, owner = vectors[order], owner[order]
    for part in range(3):
        mine = slice(part * 10_000, (part + 1) * 10_000)
        gallery.commit(f"s{part}", gallery.write_fragment(rows(f"s{part}", 10_000, embeddings=vectors[mine])))
    gallery.maintain()
    table = open_rows(setup)
    assert table is not None
    assert index_partitions(table, "embedding_probe_401") == 3

    found = wanted = 0
    for number in range(0, len(vectors), 600):
        top = gallery.search(vectors[number].astype(np.float32), "probe@1", top=50)
        hits = {int(h.sighting.segment_id[1:]) * 10_000 + h.sighting.track_id for h in top}
        same = set(np.flatnonzero(owner == owner[number]).tolist())
        found, wanted = found + len(hits & same), wanted + len(same)
    assert found / wanted >= 0.99
    assert len(gallery.search(vectors[0].astype(np.float32), "probe@1", top=5, kind="person")) == 5

    # Rows that come after the index was made, and rows that went, are known at once.
    fresh, _ = _clustered(random, 1, 3, first=6000)
    gallery.commit("s0", gallery.write_fragment(rows("s0", 3, seed=9, embeddings=fresh)))
    best = gallery.search(fresh[0].astype(np.float32), "probe@1", top=3)
    assert {hit.sighting.sighting_id for hit in best} == {"s0-9-0", "s0-9-1", "s0-9-2"}
    assert gallery.has_segment("s0") == 3


def test_an_index_is_made_when_needed_and_again_when_outgrown(tmp_path: Path, rows: MakeRows) -> None:
    setup = Settings(storage=str(tmp_path))
    gallery = Gallery(setup)
    random = np.random.default_rng(1)

    def partitions_with(segment_id: str, count: int) -> int:
        vectors = random.normal(size=(count, 16))
        gallery.commit(segment_id, gallery.write_fragment(rows(segment_id, count, embeddings=vectors)))
        gallery.maintain()
        table = open_rows(setup)
        assert table is not None
        return index_partitions(table, "embedding_probe_401")

    assert partitions_with("few", EXACT_ROWS) == 0
    assert partitions_with("enough", 1000) == 2
    assert partitions_with("more", 20_000) == 2
    assert partitions_with("many", 30_000) == 8
    assert len(gallery.search(np.ones(16, np.float32), "probe@1", top=10)) == 10
