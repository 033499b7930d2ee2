"""Small mistakes in the physics modules, one at a time, and whether their tests notice.

The mutations are those of mutmut (https://mutmut.readthedocs.io) for numbers, operators, comparisons and conditions;
two are added that physics asks for: a physical constant or a decimal number that is 2 % too large.  mutmut's own runner
leaves module-level constants and decorated functions alone, so the mutants are run here: each in a fork in which the
package is imported anew, with the tests that execute the changed line.
"""

from __future__ import annotations

import ast
import functools
import gc
import importlib
import importlib.abc
import importlib.util
import os
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import libcst as cst
from forks import TIMED_OUT, in_forks
from libcst.metadata import ByteSpanPositionProvider, MetadataWrapper, ParentNodeProvider, PositionProvider
from mutmut.mutation import mutators

__all__ = ["NOT_PHYSICS", "Mutant", "modules", "mutants_of", "run_tests", "survivors_of", "tests_of", "warm"]

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "src" / "atombridge"
TESTS = ROOT / "tests"

NOT_PHYSICS = {
    "__init__", "alone", "citation", "cli", "data", "drawn", "explorer", "figures", "files", "inputs", "kernels",
    "pages", "release", "runner", "sweep", "tables", "warm",
}  # fmt: skip
"""Modules that read, draw or run things; all others of the top level are physics, statistics or the checks."""

MUTATIONS = (
    mutators.operator_number,
    mutators.operator_name,
    mutators.operator_augmented_assignment,
    mutators.operator_remove_unary_ops,
    mutators.operator_keywords,
    mutators.operator_swap_op,
    mutators.operator_if_exp,
)

FACTOR = 1.02


@dataclass(frozen=True)
class Mutant:
    """One changed place of one module; all but the source itself name it in the list of survivors."""

    module: str
    function: str  # qualified name, empty at the top of the module
    line: int
    before: str  # the lines that differ, without indentation
    after: str
    source: str

    @property
    def key(self) -> tuple[str, str, str, str]:
        """What stays the same while the rest of the module is edited."""
        return self.module, self.function, self.before, self.after


def modules() -> list[str]:
    """Names of the modules that are mutated."""
    return sorted(path.stem for path in PACKAGE.glob("*.py") if path.stem not in NOT_PHYSICS)


def tests_of(module: str) -> list[Path]:
    """Test files of a module: its own, and those of other modules and of sections of evidence that import it."""
    candidates = [TESTS / f"test_{name}.py" for name in modules()] + sorted(TESTS.glob("test_evidence_e*.py"))
    return [path for path in candidates if path.is_file() and module in _imported(path)]


def _imported(path: Path) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module == "atombridge":
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and (node.module or "").startswith("atombridge."):
            found.add(node.module.split(".")[1])
    return found


def _more_mutations(node: cst.CSTNode) -> Iterator[cst.CSTNode]:
    """Two per cent more of a decimal number or of a physical constant of scipy."""
    if isinstance(node, cst.Float):
        yield node.with_changes(value=repr(node.evaluated_value * FACTOR))
    if isinstance(node, cst.Attribute) and isinstance(node.value, cst.Name) and node.value.value == "constants":
        product = cst.BinaryOperation(node, cst.Multiply(), cst.Float(str(FACTOR)))
        yield product.with_changes(lpar=[cst.LeftParen()], rpar=[cst.RightParen()])


def _changes_nothing(node: cst.CSTNode, parents) -> bool:
    """Whether a node is not code that runs: an annotation, or the arguments of a decorator."""
    while node is not None:
        if isinstance(node, (cst.Annotation, cst.Decorator)):
            return True
        node = parents.get(node)
    return False


def _function(node: cst.CSTNode, parents) -> str:
    names = []
    while node is not None:
        if isinstance(node, (cst.FunctionDef, cst.ClassDef)):
            names.append(node.name.value)
        node = parents.get(node)
    return ".".join(reversed(names))


