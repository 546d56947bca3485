"""The benchmarks: each measured beside its yardstick in the same run, as ratios."""
