"""A small lesson with a step of each kind, and two with other kinds of questions."""

from __future__ import annotations

LESSON = """
format = "vgsim-lesson/1"
title = "A small lesson"
about = "Three layers."
minutes = 5
level = 1

[start]
data = { name = "moons", batch_size = 8, examples = 32 }

[[start.lanes]]
network = { depth = 4, width = 6, activation = "sigmoid" }

[[step]]
title = "The first step"
text = "The slope is $f'(z)$."
playback = "end"

[step.show]
stage = "network"
panel = "gradients"
controls = ["network.activation"]
look = [{ lane = 0, layer = 1 }, { control = "network.activation" }]

[[step.claim]]
say = "The gradient at layer 1 is {value} of that at layer 4."
quantity = "gradient"
layer = 1
than = { layer = "last" }
under = 1

[[step]]
title = "Which one?"
text = "Predict."
edits = { "lanes.0.network.width" = 5 }
playback = "end"

[step.question]
kind = "choice"
ask = "In which layer is the gradient smaller?"
run = { playback = "end" }

[[step.question.option]]
text = "In layer 1"
right_when = { quantity = "gradient", layer = 1, than = { layer = 4 }, under = 1 }
answer = "Yes: {value}."

[[step.question.option]]
text = "In layer 4"
right_when = { quantity = "gradient", layer = 4, than = { layer = 1 }, under = 1 }
answer = "It is {value} times as large."
misconception = "The gradient grows on its way."
try = { edits = { "lanes.0.network.depth" = 6 }, playback = "end" }

[[step]]
title = "Do it"
text = "A task."

[step.task]
say = "Choose tanh."
edits = { "lanes.0.network.activation" = "tanh" }

[[step]]
title = "Sketch it"
text = "Draw."

[step.question]
kind = "sketch"
ask = "How does the gradient run?"
quantity = "gradient"
tolerance = 0.3
run = { playback = "end" }
"""

_BEGINNING = LESSON[: LESSON.index("[[step]]")]
NUMBER = f"""{_BEGINNING}
[[step]]
title = "How steep?"
text = "Read it off the formula."
show = {{ panel = "activation" }}

[step.question]
kind = "number"
ask = "How steep is the sigmoid at 0?"
quantity = "function_slope"
at = 0
tolerance = 0.01
"""

CHOICES = f"""{_BEGINNING}
[[step]]
title = "Which ones?"
text = "Predict."

[step.question]
kind = "choices"
ask = "In which layers is the gradient smaller than in another one?"
run = {{ playback = "end" }}

[[step.question.option]]
text = "In layer 1"
right_when = {{ quantity = "gradient", layer = 1, than = {{ layer = 4 }}, under = 1 }}
answer = "It is {{value}} of that in layer 4."

[[step.question.option]]
text = "In layer 2"
right_when = {{ quantity = "gradient", layer = 2, than = {{ layer = 4 }}, under = 1 }}
answer = "It is {{value}} of that in layer 4."

[[step.question.option]]
text = "In layer 4"
right_when = {{ quantity = "gradient", layer = 4, than = {{ layer = 1 }}, under = 1 }}
answer = "It is {{value}} times that in layer 1."
misconception = "The gradient grows on its way."
"""
