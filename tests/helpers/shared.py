"""What is made once for all workers of a run of the tests, which are processes of their own."""

import fcntl


def once(factory, name, make):
    """A folder of this name, the same for all workers. The first that asks has ``make(folder)`` fill it; others wait.

    factory: pytest's ``tmp_path_factory``. Where ``make`` fails, the next that asks gets another folder, made anew.
    """
    base = factory.getbasetemp()
    shared = base.parent if base.name.startswith("popen-") else base  # that of all workers, where there are some
    with (shared / f"{name}.lock").open("a+") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        lock.seek(0)
        if not (folder := lock.read()):
            folder = str(factory.mktemp(name))
            make(type(base)(folder))
            lock.write(folder)
    return type(base)(folder)
