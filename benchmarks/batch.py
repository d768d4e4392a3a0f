"""Batches of similar texts: documents a second, start, closing, memory: `make bench-batch`.

Each text has 463 words in invented sentences; names are drawn so that few are common and most are
rare, as in texts. Every run is the command in a process of its own. The start lasts until the
first document's text is written, the closing begins when the last one's is. Memory is what the
first process and the largest of its workers held at most, and what all of them held together, with
what they share counted once; Linux alone tells it. With ``--identical N`` the same N texts are done
in one process, in two, by workers of dask if it is installed, in parts of which one run is made,
and by a run that is killed in the middle and goes on: what lies in the folders afterwards has to be
the same to the byte.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from importlib.util import find_spec
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
ANNOTATE = Path(sys.executable).with_name("annotate")
WORDS = 463
_APART = 1.0
"""Seconds between two looks at the memory of a run; the most that a process held is not missed."""
_OWN = ("run.json", "run.log.jsonl", ".lock")
"""Files that say when and how a run was done, and differ from run to run."""

_GIVEN = "Anne Jean Paul Lucie Marcel Yvette Henri Odile Simon Berthe Gaston Irma Léon Zoé".split()
_SYLLABLES = (
    "bar del fon gri hau lem mar nou per que rou ser tur val wat ver mon lan cou di".split()
)
_SENTENCES = (
    "{person} naquit à {town} en {year} et quitta l'école à treize ans pour descendre au fond.",
    "La réunion du {day} mars {year} se tint dans la grande salle de la mairie de {town}.",
    "Selon {person}, le prix du charbon avait doublé pendant les deux hivers de la guerre.",
    "Les familles logeaient dans des maisons de brique de la Compagnie des mines de {town}.",
    "On ne sut jamais qui avait ouvert la vanne, ni pourquoi personne ne l'avait refermée le soir.",
    "En {year}, {person} devint directeur de la Société {surname} et fit construire un lavoir.",
    "Le train partait de {town} à six heures, s'arrêtait partout et arrivait rarement à l'heure.",
    "{person} et {person} signèrent l'accord à {town} le {day} juin {year}, devant peu de témoins.",
    "Les archives gardent trois lettres, deux plans et un cahier dont les pages sont collées.",
    "L'Association des amis de {town} publia une brochure que {person} avait préparée.",
    "Il fallut attendre le printemps pour que les équipes reprennent le travail dans la galerie.",
    "Dans son journal, {person} raconte la grève de {year} sans nommer ceux qui la menèrent.",
)


def text(seed: int, words: int = WORDS) -> str:
    """Return a text of so many words in paragraphs of five sentences."""
    chance = random.Random(seed)
    told: list[str] = []
    left = words
    while left > 0:
        sentence = chance.choice(_SENTENCES)
        while "{" in sentence:
            name = sentence.partition("{")[2].partition("}")[0]
            sentence = sentence.replace(f"{{{name}}}", _DRAWN[name](chance), 1)
        some = sentence.split()[:left]
        left -= len(some)
        told.append(" ".join(some).rstrip(".,") + ".")
    return "\n\n".join(" ".join(told[at : at + 5]) for at in range(0, len(told), 5)) + "\n"


def _surname(chance: random.Random) -> str:
    """Return a name made of syllables: the n-th is drawn about 1/n times as often as the first."""
    number = int(20_000 ** chance.random())
    parts = [_SYLLABLES[number % 20], _SYLLABLES[number // 20 % 20], _SYLLABLES[number // 400 % 20]]
    return "".join(parts[: 2 + (number >= 400)]).capitalize()


_DRAWN: dict[str, Callable[[random.Random], str]] = {
    "person": lambda chance: f"{chance.choice(_GIVEN)} {_surname(chance)}",
    "surname": _surname,
    "town": lambda chance: f"{_surname(chance)}{chance.choice(('ville', 'court', '-sur-Aubre'))}",
    "year": lambda chance: str(chance.randint(1870, 1990)),
    "day": lambda chance: str(chance.randint(2, 28)),
}


def write_texts(folder: Path, count: int) -> None:
    """Write texts ``t000000.txt`` and so on."""
    folder.mkdir(parents=True, exist_ok=True)
    for seed in range(count):
        (folder / f"t{seed:06}.txt").write_text(text(seed), "utf-8")


@dataclass
class Memory:
    """What a process and its children held at most, in bytes.

    Attributes
    ----------
    parent, worker : int
        The process, and the largest of its children.
    together : int
        All of them, with what they share counted once.
    """

    parent: int = 0
    worker: int = 0
    together: int = 0

    def look(self, pid: int) -> None:
        """Look at a process that runs."""
        workers = list(_children(pid))
        self.parent = max(self.parent, _held(pid, "status", "VmHWM"))
        self.worker = max(self.worker, *(_held(one, "status", "VmHWM") for one in workers), 0)
        shares = (_held(one, "smaps_rollup", "Pss") for one in (pid, *workers))
        self.together = max(self.together, sum(shares))


def _children(pid: int) -> Iterator[int]:
    try:
        told = Path(f"/proc/{pid}/task/{pid}/children").read_text("ascii")
    except OSError:
        return
    for one in map(int, told.split()):
        yield one
        yield from _children(one)


def _held(pid: int, file: str, name: str) -> int:
    try:
        lines = Path(f"/proc/{pid}/{file}").read_text("ascii", "replace").splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) * 1024 for line in lines if line.startswith(f"{name}:")), 0)


@dataclass(frozen=True)
class Done:
    """What a run took.

    Attributes
    ----------
    seconds, processor : float
        By the clock, and of processors, that of workers included.
    start, closing : float
        Seconds before the first document was written, and after the last one.
    rate : float
        Documents a second in between; 0 where there are not two.
    memory : Memory
        What it held.
    report : int
        Bytes of the report with all its files.
    """

    seconds: float
    processor: float
    start: float
    closing: float
    rate: float
    memory: Memory
    report: int


@dataclass(frozen=True)
class Program:
    """The command that is measured.

    Attributes
    ----------
    path : Path
        The command.
    jobs : bool
        Whether it knows ``--jobs``.
    """

    path: Path
    jobs: bool = True

    def command(self, texts: Path, out: Path, jobs: int, *more: str) -> list[str]:
        """Return the command line of a run."""
        command = [str(self.path), "run", str(texts), "--out", str(out), "--quiet", *more]
        return [*command, "--jobs", str(jobs)] if self.jobs else command

    def run(self, texts: Path, out: Path, jobs: int, *more: str) -> Done:
        """Run it, and measure."""
        begun, clock = time.time(), time.perf_counter()
        memory = Memory()
        process = subprocess.Popen(
            self.command(texts, out, jobs, *more),
            cwd=ROOT,
            stderr=subprocess.PIPE,
            env={**os.environ, "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"},
        )
        before = sum(os.times()[2:4])
        while True:
            try:
                _, told = process.communicate(timeout=_APART)
                break
            except subprocess.TimeoutExpired:
                memory.look(process.pid)
        seconds, ended = time.perf_counter() - clock, time.time()
        if process.returncode:
            raise SystemExit(told.decode("utf-8", "replace"))
        written = sorted(
            file.stat().st_mtime
            for file in (out / "text").glob("[!.]*.mended.txt")
            if file.stat().st_mtime >= begun - 0.01
        )
        first, last = (written[0], written[-1]) if written else (ended, ended)
        return Done(
            seconds,
            sum(os.times()[2:4]) - before,
            first - begun,
            ended - last,
            (len(written) - 1) / (last - first) if last > first else 0.0,
            memory,
            sum(size_of(out / name) for name in ("report.html", "report")),
        )


def size_of(path: Path) -> int:
    """Return the bytes of a file, or of all files below a folder."""
    files = path.rglob("*") if path.is_dir() else [path]
    return sum(file.stat().st_size for file in files if file.is_file())


@dataclass
class Table:
    """Rows that are printed as soon as they are known.

    Attributes
    ----------
    names : sequence of str
        The columns.
    """

    names: Sequence[str]
    _begun: bool = field(default=False)

    def row(self, *cells: object) -> None:
        """Print a row, and the head before the first one."""
        if not self._begun:
            self._begun = True
            print(f"| {' | '.join(self.names)} |")
            print(
                f"| {' | '.join('---' if at == 0 else '---:' for at in range(len(self.names)))} |"
            )
        print(f"| {' | '.join(map(str, cells))} |", flush=True)


def measure(
    program: Program, sizes: Sequence[int], jobs: Sequence[int], large: int, folder: Path
) -> None:
    """Print what batches of several sizes take, and a large one that is done once."""
    table = Table(
        (
            *("run", "documents", "processes", "seconds", "of processors", "start", "documents/s"),
            *("closing", "first process", "a worker", "together", "report"),
        )
    )
    for size in sizes:
        for number in jobs:
            texts, out = folder / "texts", folder / "out"
            write_texts(texts, size)
            steps = [("first", size), ("again, unchanged", size), ("one added", size + 1)]
            # Before there were workers each run did all anew, which need not be measured thrice.
            for what, count in steps if program.jobs else steps[:1]:
                if count > size:
                    (texts / f"t{size:06}.txt").write_text(text(size), "utf-8")
                done = program.run(texts, out, number)
                table.row(what, f"{count:,}", number, *_cells(done))
            shutil.rmtree(texts)
            shutil.rmtree(out)
    if large:
        write_texts(folder / "texts", large)
        done = program.run(folder / "texts", folder / "out", max(jobs))
        table.row("first", f"{large:,}", max(jobs), *_cells(done))


def _cells(done: Done) -> Iterator[str]:
    yield from (f"{done.seconds:.1f}", f"{done.processor:.1f}", f"{done.start:.1f}")
    yield f"{done.rate:.1f}" if done.rate else ""
    yield f"{done.closing:.1f}" if done.closing else ""
    for size in (done.memory.parent, done.memory.worker, done.memory.together, done.report):
        yield f"{size / 1e6:.0f} MB" if size else ""


def identical(program: Program, count: int, folder: Path) -> bool:
    """Print whether the same texts give the same files, however they are divided."""
    texts = folder / "texts"
    write_texts(texts, count)
    table = Table(("way", "files", "differ from one process"))
    first: dict[str, str] | None = None
    fine = True
    for name, make in _ways(program, texts):
        out = folder / "out"
        make(out)
        found = digests(out)
        if first is None:
            first = found
        differ = sorted(one for one in {*first, *found} if first.get(one) != found.get(one))
        fine = fine and not differ
        table.row(name, f"{len(found):,}", ", ".join(differ[:5]) or "none")
        shutil.rmtree(out)
    return fine


def _ways(program: Program, texts: Path) -> Iterator[tuple[str, Callable[[Path], object]]]:
    yield "one process", lambda out: program.run(texts, out, 1)
    yield "two processes", lambda out: program.run(texts, out, 2)
    if find_spec("distributed"):
        yield "dask, two workers", lambda out: program.run(texts, out, 2, "--cluster", "local")
    yield "killed in the middle, and run again", lambda out: _killed(program, texts, out)
    for number in (1, 2, 7):
        yield f"{number} parts, merged", partial(_parts, program, texts, number)


def _parts(program: Program, texts: Path, number: int, out: Path) -> None:
    """Do the parts one after the other, and make one run of them."""
    parts = [out.with_name(f"part-{at}") for at in range(1, number + 1)]
    for at, part in enumerate(parts, start=1):
        program.run(texts, part, 2, "--shard", f"{at}/{number}")
    command = [program.path, "merge", *parts, "--out", out]
    subprocess.run([str(one) for one in command], cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
    for part in parts:
        shutil.rmtree(part)


def _killed(program: Program, texts: Path, out: Path) -> None:
    """Kill a run when half of the documents are there, and do it again."""
    half = len(list(texts.iterdir())) / 2
    process = subprocess.Popen(
        program.command(texts, out, 2), cwd=ROOT, stderr=subprocess.DEVNULL, start_new_session=True
    )
    while process.poll() is None and len(list((out / "annotations").glob("[!.]*"))) < half:
        time.sleep(_APART)
    os.killpg(process.pid, signal.SIGKILL)
    if process.wait() == 0:
        raise SystemExit("the run ended before it could be killed: give more texts")
    program.run(texts, out, 2)


def digests(folder: Path) -> dict[str, str]:
    """Return the hash of every file of a run by its name, but for those that tell of the run."""
    return {
        name: hashlib.sha256(file.read_bytes()).hexdigest()
        for file in sorted(folder.rglob("*"))
        if file.is_file()
        and (name := file.relative_to(folder).as_posix()) not in _OWN
        and not name.startswith(".annotate/")
    }


def main() -> None:
    """Measure batches, or compare ways to do one."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=[100, 1_000], metavar="N")
    parser.add_argument("--jobs", type=int, nargs="+", default=[1, 2], metavar="N")
    parser.add_argument("--large", type=int, default=0, metavar="N", help="do N texts once")
    parser.add_argument("--identical", type=int, metavar="N", help="compare ways to do N texts")
    parser.add_argument("--program", type=Path, default=ANNOTATE, help="another `annotate`")
    parser.add_argument(
        "--without-jobs",
        action="store_true",
        help="it does not know --jobs: a version before workers",
    )
    parser.add_argument("--folder", type=Path, help="where to write what is removed afterwards")
    options = parser.parse_args()
    program = Program(options.program, not options.without_jobs)
    with tempfile.TemporaryDirectory(prefix="annotate-batch-", dir=options.folder) as name:
        if options.identical:
            sys.exit(0 if identical(program, options.identical, Path(name)) else 1)
        measure(program, options.sizes, options.jobs, options.large, Path(name))


if __name__ == "__main__":
    main()
