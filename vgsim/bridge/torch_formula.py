"""Own formulas in PyTorch: their values, and their slopes where autograd would not have them."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from vgsim.formulas.derivative import derivative
from vgsim.formulas.graph import Graph
from vgsim.formulas.parser import parse
from vgsim.formulas.simplify import plain, stable
from vgsim.parts.own import Definition
from vgsim.words.plain import plain as plain_text

_SUM, _PRODUCT, _SIGN, _POWER, _VALUE = range(5)  # how tightly an operation binds
_INFIX = {"add": ("+", _SUM), "sub": ("-", _SUM), "mul": ("*", _PRODUCT), "div": ("/", _PRODUCT)}
_LIMITS = {"max": "min", "min": "max"}  # the larger of two numbers is the one above a minimum
_NAMES: Mapping[str, str] = {
    **{name: f"torch.{name}({{}})" for name in (
        "abs", "sign", "exp", "log", "sqrt", "sin", "cos", "tan", "atan", "sinh", "cosh", "tanh",
        "sigmoid", "erf", "expm1", "log1p",
    )},
    "softplus": "F.softplus({}, threshold=40)",
    "Phi": "torch.special.ndtr({})",
    "density": "torch.exp(-(({}) ** 2) / 2) / math.sqrt(2 * math.pi)",
    "sigmoid_slope": "torch.sigmoid({0}) * torch.sigmoid(-({0}))",
    "tanh_slope": "4 * torch.sigmoid(2 * ({0})) * torch.sigmoid(-2 * ({0}))",
    "tanh_softplus": "torch.tanh(F.softplus({}, threshold=40))",
    "tanh_softplus_slope":
        "(1 - torch.tanh(F.softplus({0}, threshold=40)) ** 2) * torch.sigmoid({0})",
}  # fmt: skip
OPERATIONS = frozenset({*_INFIX, *_LIMITS, *_NAMES, "neg", "power", "less", "most", "where"})
# Autograd has other slopes for these where two branches meet, and NaN where the branch that does
# not hold has no finite slope.
_BRANCHES = frozenset({"less", "most", "where", "max", "min", "abs", "sign"})
_Part = tuple[str, int]  # text, and how tightly its last operation binds


def formula_class(name: str, own: Definition, a: float) -> str:
    """The definition of a module of this name that computes an own formula.

    Args:
        name: of the class.
        own: the formula.
        a: the value of its parameter a; b is that of the definition.
    """
    written = Graph(plain)
    whole = parse(own.formula, written)
    graph = Graph(stable)
    value = graph.copied(written, whole)
    slope = derivative(graph, value)
    used = graph.used(value)
    branches = any(graph.nodes[node].name in _BRANCHES for node in used)
    numbers = [
        f"    {each} = torch.tensor({number!r})\n"
        for each, number in (("a", a), ("b", own.b))
        if graph.depends(value, each)
    ]
    text = repr(plain_text(f"{own.name}: f(x) = {own.formula}", 400))[1:-1].replace('"', "'")
    if not branches and graph.depends(value, "x"):
        body = _lines(graph, value, 8)
        return (
            f'\nclass {name}(nn.Module):\n    """{text}"""\n{_fields(numbers)}'
            f"\n    def forward(self, x):\n{_constants(numbers)}{body}"
        )
    return (
        f"\nclass {name}Slope(torch.autograd.Function):\n"
        f'    """{text}\n\n    With its exact slope, also where two branches meet."""\n'
        f"{_fields(numbers)}"
        f"\n    @staticmethod\n    def forward(context, x):\n        context.save_for_backward(x)\n"
        f"{_constants(numbers, f'{name}Slope')}{_lines(graph, value, 8)}"
        f"\n    @staticmethod\n    def backward(context, gradient):\n"
        f"        (x,) = context.saved_tensors\n{_constants(numbers, f'{name}Slope')}"
        f"{_lines(graph, slope, 8, 'gradient * ')}"
        f"\n\nclass {name}(nn.Module):\n    def forward(self, x):\n"
        f"        return {name}Slope.apply(x)\n"
    )


def _fields(numbers: list[str]) -> str:
    """The parameters of the formula, as fields of its class."""
    return "\n" + "".join(numbers) if numbers else ""


def _constants(numbers: list[str], owner: str = "self") -> str:
    """The line that reads the parameters of the formula."""
    if not numbers:
        return ""
    names = [each.split()[0] for each in numbers]
    return f"        {', '.join(names)} = {', '.join(f'{owner}.{name}' for name in names)}\n"


def _lines(graph: Graph, root: int, indent: int, before: str = "") -> str:
    """The lines that compute a node; parts that occur several times have names."""
    used, made = graph.used(root), dict[int, _Part]()
    times = dict.fromkeys(used, 0)
    for node in used:
        for each in graph.nodes[node].inputs:
            times[each] += 1
    lines: list[str] = []
    margin = " " * indent
    for node in used:
        text, level = _text(graph, node, made)
        if times[node] > 1 and graph.nodes[node].inputs and node != root:
            name = f"t{len(lines) + 1}"
            lines.append(f"{margin}{name} = {text}\n")
            text, level = name, _VALUE
        made[node] = text, level
    found = _within(made[root], _PRODUCT if before else _SUM)
    if not graph.depends(root, "x"):
        found = f"torch.full_like(x, {made[root][0]})"
    return "".join([*lines, f"{margin}return {before}{found}\n"])


def _within(part: _Part, least: int) -> str:
    text, tightness = part
    return text if tightness >= least else f"({text})"


def _text(graph: Graph, node: int, made: Mapping[int, _Part]) -> _Part:
    name, inputs, value = graph.nodes[node]
    parts = [made[each] for each in inputs]
    if name == "number":
        whole = int(value) if value == int(value) and abs(value) < 1e15 else value
        return repr(whole), _SIGN if value < 0 else _VALUE
    if not inputs:
        return name, _VALUE
    if name in _INFIX:
        sign, level = _INFIX[name]
        return f"{_within(parts[0], level)} {sign} {_within(parts[1], level + 1)}", level
    if name in _LIMITS:  # the limit may be a number, what it limits may not
        first, second = parts if graph.value(inputs[0]) is None else parts[::-1]
        return f"torch.clamp({first[0]}, {_LIMITS[name]}={second[0]})", _VALUE
    special: dict[str, Callable[[], _Part]] = {
        "neg": lambda: (f"-{_within(parts[0], _SIGN)}", _SIGN),
        "power": lambda: (f"{_within(parts[0], _VALUE)} ** {_within(parts[1], _VALUE)}", _POWER),
        "less": lambda: (f"1.0 * ({_compared(parts, '<')})", _PRODUCT),
        "most": lambda: (f"1.0 * ({_compared(parts, '<=')})", _PRODUCT),
        "where": lambda: (_where(graph, inputs, parts, made), _VALUE),
    }
    if name in special:
        return special[name]()
    return _NAMES[name].format(parts[0][0]), _PRODUCT if "_slope" in name or name == "density" \
        else _VALUE  # fmt: skip


def _compared(parts: list[_Part], sign: str) -> str:
    return f"{_within(parts[0], _SUM)} {sign} {_within(parts[1], _SUM)}"


def _where(
    graph: Graph, inputs: tuple[int, ...], parts: list[_Part], made: Mapping[int, _Part]
) -> str:
    """A case distinction; a comparison is written as its condition."""
    name, compared, _ = graph.nodes[inputs[0]]
    if name in ("less", "most"):
        sign = "<" if name == "less" else "<="
        condition = _compared([made[each] for each in compared], sign)
    else:
        condition = f"{_within(parts[0], _SUM)} != 0"
    return f"torch.where({condition}, {parts[1][0]}, {parts[2][0]})"
