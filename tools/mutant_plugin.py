"""Finds the guards of a module and of the written rules; gives pytest's process one less.

`-p tools.mutant_plugin` with QUORATE_MUTANT set to a guard's name. Nothing on the disk changes.
"""

from __future__ import annotations

import ast
import importlib.abc
import importlib.machinery
import importlib.util
import os
import re
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any, TypeGuard

VARIABLE = "QUORATE_MUTANT"
BOUNDS = {"max", "min"}
POLICIES, POLICYSET = "policies:", "authority.policyset"
_POLICY = re.compile(
    r"""@id\("(?P<name>[^"]+)"\).*?(?P<effect>permit|forbid) \((?P<scope>.*?)\)"""
    r"""(?P<when>\s*(?:when|unless)\s*\{.*?\})?;""",
    re.DOTALL,
)


@dataclass(frozen=True)
class Guard:
    """`name` is `module:function:what it asks`, numbered where two ask the same; `place` tells
    where in the tree it is: the statement's or expression's number, and the part of it; `lines`
    are where it refuses, and where it is asked."""

    name: str
    says: str
    place: tuple[int, int]
    lines: tuple[int, int] = (0, 0)


def refuses(body: Sequence[ast.stmt]) -> bool:
    """Whether a branch ends in a refusal, an error, or in passing something over."""
    last = body[-1]
    if isinstance(last, ast.Raise | ast.Continue):
        return True
    if isinstance(last, ast.Expr):  # missing.append(…)
        text = ast.unparse(last)
        return text.startswith(("missing.append", "refusals.append"))
    if not isinstance(last, ast.Return) or last.value is None:
        return False
    value = last.value
    if isinstance(value, ast.Constant):
        return value.value is False or isinstance(value.value, str)
    return isinstance(value, ast.Call | ast.Name | ast.Tuple | ast.Attribute)


def parts(node: ast.AST) -> Iterator[tuple[int, str]]:
    """Each part of a node that can be taken out, with what it says."""
    if isinstance(node, ast.If) and refuses(node.body):
        yield 0, ast.unparse(node.test)
    elif isinstance(node, ast.BoolOp) and isinstance(node.op, ast.Or):
        for number, value in enumerate(node.values):
            yield number, ast.unparse(value)
    elif isinstance(node, ast.Return) and _all(node.value):
        for number, value in enumerate(node.value.values):
            yield number, ast.unparse(value)
    elif isinstance(node, ast.Call) and ast.unparse(node.func) in BOUNDS and len(node.args) > 1:
        for number, value in enumerate(node.args):
            yield number, f"{ast.unparse(node.func)} of {ast.unparse(value)}"


def _all(value: ast.expr | None) -> TypeGuard[ast.BoolOp]:
    """Whether something is answered by `and`: each part can refuse."""
    return isinstance(value, ast.BoolOp) and isinstance(value.op, ast.And)


def guards_of(path: Path, source: str) -> list[Guard]:
    """The guards of a file below src, in its order."""
    tree, found = ast.parse(source), list[Guard]()
    module = str(path.with_suffix("")).replace("/", ".").removeprefix("quorate.")
    holders = _holders(tree)
    for index, node in enumerate(ast.walk(tree)):
        if index not in holders:
            continue
        for number, says in parts(node):
            name = f"{module}:{holders[index]}:{says}"
            again = sum(g.name.partition(" #")[0] == name for g in found)
            name = f"{name} #{again + 1}" if again else name
            found.append(Guard(name, says, (index, number), _lines(node)))
    return found


def _lines(node: ast.AST) -> tuple[int, int]:
    if isinstance(node, ast.If):
        return node.body[0].lineno, node.lineno
    return (node.lineno, node.lineno) if isinstance(node, ast.expr | ast.stmt) else (0, 0)


def _holders(tree: ast.Module) -> dict[int, str]:
    """The function around each node, by the node's number; none for what runs at import."""
    names: dict[int, str] = {}
    for outer in ast.walk(tree):
        if isinstance(outer, ast.FunctionDef | ast.AsyncFunctionDef):
            for inner in ast.walk(outer):
                names[id(inner)] = outer.name
    return {i: names[id(n)] for i, n in enumerate(ast.walk(tree)) if id(n) in names}


def without(source: str, place: tuple[int, int]) -> ast.Module:
    """The module's tree with one guard taken out."""
    tree = ast.parse(source)
    index, number = place
    node = list(ast.walk(tree))[index]
    if isinstance(node, ast.Return) and node.value is not None:
        node = node.value
    if isinstance(node, ast.If):
        node.test = ast.copy_location(ast.Constant(value=False), node.test)
    elif isinstance(node, ast.BoolOp):
        del node.values[number]
        if len(node.values) == 1:  # as if the other part had said nothing
            nothing = ast.Constant(value=True if isinstance(node.op, ast.And) else None)
            node.values.insert(0, nothing)
    elif isinstance(node, ast.Call):
        del node.args[number]
        if len(node.args) == 1 and not isinstance(node.args[0], ast.Starred):
            node.args = [ast.List(elts=node.args, ctx=ast.Load())]
    return ast.fix_missing_locations(tree)


def guards_of_policies(text: str) -> list[Guard]:
    """Each forbid as a whole, and the conditions of each permit."""
    return [
        Guard(f"{POLICIES}{found['name']}", f"{found['effect']} {found['name']}", found.span())
        for found in _POLICY.finditer(text)
    ]


def without_policy(text: str, name: str) -> str:
    """The rules without a forbid, or with a permit that asks no condition."""

    def changed(found: re.Match[str]) -> str:
        if found["name"] != name:
            return found[0]
        return "" if found["effect"] == "forbid" else found[0].replace(found["when"], "")

    return _POLICY.sub(changed, text)


class Finder(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Loads one module from its changed tree."""

    def __init__(self, guard: str) -> None:
        self._guard = guard
        module = POLICYSET if guard.startswith(POLICIES) else guard.partition(":")[0]
        self._module = "quorate." + module
        self._path = Path(__file__).resolve().parent.parent / "src"
        self._path = self._path / (self._module.replace(".", "/") + ".py")

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        if fullname != self._module:
            return None
        return importlib.util.spec_from_file_location(fullname, self._path, loader=self)

    def exec_module(self, module: ModuleType) -> None:
        source = self._path.read_text()
        if self._guard.startswith(POLICIES):
            exec(compile(source, str(self._path), "exec"), module.__dict__)
            _forget(module.__dict__, self._guard.removeprefix(POLICIES))
            return
        relative = Path(self._module.replace(".", "/") + ".py")
        named = {g.name: g.place for g in guards_of(relative, source)}
        code = compile(without(source, named[self._guard]), str(self._path), "exec")
        exec(code, module.__dict__)


def _forget(policyset: dict[str, Any], name: str) -> None:
    read = policyset["read_texts"]

    def as_if_never_said(folder: Path) -> dict[str, str]:
        return {file: without_policy(text, name) for file, text in read(folder).items()}

    policyset["read_texts"] = as_if_never_said


if os.environ.get(VARIABLE):
    sys.meta_path.insert(0, Finder(os.environ[VARIABLE]))
