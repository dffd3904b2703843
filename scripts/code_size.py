"""Count the lines of code of the core, per module.

Docstrings, comments and blank lines do not count. The core is animo_async without its extras: sandbox, cli, oauth and
the pytest plugin.
"""

import ast
import io
import tokenize
from pathlib import Path

CORE = Path(__file__).resolve().parents[1] / "animo_async"
EXTRAS = {"cli", "oauth", "sandbox", "testing.py"}
SILENT = {tokenize.COMMENT, tokenize.NL, tokenize.NEWLINE, tokenize.INDENT, tokenize.DEDENT, tokenize.ENDMARKER}


def lines_of_code(source: str) -> int:
    """Return how many lines contain code."""
    lines: set[int] = set()
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type not in SILENT:
            lines.update(range(token.start[0], token.end[0] + 1))
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str):
            lines.difference_update(range(node.lineno, (node.end_lineno or node.lineno) + 1))
    return len(lines)


def main() -> None:
    """Print a line per module, a sum per package, and the total."""
    sizes = {
        path.relative_to(CORE): lines_of_code(path.read_text(encoding="utf-8"))
        for path in sorted(CORE.rglob("*.py"))
        if path.relative_to(CORE).parts[0] not in EXTRAS
    }
    for path, size in sizes.items():
        print(f"{size:6,}  {path.as_posix()}")
    for package in sorted({path.parent for path in sizes if path.parent.name}):
        print(f"{sum(size for path, size in sizes.items() if path.parent == package):6,}  {package.as_posix()}/")
    print(f"{sum(sizes.values()):6,}  in all")


if __name__ == "__main__":
    main()
