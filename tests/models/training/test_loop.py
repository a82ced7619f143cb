"""What every training shares."""

import pytest
import torch

from models.training.loop import half_where_quick


@pytest.mark.parametrize(
    ("able", "wanted"),
    [
        pytest.param({"avx2": True, "avx512_bf16": False, "amx_bf16": False}, torch.float32, id="would imitate it"),
        pytest.param({"avx512_bf16": True, "amx_bf16": False}, torch.bfloat16, id="computes with it"),
        pytest.param({"neon": True, "bf16": True}, torch.bfloat16, id="ARM that computes with it"),
        pytest.param({"neon": True}, torch.float32, id="ARM that would imitate it"),
    ],
)
def test_halves_are_for_processors_that_compute_with_them(
    able: dict[str, bool], wanted: torch.dtype, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(torch.cpu, "get_capabilities", lambda: able)
    with half_where_quick(torch.device("cpu")):
        assert torch.nn.Linear(4, 4)(torch.zeros(1, 4)).dtype == wanted
