"""Theory and judgement: predictions of mean-field theory, verdicts, causes, sweeps."""
