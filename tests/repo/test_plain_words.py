"""The word check in `make lint`."""

import subprocess
import sys
from pathlib import Path

import pytest

SCRIPT = Path(__file__).parents[2] / "scripts" / "plain_words.py"


def check(file: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, SCRIPT, file], capture_output=True, check=False, text=True)


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("Wait, lest it fails.", 1, "lest"),  # plain: ok
        ("One.\nTwo.\nWhoever reads this.", 3, "Whoever"),  # plain: ok
        ("def test_a_read_is_repeated():", 1, "is_repeated"),  # plain: ok
        ("It fails in\nsilence.", 1, "in silence"),  # plain: ok
        ("# It is read\n# for want\n# of a better way.", 2, "for want # of"),  # plain: ok
        ("Animo answered 403.", 1, "answered 403"),  # plain: ok
    ],
)
def test_a_forbidden_word_is_reported_with_its_line(tmp_path, text, line, words):
    file = tmp_path / "page.md"
    file.write_text(text, encoding="utf-8")

    done = check(file)

    assert done.returncode == 1
    assert f"{file}:{line}: {words!r}" in done.stdout


@pytest.mark.parametrize("text", ["The least.", "Answers to a form.", "Wait, lest it fails. <!-- plain: ok -->"])
def test_allowed_and_exempted_text_passes(tmp_path, text):
    file = tmp_path / "page.md"
    file.write_text(text, encoding="utf-8")

    done = check(file)

    assert (done.returncode, done.stdout) == (0, "")
