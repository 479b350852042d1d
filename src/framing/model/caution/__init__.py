"""When a model should say that it is not sure: sets of answers, what abstaining gains, text unlike that of training."""
