"""Rehearse changes to the API in a copy of the repository (`make rehearse-change`).

It adds a field, renames a field and adds an operation, with only the edits that CONTRIBUTING.md lists. Then it runs the
tests in the copy. The three changes are invented: Animo's API does not have them.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
SPEC = "openapi/animo-v1.yaml"
# These tests do not depend on the spec, or they build and install the package. `make test` runs them anyway.
LEFT_OUT = (
    *("tests/_http", "tests/oauth", "tests/contract/test_generation.py", "tests/contract/test_properties.py"),
    *("tests/cli/test_cli_lists.py", "tests/cli/test_cli_problems.py", "tests/cli/test_cli_watch.py"),
    *("tests/sandbox/test_sandbox_guard.py", "tests/sandbox/test_sandbox_started.py"),
    *("tests/repo/test_api_diff.py", "tests/repo/test_budget.py", "tests/repo/test_package.py"),
    *("tests/repo/test_recipes.py", "tests/repo/test_rehearsal.py"),
    *("tests/test_errors.py", "tests/test_testing.py"),
)

NEW_FIELD = """\
        payment_url:
          type: [string, "null"]
          description: "URL of the checkout page. Null for a free order."
          x-animo-provenance: documented
        exemption_status:
"""
NEW_OPERATION = """\

    delete:
      operationId: "delete_form"
      tags: ["forms"]
      summary: "Delete a form"
      description: |
        Deletes the form.

        Needs the **Pro** plan and the scope `forms:delete`.
      x-animo-provenance: documented
      x-animo-seen: "2026-11-25"
      x-animo-gate: USE_API
      x-codeSamples:
        - lang: "Python"
          label: "animo-async"
          source: |
            import asyncio

            from animo_async import AnimoClient


            async def main() -> None:
                async with AnimoClient() as animo:  # reads ANIMO_TOKEN
                    acme = await animo.find_company("aidemodays")  # its slug
                    await acme.forms.delete("cpXzkIRP")


            asyncio.run(main())
      security:
        - bearer: []
        - oauth2: ["forms:delete"]
      parameters:
        - $ref: "#/components/parameters/path_company"
        - $ref: "#/components/parameters/path_form"
      responses:
        "200":
          description: "The form was deleted."
          content:
            "application/json":
              schema:
                $ref: "#/components/schemas/StatusResponse"
              example:
                status: "Deleted"
        "401":
          $ref: "#/components/responses/Unauthorized"
        "403":
          $ref: "#/components/responses/Forbidden"
        "404":
          $ref: "#/components/responses/NotFound"
        "429":
          $ref: "#/components/responses/TooManyRequests"

  "/{company}/webhooks/attach":
"""
NOT_AVAILABLE = (
    '  - {method: "DELETE", what: "a form", path: "/{company}/forms/{form}", scope: "forms:delete", '
    'note: "The scope exists, but no route uses it."}\n'
)
NEW_METHOD = '''\
    async def delete(self, form: str | models.Form) -> None:
        """Delete a form.

        Args:
            form: The form, or its sqid.

        Raises:
            NotFoundError: The company has no such form.

        Animo's documentation: Forms.
        """
        await self._run(operations.delete_form.operation, identifier("form", form, "Form"))

    async def update('''
NEW_ENDPOINT = """\
def delete_form(call: Call) -> Answer:
    call.company.forms.remove(_find(call))
    return Answer({"status": "Deleted"})


def _find("""
# File, old text, new text. One entry for each edit that a maintainer makes.
EDITS = [
    # Add a field: edit the spec.
    (SPEC, "        exemption_status:\n", NEW_FIELD),
    # Rename a field: edit the spec, and the code that uses the name.
    (SPEC, "exemption_status", "vat_exemption"),
    ("animo_async/sandbox/render.py", "exemption_status", "vat_exemption"),
    ("animo_async/cli/rows.py", "exemption_status", "vat_exemption"),
    # Add an operation: edit the spec, and add a method, a sandbox endpoint and a line in the changelog.
    (SPEC, '\n  "/{company}/webhooks/attach":\n', NEW_OPERATION),
    (SPEC, NOT_AVAILABLE, ""),
    ("animo_async/resources/forms.py", "    async def update(", NEW_METHOD),
    ("animo_async/sandbox/endpoints/forms.py", "def _find(", NEW_ENDPOINT),
    ("CHANGELOG.md", "\n### Added\n\n", "\n### Added\n\n- `company.forms.delete`.\n"),
]


def copy_tracked(target: Path) -> None:
    """Copy all files that git does not ignore, including uncommitted changes."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout
    for name in filter(None, listed.split("\0")):
        if (ROOT / name).exists():
            (target / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, target / name)


def edit(copy: Path) -> None:
    """Make the edits. Exit if the text to replace is missing."""
    for name, old, new in EDITS:
        path = copy / name
        text = path.read_text(encoding="utf-8")
        if old not in text:
            raise SystemExit(f"{name} no longer contains {old!r}. Correct EDITS in scripts/rehearse_change.py.")
        path.write_text(text.replace(old, new), encoding="utf-8")


def run(copy: Path, *command: str) -> None:
    """Run Python in the copy, with the packages of the copy. Exit if it fails."""
    paths = os.pathsep.join([str(copy), str(copy / "generated")])
    environment = {**os.environ, "PYTHONPATH": paths, "PYTHONDONTWRITEBYTECODE": "1"}
    done = subprocess.run([sys.executable, *command], cwd=copy, env=environment, check=False)
    if done.returncode:
        raise SystemExit(f"The rehearsal failed. This command returned an error: {' '.join(command)}")


def main() -> None:
    """Copy the repository, make the edits, generate the package, and run the tests."""
    with tempfile.TemporaryDirectory(prefix="animo-rehearsal-") as folder:
        copy = Path(folder)
        copy_tracked(copy)
        edit(copy)
        run(copy, "scripts/generate.py")
        left_out = [option for path in LEFT_OUT for option in ("--ignore", path)]
        run(copy, "-m", "pytest", "-q", "-n", "auto", "--dist", "loadfile", *left_out, *sys.argv[1:])
    print(f"The three API changes took {len(EDITS)} edits, and the tests pass.")


if __name__ == "__main__":
    main()
