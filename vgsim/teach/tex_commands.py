"""The commands of TeX that are known to be drawn by the program that typesets formulas.

A command that is not among them may be dropped without a word, so the reader of lessons refuses it.
"""

from __future__ import annotations

import re

GREEK = (
    "alpha beta gamma delta epsilon varepsilon zeta eta theta vartheta iota kappa lambda mu nu xi "
    "pi rho sigma tau upsilon phi varphi chi psi omega Gamma Delta Theta Lambda Xi Pi Sigma Phi "
    "Psi Omega"
)
SYMBOLS = (
    "partial nabla infty ell prime top cdot times div pm mp ast star circ odot otimes oplus le leq "
    "ge geq ne neq ll gg approx equiv sim simeq propto to rightarrow leftarrow leftrightarrow "
    "Rightarrow Leftarrow Leftrightarrow mapsto in notin subset cup cap emptyset forall exists "
    "ldots cdots vdots dots mid parallel lvert rvert lVert rVert vert Vert langle rangle lfloor "
    "rfloor lceil rceil uparrow downarrow"
)
OPERATORS = (
    "sum prod int exp log ln sin cos tan sinh cosh tanh arctan max min sup inf lim det argmax "
    "argmin Pr"
)
WITH_ARGUMENT = (  # one argument in braces
    "sqrt overline underline bar hat tilde vec dot ddot widehat widetilde boxed cancel underbrace "
    "overbrace text mathrm mathbf mathit mathsf mathcal mathbb boldsymbol operatorname"
)
WITH_TWO = "frac dfrac tfrac binom overset underset stackrel"
SPACES = "quad qquad"
STRUCTURE = "left right middle big Big bigg Bigg begin end"  # tested in formulas of their own
ENVIRONMENTS = ("matrix", "pmatrix", "bmatrix", "cases")

ONES, TWOS = tuple(WITH_ARGUMENT.split()), tuple(WITH_TWO.split())
ALONE = (*GREEK.split(), *SYMBOLS.split(), *OPERATORS.split())
KNOWN = frozenset((*ALONE, *ONES, *TWOS, *SPACES.split(), *STRUCTURE.split()))
_COMMAND = re.compile(r"\\([A-Za-z]+)\*?")
_ENVIRONMENT = re.compile(r"\\(?:begin|end)\s*\{([^{}]*)\}")


def unknown_command(tex: str) -> str:
    """The first command, or environment, in a formula that is not known to be drawn; "": none."""
    for name in _COMMAND.findall(tex.replace("\\\\", " ")):
        if name not in KNOWN:
            return f"\\{name}"
    wrong = (name for name in _ENVIRONMENT.findall(tex) if name not in ENVIRONMENTS)
    return next(wrong, "")
