"""Border: what comes in, as real numbers or a sentence; what goes out, to another process. It uses nothing else."""
