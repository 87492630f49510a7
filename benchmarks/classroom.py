"""How a class of thirty fares on one machine: students at a real JupyterHub, each in a real page of Chromium.

    python -m benchmarks.classroom [--students 30] [--moves 20]

needs the test extra, ipympl, Chromium and configurable-http-proxy. Every student signs in by the hub's form, gets a
server (JupyterLab) with a kernel, opens notebook 3 by the class's link and runs it, all at the same time. All pages
are real, and on the machine that is measured; a class brings its own, so their processor time is told apart.

work    seconds from the first sign-in until the last figure is shown, and what the processor did meanwhile.
memory  of each student's server and kernel (PSS) after the notebook was run and its sliders moved.
move    processor time of the kernel for one move of a slider, after which the hand rests. In notebook 3 all students
        take turns; then one of them has the figure of benchmarks.latency in its three ways, one after the other.

All of it depends on the machine: compare the ratios.
"""

import argparse
import os
import statistics
import sys
import tempfile
import time
from pathlib import Path

from playwright.sync_api import sync_playwright

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))  # the helpers there know each other by their short names

from benchmarks.latency import COMMON, TRACK, WAYS, latencies, opened
from tests.helpers.browse import FLAGS, chromium_path
from tests.helpers.hub import Hub, Student
from tests.helpers.pictures import in_sight

NOTEBOOK, FIGURES = "03_learning_rate.ipynb", 4
TICK = os.sysconf("SC_CLK_TCK")


def processes():
    """{process: (parent, processor seconds, command)} of all that runs here."""
    found = {}
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            fields = (folder / "stat").read_text().rpartition(")")[2].split()
            command = (folder / "cmdline").read_text().replace("\0", " ")
        except (FileNotFoundError, ProcessLookupError):  # it has ended meanwhile
            continue
        found[int(folder.name)] = int(fields[1]), (int(fields[11]) + int(fields[12])) / TICK, command
    return found


def family(root):
    """A process and all that it and its children have started."""
    running, members = processes(), [root]
    for member in members:
        members += [process for process, (parent, *_) in running.items() if parent == member]
    return {member: running[member] for member in members if member in running}


def seconds(root):
    """The processor time of a process and of all that it has started, so far."""
    return sum(spent for _, spent, _ in family(root).values())


def kernels(student):
    """{process: its processor time so far} of what the student's server has started."""
    server = student.lab.process()
    return {process: spent for process, (_, spent, _) in family(server).items() if process != server}


def busy(students):
    """The processor time of the students' kernels so far."""
    return sum(sum(kernels(student).values()) for student in students)


def megabytes(process):
    """What a process weighs, shared pages shared out (PSS)."""
    lines = Path(f"/proc/{process}/smaps_rollup").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("Pss:")) / 1000


def seated(hub, browser, count):
    """The students at work, and the seconds until the last page was open, and until the last figure was shown."""
    students = [Student(hub, browser, f"student-{number}") for number in range(count)]
    begun = time.perf_counter()
    for student in students:
        student.follow(NOTEBOOK)
        student.sign_in()
    for student in students:
        student.arrived()
    opened_after = time.perf_counter() - begun
    for student in students:
        student.run_all_begun()
    for student in students:
        student.run_all_done()
        student.command("notebook:expand-all-headings")
        student.pictures = [in_sight(student, nth) for nth in range(FIGURES)]
    return students, opened_after, time.perf_counter() - begun


def turns(students, moves):
    """The kernels' seconds for a move, of students who take turns at the sliders."""
    before = busy(students)
    for turn in range(moves):
        for student in students:
            picture = student.pictures[turn % FIGURES]
            picture.press("step", "ArrowLeft" if picture.position("step") else "End")
    for student in students:
        for picture in student.pictures:
            picture.rested()
    return (busy(students) - before) / moves / len(students)


def ways(student, moves):
    """{way: the kernel's seconds for a move, and the milliseconds of each from hand to picture}."""
    found = {}
    for way, cell in WAYS.items():
        page = opened(student, "way.ipynb", COMMON, cell)
        page.evaluate("bench.shown()")
        page.evaluate("bench.still(1500)")
        left, right, y, at = page.evaluate(TRACK)
        page.mouse.move(left + (right - left) * at, y)
        page.mouse.down()
        before = busy([student])
        times, _ = latencies(page, lambda k, a=left, b=right, y=y: (a + (b - a) * (4 + 17 * k % 36) / 40, y), moves, 0)
        page.evaluate("bench.still(1500)")
        found[way] = (busy([student]) - before) / (moves + 3), times  # three to warm up
        page.mouse.up()
    return found


def row(*cells):
    print(f"| {' | '.join(cells)} |", flush=True)


def spread(values, unit):
    return f"{statistics.median(values):.0f} {unit}, at most {max(values):.0f}"


def measure(hub, browser, count, moves):
    """Print what is measured, as it comes."""
    students, pages, work = seated(hub, browser, count)
    here, there = seconds(hub.process.pid), seconds(os.getpid())
    spent = [sum(kernels(student).values()) for student in students]
    serving = [processes()[student.lab.process()][1] for student in students]
    a_move = turns(students, moves)
    everybody = family(hub.process.pid)
    servers = [megabytes(student.lab.process()) for student in students]
    weights = [sum(map(megabytes, kernels(student))) for student in students]
    both = [server + kernel for server, kernel in zip(servers, weights, strict=True)]
    rest = sum(map(megabytes, everybody)) - sum(both)
    row("what", "measured")
    row("---", "---")
    row("students, each with a real page", str(count))
    row("until the last has JupyterLab", f"{pages:.0f} s")
    row("until the last figure is shown: all can work", f"{work:.0f} s")
    row("processor time until then, hub, servers and kernels", f"{here:.0f} s, {here / count:.1f} s a student")
    row("of which a student's kernel, notebook 3 run", f"{statistics.median(spent):.1f} s")
    row("and a student's server", f"{statistics.median(serving):.1f} s")
    row("the same of the pages, which a class brings along", f"{there - here:.0f} s")
    row("memory of a student's server", spread(servers, "MB"))
    row("memory of a student's kernel", spread(weights, "MB"))
    row("memory of a student", spread(both, "MB"))
    row(
        "memory of all, with hub and proxy", f"{(sum(both) + rest) / 1000:.1f} GB, of which hub and proxy {rest:.0f} MB"
    )
    row("kernel, a move in notebook 3, all in turns", f"{1000 * a_move:.1f} ms")
    print()
    row("way", "kernel, a move", "against gdviz", "picture after, median")
    row("---", "---", "---", "---")
    found = ways(students[0], moves)
    own = next(iter(found.values()))[0]
    for way, (took, times) in found.items():
        row(way, f"{1000 * took:.1f} ms", f"{took / own:.0f} ×", f"{statistics.median(times):.0f} ms")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--students", type=int, default=30, help="how many sit at the hub")
    parser.add_argument("--moves", type=int, default=20, help="how many moves to measure, of each student and way")
    args = parser.parse_args()
    print(f"{os.cpu_count()} cores, of which others used {os.getloadavg()[0]:.1f} in the minute before\n")
    with tempfile.TemporaryDirectory() as folder, tempfile.TemporaryDirectory() as private:
        hub = Hub(folder, private)
        try:
            with sync_playwright() as playwright:
                browser = playwright.chromium.launch(executable_path=chromium_path(), args=FLAGS)
                measure(hub, browser, args.students, args.moves)
                browser.close()
        finally:
            hub.stop()


if __name__ == "__main__":
    main()
