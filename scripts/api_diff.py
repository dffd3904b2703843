"""Find breaking changes of the public Python names since the last tag (`make api-diff`).

SECURITY.md says which names are public. This script fails if one of them breaks and the version does not say so. Models
are generated from the spec, so `make api-change` judges their fields.
"""

import argparse
import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import cast

import griffe
from packaging.version import Version

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = "animo_async"
# The modules whose `__all__` is public.
EXPORTING = ("", "models", "oauth", "sandbox")
# Users reach these through attributes of the client, and pytest loads the fixtures.
ALSO_PUBLIC = {f"{PACKAGE}.resources", f"{PACKAGE}.testing"}


def last_tag() -> str | None:
    """Return the last version tag before HEAD, or None."""
    command = ["git", "describe", "--tags", "--abbrev=0", "--match=v*"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    return done.stdout.strip() if done.returncode == 0 else None


def exports(package: griffe.Module) -> dict[str, str]:
    """Return the path of each exported name, and the path of its definition."""
    found = {}
    for name in EXPORTING:
        module = package[name] if name else package
        for exported in map(str, module.exports or ()):
            member = module.members.get(exported)
            found[f"{module.path}.{exported}"] = (
                member.target_path if isinstance(member, griffe.Alias) else f"{module.path}.{exported}"
            )
    return found


def breaking_changes(old: griffe.Module, new: griffe.Module) -> Iterator[str]:
    """Yield a Markdown line for each breaking change of a public name."""
    before = exports(old)
    yield from (f"- `{path}`: *no longer exported*" for path in sorted(before.keys() - exports(new).keys()))
    for breakage in griffe.find_breaking_changes(old, new):
        path = breakage.obj.path
        moved = breakage.kind is griffe.BreakageKind.OBJECT_REMOVED and path in {*before, *before.values()}
        public = any(path == each or path.startswith(f"{each}.") for each in (*before.values(), *ALSO_PUBLIC))
        if public and breakage.obj.is_public and not moved:
            yield breakage.explain(griffe.ExplanationStyle.MARKDOWN)


def version(package: griffe.Module) -> Version:
    """Return the version of the package."""
    return Version(ast.literal_eval(str(package["_version.__version__"].value)))


def may_break(new: Version, old: Version) -> bool:
    """Return whether the new version may break names of the old one: a major step, or before 1.0 a minor step."""
    return new.major > old.major or (new.major == 0 and new.minor > old.minor)


def main() -> int:
    """Print the breaking changes. Return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("tag", nargs="?", default=last_tag(), help="compare with this tag (default: the last)")
    tag = parser.parse_args().tag
    if tag is None:
        print("There is no version tag (v*) yet, so there is nothing to compare with.")
        return 0
    # Relative, so that it is searched for in the worktree of the tag.
    old = cast("griffe.Module", griffe.load_git(PACKAGE, ref=tag, repo=ROOT, search_paths=["."]))
    new = cast("griffe.Module", griffe.load(PACKAGE, search_paths=[ROOT]))
    found = list(breaking_changes(old, new))
    print("\n".join([f"Public Python names since {tag}: {len(found)} breaking changes.", *found]))
    if found and not may_break(version(new), version(old)):
        print(f"{version(new)} may not break {version(old)}: undo the changes, or raise __version__ (see SECURITY.md).")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
