"""One file, one rule: ``ID`` and ``judge()``. `analyzer.rulebook` finds them by looking."""
