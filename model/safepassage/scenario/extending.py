"""One scenario laid over another: what becomes of values, and of the sources that they came with."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, TypeGuard

Tree = dict[str, Any]

# What needs no source: words about the scenario, and outcomes, which are set beside the simulation.
NEEDS_NONE = ("scenario.title", "scenario.description", "reported", "sources")


def merge(base: Tree, over: Tree) -> Tree:
    """Lay one tree over another without changing either."""
    merged = dict(base)
    for key, value in over.items():
        below = merged.get(key)
        merged[key] = merge(below, value) if isinstance(below, dict) and isinstance(value, dict) else value
    return merged


def extended(base: Tree, over: Tree, unsourced: Iterable[str] = ()) -> tuple[Tree, tuple[str, ...]]:
    """Lay a file over the one it extends, and keep account of sources.

    A source or a range that the base gives for a value which the file replaces goes with that value.

    Args:
        base: the tree below.
        over: the file's own.
        unsourced: keys that were set without a source below.

    Returns:
        The merged tree, and the keys, sorted, whose values stand there without a source of whoever set them.
    """
    merged = merge(base, over)
    given = over.get("sources")
    own = [key for key in given if isinstance(key, str)] if isinstance(given, dict) else []
    changed = [key for key in _changed(base, over) if not _below(key, NEEDS_NONE)]
    sources = base.get("sources")
    if isinstance(sources, dict):
        gone = [*changed, *_shortened(base, over)]
        kept = {key: text for key, text in sources.items() if not _below(key, gone)}
        merged["sources"] = {**kept, **(given if isinstance(given, dict) else {})}
    forget_ranges(merged, changed, but=over.get("ranges"))
    found = {key for key in (*unsourced, *changed) if not _covered(key, own)}
    return merged, tuple(sorted(found))


def forget_ranges(tree: Tree, given: Iterable[str], but: object = None) -> None:
    """Take out, in place, the ranges of facts that were given anew, ``but`` those that came with them."""
    ranges, names = tree.get("ranges"), tuple(given)
    if isinstance(ranges, dict):
        own = but if isinstance(but, dict) else {}
        tree["ranges"] = {k: v for k, v in ranges.items() if k in own or not _below(k, names)}


def _changed(base: Mapping[str, Any], over: Mapping[str, Any], above: str = "") -> Iterator[str]:
    """Dotted keys of all values of a tree that the one below does not have, or has otherwise.

    Of an array of tables it is the items that differ (``events.3``); any other list is one value.
    """
    for key, value in over.items():
        dotted, below = f"{above}{key}", base.get(key)
        if isinstance(value, dict):
            yield from _changed(below if isinstance(below, dict) else {}, value, f"{dotted}.")
        elif _is_array(value) and _is_array(below):
            yield from (f"{dotted}.{i}" for i, item in enumerate(value) if item not in below[i : i + 1])
        elif key not in base or below != value:
            yield dotted


def _shortened(base: Mapping[str, Any], over: Mapping[str, Any]) -> Iterator[str]:
    """Items at the end of arrays of tables that the file's own arrays no longer have."""
    for key, value in over.items():
        below = base.get(key)
        if _is_array(value) and _is_array(below):
            yield from (f"{key}.{i}" for i in range(len(value), len(below)))


def _is_array(value: Any) -> TypeGuard[list[Tree]]:  # noqa: ANN401 - any TOML value
    return isinstance(value, list) and bool(value) and all(isinstance(item, dict) for item in value)


def _below(key: str, keys: Iterable[str]) -> bool:
    """Whether a key is one of some keys or lies below one."""
    return any(key == other or key.startswith(f"{other}.") for other in keys)


def _covered(key: str, own: Iterable[str]) -> bool:
    """Whether one of a file's own sources is about a key: it, what holds it, or something in it."""
    return any(_below(key, [source]) or _below(source, [key]) for source in own)