def _difference(before: str, after: str) -> tuple[str, str]:
    """The lines in which two texts differ, each without indentation, joined to one."""
    a, b = before.splitlines(), after.splitlines()
    start = next(i for i, (x, y) in enumerate(zip(a, b, strict=False)) if x != y)
    end = next(i for i, (x, y) in enumerate(zip(a[::-1], b[::-1], strict=False)) if x != y)
    return tuple(" ".join(line.strip() for line in lines[start : max(start + 1, len(lines) - end)]) for lines in (a, b))


def mutants_of(module: str) -> list[Mutant]:
    """All mutants of a module, in the order of its lines."""
    text = (PACKAGE / f"{module}.py").read_text(encoding="utf-8")
    code = text.encode()
    wrapper = MetadataWrapper(cst.parse_module(text), unsafe_skip_copy=True)
    spans = wrapper.resolve(ByteSpanPositionProvider)
    positions, parents = wrapper.resolve(PositionProvider), wrapper.resolve(ParentNodeProvider)
    found = {}
    for node in positions:
        changed = [
            new
            for kind, mutate in mutators.mutation_operators
            if mutate in MUTATIONS and isinstance(node, kind)
            for new in mutate(node)
        ]
        changed += _more_mutations(node)
        if not changed or _changes_nothing(node, parents):
            continue
        for new in changed:
            if isinstance(node, cst.BaseNumber) and node.evaluated_value == new.evaluated_value:
                continue  # a large number has no place for one more
            start, length = spans[node].start, spans[node].length
            if isinstance(node, cst.BaseExpression) and node.lpar:
                new = new.with_changes(lpar=[], rpar=[])  # the span of an expression begins within its parentheses
            source = (code[:start] + wrapper.module.code_for_node(new).encode() + code[start + length :]).decode()
            if source == text:
                continue
            before, after = _difference(text, source)
            found[source] = Mutant(module, _function(node, parents), positions[node].start.line, before, after, source)
    return sorted(found.values(), key=lambda mutant: (mutant.line, mutant.before, mutant.after))


class _Replaced(importlib.abc.MetaPathFinder, importlib.abc.InspectLoader):
    """Imports one module from a given source."""

    def __init__(self, mutant: Mutant):
        self.name, self.source = f"atombridge.{mutant.module}", mutant.source

    def find_spec(self, fullname, path=None, target=None):
        if fullname != self.name:
            return None
        place = PACKAGE / f"{fullname.partition('.')[2]}.py"
        return importlib.util.spec_from_file_location(fullname, place, loader=self)

    def get_source(self, fullname):
        return self.source

    def is_package(self, fullname):
        return False


class _Chosen:
    """Pytest plugin: run these tests, in this order."""

    def __init__(self, wanted: Iterable[str]):
        self.place = {name: i for i, name in enumerate(wanted)}

    def pytest_collection_modifyitems(self, items):
        items[:] = sorted((i for i in items if i.nodeid in self.place), key=lambda i: self.place[i.nodeid])


class _Watched:
    """Pytest plugin: the lines of a file that each test executes, and how long it takes.

    What a fixture executes counts for all tests, as other tests may use what it made.
    """

    def __init__(self, coverage):
        self.coverage, self.seconds = coverage, {}

    def pytest_runtest_logstart(self, nodeid):
        self.seconds[nodeid] = 0.0

    def pytest_runtest_call(self, item):
        self.coverage.switch_context(item.nodeid)

    def pytest_runtest_teardown(self):
        self.coverage.switch_context("")

    def pytest_runtest_logreport(self, report):
        self.seconds[report.nodeid] += report.duration


QUIET = ["-q", "--no-header", "--no-summary", "--tb=no", "--noconftest", "-p", "no:cacheprovider"]


def run_tests(arguments: list[str], plugin) -> int:
    """Exit status of pytest in this process, with the plugins of this repository only."""
    import pytest

    os.chdir(ROOT)
    os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"
    return int(pytest.main([*QUIET, *arguments], plugins=[plugin]))


