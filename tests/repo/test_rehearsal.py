"""The edits of `make rehearse-change` still find the text that they replace."""

import runpy
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_every_edit_finds_its_text(tmp_path: Path) -> None:
    rehearsal = runpy.run_path(str(ROOT / "scripts/rehearse_change.py"))
    rehearsal["copy_tracked"](tmp_path)

    rehearsal["edit"](tmp_path)  # exits with a message if a text is missing

    assert "delete_form" in (tmp_path / "openapi/animo-v1.yaml").read_text("utf-8")
