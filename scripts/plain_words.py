"""Find words that are not plain English (part of `make lint`).

    python scripts/plain_words.py [FILE ...]

Without arguments, it checks all text files that git tracks. A line with `plain: ok` is skipped. Use this if a word is
meant literally.
"""

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
SUFFIXES = {".py", ".md", ".yaml", ".yml", ".toml", ".html", ".jinja", ".css", ".ini", ""}
LEFT_OUT = ("generated/", "scripts/plain_words.py")
# A pattern, and what to write instead.
RULES = {
    r"lest": "so that ... does not, otherwise",
    r"who(?:m|so)?ever": "anyone who, the caller",
    r"in silence": "silently, without an error",
    r"surely": "certainly",
    r"anew|afresh": "again, without the cache",
    r"for (?:want|lack) of": "because ... is missing",
    r"be had": "is available, can be imported",
    r"worth nothing": "no longer valid",
    r"all the same": "anyway, still",
    r"own affair|rides? along|in the midst|makes? no sense|ends the matter|must hear of": "say it literally",
    r"(?:is|are|was|were|be|been|cannot be|could not be) told": "is reported, is logged, cannot be distinguished",
    r"tells? of|told (?:so|apart)": "logs, reports, shows",
    r"(?:is|are|was|be) repeated": "is retried",
    r"answers? (?:with )?[1-5]\d\d": "returns 404",
    r"answered (?:with )?[1-5]\d\d": "returned 404",
    r"(?:hold|holds|held|holding) (?:it |them )?against": "compare with",
    r"offers? the turn|in its turn": "yields to the event loop",
    r"of (?:one's|httpx's|trio's) own": "custom, httpx's",
}
GAP = r"(?:_|\s+(?:# )?)"  # between words: an underscore in a name, a space, or a line break
PATTERNS = {
    re.compile(rf"(?<![A-Za-z])(?:{rule.replace(' ', GAP)})(?![A-Za-z])", re.IGNORECASE): instead
    for rule, instead in RULES.items()
}


def findings(text: str) -> Iterator[tuple[int, str, str]]:
    """Yield the line number, the words found, and what to write instead."""
    lines = text.splitlines()
    for pattern, instead in PATTERNS.items():
        for found in pattern.finditer(text):
            number = text.count("\n", 0, found.start()) + 1
            if "plain: ok" not in lines[number - 1]:
                yield number, " ".join(found[0].split()), instead


def tracked() -> list[Path]:
    """Return the text files that git tracks."""
    command = ["git", "ls-files", "-z"]
    listed = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout
    names = [name for name in listed.split("\0") if name and not name.startswith(LEFT_OUT)]
    return [ROOT / name for name in names if Path(name).suffix in SUFFIXES and (ROOT / name).is_file()]


def main(files: list[Path]) -> int:
    """Print the findings. Return 1 if there are any, else 0."""
    count = 0
    for file in files:
        for number, words, instead in sorted(findings(file.read_text(encoding="utf-8"))):
            print(f"{file}:{number}: {words!r}: write something like: {instead}")
            count += 1
    return int(count > 0)


if __name__ == "__main__":
    sys.exit(main([Path(name) for name in sys.argv[1:]] or tracked()))
