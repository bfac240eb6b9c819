"""One recurrent cell over time: heat strips of its gates, states and gradients."""
