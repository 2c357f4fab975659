"""What the GitHub Action does: installs svclint apart from the workspace, runs it once, and tells GitHub what it found.

Inputs come as INPUT_* variables and stay single arguments; nothing of the workspace is imported or run.
"""

from __future__ import annotations

import json
import os
import re
import secrets
import shlex
import shutil
import subprocess
import sys
import tempfile
import venv
from pathlib import Path

ENTRY = "import sys; sys.argv[0] = 'svclint'; from svclint.cli import main; main()"
VERSION = re.compile(r"\d[0-9A-Za-z.+!-]*")
ANNOTATION = re.compile(rb"::(?:error|warning|notice) ")


class Wrong(Exception):
    """An input that cannot be used, or an installation that failed; the text is for the user."""


def main() -> int:
    """The exit status of svclint, or 2 for inputs that are none."""
    for name in [name for name in os.environ if name.startswith("PYTHON")]:
        del os.environ[name]
    try:
        options, paths, folder = arguments(), words("paths"), working_directory()
        asked = {name: flag(name) for name in ("sarif", "annotations", "summary")}
        work = Path(tempfile.mkdtemp(prefix="svclint-", dir=os.environ.get("RUNNER_TEMP")))
        return run(install(work), [*options, *outputs(work, **asked), "--", *paths], folder, work)
    except Wrong as wrong:
        fail(str(wrong))
        return 2


def text(name: str) -> str:
    """An input as it was given, without blanks around it."""
    return os.environ.get(f"INPUT_{name.upper().replace('-', '_')}", "").strip()


def flag(name: str) -> bool:
    """An input that is true or false."""
    given = text(name)
    if given not in ("true", "false", ""):
        raise Wrong(f"{name}: `{given}` is neither `true` nor `false`")
    return given == "true"


def words(name: str) -> list[str]:
    """An input split as a shell would, with nothing expanded."""
    try:
        return shlex.split(text(name))
    except ValueError as error:
        raise Wrong(f"{name}: {str(error).lower()}") from None


def arguments() -> list[str]:
    """The options of `svclint check` that the inputs ask for."""
    more = words("args")
    if "--" in more:
        raise Wrong("args: `--` is not for here, the input `paths` takes the paths")
    named = [f"--{name}={text(name)}" for name in ("config", "since", "fail-level") if text(name)]
    return [*more, *named, *(["--fail-on-empty"] if flag("fail-on-empty") else [])]


def working_directory() -> Path:
    """Where svclint runs."""
    workspace = Path(os.environ.get("GITHUB_WORKSPACE", "."))
    folder = workspace / text("working-directory")
    if not folder.is_dir():
        raise Wrong(
            f"working-directory: no folder `{text('working-directory')}` in the workspace; was the repository checked out?"
        )
    return folder


def outputs(work: Path, *, sarif: bool, annotations: bool, summary: bool) -> list[str]:
    """The formats to write, each into a file of its own, so that the log holds what `args` may ask for besides."""
    asked = {"full": True, "json": True, "sarif": sarif, "github": annotations, "markdown": summary}
    return [word for name, wanted in asked.items() if wanted for word in ("-f", name, "-o", str(report(work, name)))]


def report(work: Path, name: str) -> Path:
    """Where a format is written."""
    return work / ("svclint.sarif" if name == "sarif" else f"report.{name}")


def install(work: Path) -> Path:
    """A Python that has svclint, in an environment below the folder."""
    version = text("version")
    if version and not VERSION.fullmatch(version):
        raise Wrong(f"version: `{version}` is no version")
    print(f"::group::Install svclint {version}".rstrip(), flush=True)
    environment = work / "environment"
    try:
        venv.create(environment, with_pip=True, symlinks=os.name != "nt")
        python = environment / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
        pip = [str(python), "-I", "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-input"]
        subprocess.run([*pip, f"svclint=={version}" if version else str(source(work))], cwd=work, check=True)
    except (OSError, subprocess.CalledProcessError) as error:
        raise Wrong(f"svclint could not be installed: {error}") from None
    finally:
        print("::endgroup::", flush=True)
    return python


def source(work: Path) -> Path:
    """A copy of the action's own checkout: building in place would write into it."""
    here = Path(__file__).resolve().parent.parent.parent

    def unwanted(folder: str, names: list[str]) -> list[str]:
        return [name for name in names if name.startswith(".") or name in ("build", "tests")] if Path(folder) == here else []

    return Path(shutil.copytree(here, work / "source", ignore=unwanted))


def run(python: Path, options: list[str], folder: Path, work: Path) -> int:
    """Run svclint, show and tell what it says, and give its exit status."""
    end = secrets.token_hex(16)
    print(f"::stop-commands::{end}", flush=True)
    done = subprocess.run([python, "-I", "-c", ENTRY, "check", *options], cwd=folder, stderr=subprocess.PIPE, check=False)
    sys.stdout.buffer.write(read(work, "full") + done.stderr + f"\n::{end}::\n".encode())
    sys.stdout.flush()
    if done.returncode not in (0, 1):
        fail(done.stderr.decode(errors="backslashreplace").strip() or f"svclint ended with status {done.returncode}")
    annotate(read(work, "github"))
    append("GITHUB_STEP_SUMMARY", read(work, "markdown"))
    count(read(work, "json"), report(work, "sarif"))
    return done.returncode


def read(work: Path, name: str) -> bytes:
    """What a format says, nothing where it was not written."""
    path = report(work, name)
    return path.read_bytes() if path.is_file() else b""


def annotate(commands: bytes) -> None:
    """Hand the annotations to GitHub; what the format says besides them stands in the log and in the summary."""
    sys.stdout.buffer.writelines(line for line in commands.splitlines(keepends=True) if ANNOTATION.match(line))
    sys.stdout.flush()


def count(document: bytes, sarif: Path) -> None:
    """Set the outputs."""
    told: dict[str, object] = {"sarif-file": sarif} if sarif.is_file() else {}
    if document:
        summary = json.loads(document)["summary"]
        told |= {"findings": sum(summary[name] for name in ("errors", "warnings", "notes")), "errors": summary["errors"]}
    append("GITHUB_OUTPUT", "".join(f"{name}={value}\n" for name, value in told.items()).encode())


def append(variable: str, text: bytes) -> None:
    """Add to the file that GitHub names in a variable."""
    if os.environ.get(variable) and text:
        with open(os.environ[variable], "ab") as file:
            file.write(text)


def fail(message: str) -> None:
    """An annotation without a place."""
    told = message.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")
    print(f"::error title=svclint::{told}", flush=True)


if __name__ == "__main__":
    sys.exit(main())
