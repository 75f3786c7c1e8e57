"""What guards the project: ``nox -s tests`` for the suite, ``nox -l`` for the rest."""

from __future__ import annotations

import shutil
from pathlib import Path
from tempfile import gettempdir

import nox

nox.options.sessions = ["tests", "lint", "types"]
nox.options.error_on_missing_interpreters = False
nox.options.reuse_existing_virtualenvs = True
nox.options.default_venv_backend = "venv"

PROJECT = nox.project.load_toml("pyproject.toml")
EXTRAS = "[arrow,cli,duckdb,keyring,otel,parquet,webhooks]"
EVERYTHING = f".{EXTRAS}"
SPECIFICATION = Path("../shared/gong/openapi.json")


def needs(group: str) -> list[str]:
    return nox.project.dependency_groups(PROJECT, group)


@nox.session(python=["3.11", "3.12", "3.13"])
def tests(session: nox.Session) -> None:
    """Run the suite."""
    session.install("-e", EVERYTHING, *needs("test"))
    session.run("pytest", "-n", "2", *session.posargs)


@nox.session
def lint(session: nox.Session) -> None:
    """Check style, format and the layers of the architecture."""
    session.install("-e", EVERYTHING, *needs("lint"))
    session.run("ruff", "check", ".")
    session.run("ruff", "format", "--check", ".")
    session.run("lint-imports", "--no-cache")


@nox.session
def types(session: nox.Session) -> None:
    """Check the types, as strictly as the checkers can."""
    session.install("-e", EVERYTHING, *needs("types"), *needs("test"))
    session.run("mypy")
    session.run("pyright")
    session.run("pytest", "tests/typing")


@nox.session
def spec(session: nox.Session) -> None:
    """Rebuild the digest of Gong's specification and print what changed."""
    session.install("-e", ".")
    source = session.posargs or [str(SPECIFICATION)]
    session.run("python", "tests/spec/rebuild.py", *source)


@nox.session
def schemathesis(session: nox.Session) -> None:
    """Hold the simulator to Gong's specification with a tool that nobody here wrote."""
    session.install("-e", ".", "schemathesis>=4")
    source = session.posargs or [str(SPECIFICATION)]
    session.run("python", "tests/spec/schemathesis_check.py", *source)


@nox.session
def prism(session: nox.Session) -> None:
    """Have Prism judge what every method sends by Gong's specification; with Node.js."""
    session.install("-e", EVERYTHING, *needs("test"))
    source = session.posargs or [str(SPECIFICATION)]
    session.run("python", "tests/spec/prism_check.py", *source)


@nox.session
def kills(session: nox.Session) -> None:
    """Kill a harvest fifty times and compare what it leaves with an undisturbed one."""
    session.install("-e", EVERYTHING)
    session.run("python", "tests/harvest/kills.py", *session.posargs)


@nox.session
def crashes(session: nox.Session) -> None:
    """Kill harvests into each kind of output at their n-th write, fsync, ...; with strace."""
    session.install("-e", EVERYTHING, *needs("test"))
    session.run("python", "-m", "tests.harvest.crash_points", *session.posargs)


@nox.session
def faults(session: nox.Session) -> None:
    """Harvest while every fifth answer goes wrong, with twenty seeds."""
    session.install("-e", EVERYTHING, *needs("test"))
    session.run("python", "-m", "tests.harvest.faulty", *(session.posargs or ["--seeds", "20"]))


@nox.session
def browser(session: nox.Session) -> None:
    """Use the pages that the command line writes in a real Chromium."""
    session.install("-e", EVERYTHING, *needs("test"), "playwright>=1.50")
    session.run("pytest", "tests/browser/pages_check.py", *session.posargs)


@nox.session
def docs(session: nox.Session) -> None:
    """Run every block of the documentation, then build its pages; a warning is an error."""
    session.install("-e", EVERYTHING, *needs("test"), *needs("docs"))
    session.run("pytest", "-n", "2", "tests/docs", *session.posargs)
    session.run("sphinx-build", "-q", "-n", "-W", "--keep-going", "docs", "build/docs")


@nox.session
def bench(session: nox.Session) -> None:
    """Measure: ratios against a reference in the same run."""
    session.install("-e", EVERYTHING, *needs("bench"))
    for script in sorted(Path("benchmarks").glob("bench_*.py")):
        session.run("python", str(script))


@nox.session
def wheel(session: nox.Session) -> None:
    """Build the wheel, install it elsewhere, and run the suite against it."""
    session.install("build", *needs("test"))
    folder = Path(session.create_tmp()).resolve()
    shutil.rmtree(folder)
    session.run("python", "-m", "build", "--wheel", "--outdir", str(folder))
    (built,) = folder.glob("*.whl")
    session.log("%s: %d bytes", built.name, built.stat().st_size)
    if built.stat().st_size >= 600_000:
        session.error("the wheel is larger than 600 kB")
    session.install(f"{built}{EXTRAS}")
    # An environment that is used again may have another wheel of the same version.
    session.install("--force-reinstall", "--no-deps", str(built))
    for name in ("tests", "docs", "pyproject.toml", "README.md", "noxfile.py"):
        copy = shutil.copytree if Path(name).is_dir() else shutil.copy
        copy(name, folder / name)
    session.chdir(folder)
    # Some tests run pytest in a temporary folder, which must not be below this pyproject.toml.
    session.run("pytest", "-n", "2", *session.posargs, env={"TMPDIR": gettempdir()})
