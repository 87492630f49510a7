"""Engine: one walk, or many at once, written down step by step. It uses the files at the top of gdviz, nothing else."""
