"""Structural mutations of a scenario: the parsed tree is changed, then written again."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from random import Random
from typing import Any

from tests.stress.words import CHOICES, KEYS, NUMBERS, PATHS, STRINGS
from vgsim.describe.fields import FIELDS, Field

Tree = Any  # what JSON can hold
_FIELDS = tuple(FIELDS.items())


def copied(tree: Tree) -> Tree:
    """A copy of a tree that shares nothing with it."""
    if isinstance(tree, dict):
        return {key: copied(each) for key, each in tree.items()}
    return [copied(each) for each in tree] if isinstance(tree, list) else tree


def mutated(tree: Tree, random: Random, others: list[Tree]) -> Tree:
    """A changed copy; parts of `others` may be put into it."""
    tree = copied(tree)
    for _ in range(random.choice((1, 1, 1, 2, 3, 6))):
        if random.random() < 0.6:
            set_field(tree, random)
        else:
            change_node(tree, random, others)
    return tree


def written(tree: Tree, random: Random) -> bytes:
    """The tree as a file, in one of the styles a program may write."""
    text = json.dumps(tree, ensure_ascii=random.random() < 0.5, indent=random.choice((None, 1)))
    content = text.encode("utf-8", "surrogatepass")
    return doubled(content, random) if random.random() < 0.03 else content


def doubled(content: bytes, random: Random) -> bytes:
    """One pair of key and value given twice."""
    start = content.find(b'"', random.randrange(len(content)))
    end = content.find(b",", start)
    if start < 0 or end < 0:
        return content
    return content[:end] + b"," + content[start:end] + content[end:]


def set_field(tree: Tree, random: Random) -> None:
    """Set one known setting to a value that is mostly within its bounds."""
    path, field = random.choice(_FIELDS)
    group, _, name = path.rpartition(".")
    place = _place(tree, group, random)
    if place is not None:
        place[name] = within(field, random)


def within(field: Field, random: Random) -> Any:
    """A value of the field's kind, sometimes on its bounds, seldom outside."""
    if field.optional and random.random() < 0.15:
        return None
    if field.path == "data.path":
        return random.choice(PATHS)
    match field.kind:
        case "integer":
            low, high = int(field.low), int(field.high)
            near = random.randint(low, min(high, low + random.choice((12, 300))))
            return random.choice((low, high, near, near, near))
        case "real":
            usual = random.uniform(field.slider_low, field.slider_high)
            power = 10.0 ** random.randint(-300, 300)
            return random.choice((field.low, field.high, 0.0, usual, usual, power))
        case "choice":
            return random.choice(field.choices())
        case "flag":
            return random.random() < 0.5
        case "text":
            return random.choice(STRINGS)
    return [random.randint(1, 40) for _ in range(random.randrange(1, 8))]


def any_value(random: Random, depth: int = 0) -> Any:
    """Anything JSON can hold."""
    kind = random.randrange(9)
    if kind < 2:
        return random.choice(NUMBERS)
    if kind < 4:
        return random.choice(STRINGS)
    if kind == 4:
        return random.choice(CHOICES)
    if kind == 5:
        return random.choice((True, False, None))
    if kind == 6:
        return random.choice((random.uniform(-10, 300), random.randrange(300)))
    size = 0 if depth > 2 else random.randrange(4)
    if kind == 7:
        return [any_value(random, depth + 1) for _ in range(size)]
    return {random.choice(KEYS): any_value(random, depth + 1) for _ in range(size)}


def _place(tree: Tree, group: str, random: Random) -> dict[str, Any] | None:
    """The object of the tree in which settings of this group are; made where it is missing."""
    if not isinstance(tree, dict) or group == "":
        return tree if isinstance(tree, dict) else None
    lane = _item(tree, "lanes", random, dict)
    if group in ("data", "training"):
        return _inner(tree if random.random() < 0.6 else lane, group)
    if group == "lane" or lane is None:
        return lane
    network = _inner(lane, "network")
    if group == "layer":
        return _item(network, "layers", random, lambda: {"layer": random.randint(1, 5)})
    if group == "edit":
        edit = {"step": 0, "layer": 1, "unit": random.randint(0, 3), "value": 1.5}
        return _item(network, "edits", random, lambda: edit)
    if group == "stage":
        until = random.randint(0, 40)
        stage = {"until": until, "network": copied(network), "training": {}}
        return _item(lane, "before", random, lambda: stage)
    return network


def _inner(place: Tree, name: str) -> dict[str, Any] | None:
    if not isinstance(place, dict):
        return None
    inner = place.setdefault(name, {})
    return inner if isinstance(inner, dict) else None


def _item(
    place: Tree, name: str, random: Random, make: Callable[[], dict[str, Any]]
) -> dict[str, Any] | None:
    """One object of a list, sometimes a new one."""
    if not isinstance(place, dict):
        return None
    items = place.setdefault(name, [])
    if not isinstance(items, list):
        return None
    if not items or random.random() < 0.2:
        items.append(make())
    item = random.choice(items)
    return item if isinstance(item, dict) else None


def change_node(tree: Tree, random: Random, others: list[Tree]) -> None:
    """Remove, replace, add, rename or repeat something anywhere in the tree."""
    nodes = [each for each in walk(tree) if isinstance(each, dict | list) and each]
    if not nodes:
        return
    node: Tree = random.choice(nodes)
    is_dict = isinstance(node, dict)
    key = random.choice(list(node)) if is_dict else random.randrange(len(node))
    match random.randrange(8):
        case 0:
            node.pop(key)
        case 1 | 2:
            node[key] = any_value(random)
        case 3 if is_dict:
            node[random.choice((*KEYS, *STRINGS))] = any_value(random)
        case 3:
            node.insert(key, any_value(random))
        case 4:
            node[key] = copied(random.choice(nodes))
        case 5 if not is_dict:
            node.extend(copied(node) * random.choice((1, 3)))
        case 6 if is_dict:
            node[random.choice(KEYS)] = node.pop(key)
        case _:
            node[key] = copied(random.choice(list(walk(random.choice(others)))))


def walk(node: Tree) -> Iterator[Tree]:
    """Every node of a tree."""
    yield node
    inner = node.values() if isinstance(node, dict) else node if isinstance(node, list) else ()
    for each in inner:
        yield from walk(each)