def _baseline(module: str) -> tuple[dict[int, list[str]], float]:
    """Line to the tests that execute it, the quickest first (line 0: all tests); and seconds of all tests."""
    from coverage import Coverage

    def not_kept(function=None, **options):
        """Stands for functools.cache in the module: each test executes the lines whose result it uses."""
        if not callable(function):
            return lambda function: not_kept(function, **options)
        return function if function.__module__ == f"atombridge.{module}" else kept(**options)(function)

    kept = functools.lru_cache
    functools.lru_cache = functools.cache = not_kept
    coverage = Coverage(data_file=None, config_file=False, include=[str(PACKAGE / f"{module}.py")])
    coverage.start()
    watched = _Watched(coverage)
    tests = [str(path) for path in tests_of(module)]
    if tests and run_tests(tests, watched) != 0:
        raise RuntimeError(f"the tests of {module} fail without a mutation")
    coverage.stop()
    data = coverage.get_data()
    every = sorted(watched.seconds, key=lambda name: (watched.seconds[name], name))
    lines = {0: every}
    for file in data.measured_files():
        for line, contexts in data.contexts_by_lineno(file).items():
            lines[line] = every if "" in contexts else [name for name in every if name in contexts]
    return lines, sum(watched.seconds.values())


def _noticed(job: tuple[Mutant, list[str]]) -> bool:
    mutant, tests = job
    compile(mutant.source, mutant.module, "exec")
    sys.meta_path.insert(0, _Replaced(mutant))
    files = sorted({name.partition("::")[0] for name in tests})
    return run_tests(["-x", *files], _Chosen(tests)) != 0


@functools.cache
def _parsed(module: str) -> ast.Module:
    return ast.parse((PACKAGE / f"{module}.py").read_text(encoding="utf-8"))


def _lines_of(mutant: Mutant) -> range:
    """Lines of the statement that holds the changed place: a part of it may be executed under another number."""
    around = [
        node
        for node in ast.walk(_parsed(mutant.module))
        if isinstance(node, ast.stmt)
        and not isinstance(node, (ast.FunctionDef, ast.ClassDef))
        and node.lineno <= mutant.line <= node.end_lineno
    ]
    if not around:
        return range(0, 1)  # a default value of a function: read when the module is imported
    inner = max(around, key=lambda node: node.lineno)
    # Of a block only its head, unless the change is in a body that is not a statement of its own.
    end = min(
        [n.lineno for n in ast.walk(inner) if isinstance(n, ast.stmt) and n is not inner] + [inner.end_lineno + 1]
    )
    return range(inner.lineno, max(end, inner.lineno + 1))


def survivors_of(mutants: list[Mutant], *, at_once: int = 1, report=lambda mutant, noticed: None) -> list[Mutant]:
    """Those mutants, all of one module, that no test notices.

    Raises
    ------
    forks.Failed
        If the tests of the module fail without a mutation.
    """
    if not mutants:
        return []
    ((_, (lines, seconds)),) = in_forks(_baseline, [mutants[0].module])
    survivors, jobs = [], []
    for mutant in mutants:
        tests = {name for line in _lines_of(mutant) for name in lines.get(line, [])}
        if tests:
            jobs.append((mutant, [name for name in lines[0] if name in tests]))
        else:
            report(mutant, False)
            survivors.append(mutant)
    for (mutant, _), noticed in in_forks(_noticed, jobs, at_once=at_once, seconds=int(10 + 10 * seconds)):
        report(mutant, noticed)
        if not (noticed or noticed == TIMED_OUT):
            survivors.append(mutant)
    return sorted(survivors, key=lambda mutant: (mutant.line, mutant.before, mutant.after))


def warm() -> None:
    """Import what the tests of the physics modules import of other packages, once for all forks."""
    for name in (
        "IPython.display",
        "matplotlib.pyplot",
        "pandas",
        "periodictable",
        "pytest",
        "scipy.integrate",
        "scipy.interpolate",
        "scipy.optimize",
        "scipy.special",
        "scipy.stats",
        "tabulate",
        "yaml",
    ):
        importlib.import_module(name)
    gc.collect()
    gc.freeze()  # pytest collects garbage ten times as it ends
