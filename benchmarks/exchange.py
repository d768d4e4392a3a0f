"""What `annotate export` costs in each format, and what programs that are not ours read in it.

A run of many short documents is made of the corpus: its paragraphs in texts of some 460 words,
annotated once, and copied under other names until there are enough. Each format is written by a
process of its own; words a second are those of its CPU time, without loading, and the ratio is to
reading the run alone. The memory is the most that the process held, with a tenth of the documents
and with all: where the second is hardly more, it does not grow.

Readers are called where they are found, and named where they are not. Some have to be told where
they lie: a schema of TEI, a checkout of brat, the W3C context, a command for `udvalidate`.
"""

from __future__ import annotations

import argparse
import json
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import annotate
from annotate.document.run_folder import RunFolder
from annotate.exports.document import Exchanged, exchanged
from annotate.exports.formats import format_named, names
from annotate.exports.losses import Feature, reduced

ROOT = Path(__file__).resolve().parents[1]
ANNOTATE = Path(sys.executable).with_name("annotate")
WORDS = 460
LIBRARIES = {
    "tei": "lxml",
    "conllu": "conllu",
    "xmi": "lxml",
    "docbin": "spaCy",
}
_JAVA = Path("/usr/share/java/uimaj-core.jar")
_NAME = "de.tudarmstadt.ukp.dkpro.core.api.ner.type.NamedEntity"
_READ_XMI = f"""
import java.io.*;
import org.apache.uima.UIMAFramework;
import org.apache.uima.cas.*;
import org.apache.uima.cas.impl.XmiCasDeserializer;
import org.apache.uima.cas.text.AnnotationFS;
import org.apache.uima.util.*;

public class Names {{
    public static void main(String[] files) throws Exception {{
        PrintStream out = new PrintStream(System.out, true, "UTF-8");
        var types = UIMAFramework.getXMLParser()
            .parseTypeSystemDescription(new XMLInputSource(files[0]));
        for (int at = 1; at < files.length; at++) {{
            CAS cas = CasCreationUtils.createCas(types, null, null);
            try (var in = new FileInputStream(files[at])) {{
                XmiCasDeserializer.deserialize(in, cas);
            }}
            Type name = cas.getTypeSystem().getType("{_NAME}");
            Feature value = name.getFeatureByBaseName("value");
            for (AnnotationFS one : cas.getAnnotationIndex(name))
                out.println(one.getStringValue(value) + "\\t"
                    + one.getCoveredText().replaceAll("\\\\s+", " "));
        }}
    }}
}}
"""
_CASSIS = f"""
import sys
from cassis import load_cas_from_xmi, load_dkpro_core_typesystem
types = load_dkpro_core_typesystem()
for path in sys.argv[1:]:
    with open(path, "rb") as file:
        cas = load_cas_from_xmi(file, typesystem=types, lenient=True)
    for one in cas.select("{_NAME}"):
        print(one.value, " ".join(one.get_covered_text().split()), sep="\\t")
"""
_BRAT = """
import sys
import annotation
# It opens files in a mode that Python has no more.
annotation.open_textfile = lambda name, mode="r": open(name, encoding="utf-8", newline="")
from annotation import TextAnnotations
for path in sys.argv[1:]:
    with TextAnnotations(path, read_only=True) as read:
        assert not list(read.failed_lines), (path, read.failed_lines)
        for one in read.get_textbounds():
            print(one.type, " ".join(one.text.split()), sep="\\t")
"""


def texts_of_corpus() -> Iterator[str]:
    """Yield the mended paragraphs of the corpus in texts of some :data:`WORDS` words."""
    from annotate.text.mending.mend import mend
    from annotate.text.reading import read_source

    held: list[str] = []
    for path in sorted([*(ROOT / "corpus").glob("*.txt"), *(ROOT / "corpus").glob("*.pdf")]):
        for block in mend(read_source(path, path.stem)).text.split("\n\n"):
            held.append(block)
            if sum(len(one.split()) for one in held) >= WORDS:
                yield "\n\n".join(held) + "\n"
                held = []


def make_run(folder: Path, documents: int) -> Path:
    """Annotate the texts of the corpus, and copy them until there are enough documents."""
    texts, once, many = folder / "texts", folder / "once", folder / f"many-{documents}"
    texts.mkdir()
    for number, text in enumerate(texts_of_corpus()):
        (texts / f"t{number:03}.txt").write_text(text, "utf-8")
    subprocess.run([ANNOTATE, "run", texts, "--out", once, "-q"], check=True)
    run, copied = RunFolder(once), RunFolder(many)
    known = run.documents()
    for number in range(documents):
        name, fresh = known[number % len(known)], f"d{number:05}"
        for old, new in zip(run.of(name), copied.of(fresh), strict=True):
            new.parent.mkdir(parents=True, exist_ok=True)
            text = old.read_bytes().decode()
            if old.suffix == ".jsonl":
                text = text.replace(f'"document": "{name}"', f'"document": "{fresh}"', 1)
            new.write_bytes(text.encode())
    return many


def measure(run: Path, name: str, documents: int) -> dict[str, float]:
    """Write some documents of a run in a format, or only read them, in this process."""
    wanted = RunFolder(run).documents()[:documents]
    words = sum(len(RunFolder(run).mended_text(one).read_text("utf-8").split()) for one in wanted)
    with tempfile.TemporaryDirectory() as place:
        if name != "read":  # what is imported and compiled at first belongs to loading
            annotate.export(run, name, Path(place, "first"), documents=wanted[:2])
        begin = time.process_time()
        if name == "read":
            for one in wanted:
                exchanged(RunFolder(run).read(one))
        else:
            annotate.export(run, name, Path(place, "all"), documents=wanted)
        seconds = time.process_time() - begin
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {"words": words, "seconds": seconds, "megabytes": peak}


def in_a_process(run: Path, name: str, documents: int) -> dict[str, float]:
    """Measure a format in a process of its own."""
    command = [sys.executable, __file__, "--measure", name, "--run", run]
    done = subprocess.run(
        [*command, "--documents", str(documents)], capture_output=True, text=True, check=True
    )
    found: dict[str, float] = json.loads(done.stdout)
    return found


def said(*command: str | Path) -> str:
    """Return what a program prints, or fail with what it says."""
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"{command[0]}: {(done.stdout + done.stderr)[-2000:]}")
    return done.stdout


class Readers:
    """The programs of others, on exports of one run.

    Parameters
    ----------
    run : Path
        A run, of which all documents are exported.
    folder : Path
        Where the exports lie: a folder each.
    options : argparse.Namespace
        Where programs lie that have to be told.
    """

    def __init__(self, run: Path, folder: Path, options: argparse.Namespace) -> None:
        self._run, self._folder, self._options = run, folder, options

    def held(self, name: str) -> list[Exchanged]:
        """What a format holds of the documents."""
        one = format_named(name)
        documents = (exchanged(document) for document in RunFolder(self._run).read_all())
        return [reduced(document, one.holds)[0] for document in documents]

    def agreed(self, name: str, found: str) -> str:
        """Compare lines of labels and quotes with what was written."""
        ours = Counter(
            f"{span.label}\t{' '.join(document.quote(span).replace(' … ', ' ').split())}"
            for document in self.held(name)
            for span in document.spans
        )
        theirs = Counter(line for line in found.split("\n") if line)
        if ours != theirs:
            raise SystemExit(f"{name}: {(ours - theirs) or (theirs - ours)}")
        return f"{theirs.total()} spans agree"

    def files(self, name: str, ending: str) -> list[Path]:
        """The files of an export."""
        return sorted((self._folder / name).glob(f"*{ending}"))

    def uima(self) -> str | None:
        """Apache UIMA in Java."""
        if not _JAVA.is_file() or shutil.which("java") is None:
            return None
        program = self._folder / "Names.java"
        program.write_text(_READ_XMI, "utf-8")
        types = self._folder / "xmi" / "TypeSystem.xml"
        command = ("java", "-cp", str(_JAVA), program, types, *self.files("xmi", ".xmi"))
        return self.agreed("xmi", said(*command))

    def cassis(self) -> str | None:
        """dkpro-cassis, with the types of DKPro Core, in an environment of its own: it holds lxml
        and others to versions that are not the newest.
        """
        if self._options.cassis is None:
            return None
        program = self._folder / "names.py"
        program.write_text(_CASSIS, "utf-8")
        command = (self._options.cassis, "-W", "ignore", program, *self.files("xmi", ".xmi"))
        return self.agreed("xmi", said(*command))

    def jing(self) -> str | None:
        """Jing, with a schema of TEI."""
        schema = self._options.tei_schema
        if schema is None or shutil.which("jing") is None:
            return None
        files = self.files("tei", ".tei.xml")
        said("jing", schema, *files)
        return f"{len(files)} texts valid"

    def udvalidate(self) -> str | None:
        """The validator of Universal Dependencies, level 1."""
        command = self._options.udvalidate or shutil.which("udvalidate")
        if command is None:
            return None
        files = self.files("conllu", ".conllu")
        for file in files:
            said(command, "--lang", "fr", "--level", "1", file)
        return f"{len(files)} texts valid"

    def brat(self) -> str | None:
        """The parser of brat's own server."""
        if self._options.brat is None:
            return None
        source = Path(self._options.brat) / "server" / "src"
        program = source / "read_annotations_of_a_benchmark.py"
        program.write_text(_BRAT, "utf-8")
        try:
            paths = [one.with_suffix("") for one in self.files("brat", ".ann")]
            return self.agreed("brat", said(sys.executable, program, *paths))
        finally:
            program.unlink()

    def jsonld(self) -> str | None:
        """pyld, with the context of the W3C."""
        try:
            from pyld import jsonld
        except ImportError:
            return None
        if self._options.context is None:
            return None
        context = json.loads(Path(self._options.context).read_text("utf-8"))
        lines = []
        for file in self.files("jsonld", ".jsonld"):
            page = json.loads(file.read_text("utf-8"))
            page["@context"][0] = context["@context"]
            for one in jsonld.flatten(jsonld.expand(page)):
                exact = one.get("http://www.w3.org/ns/oa#exact")
                lines += [item["@value"] for item in exact or ()]
        spans = [span for one in self.held("jsonld") for span in one.spans]
        if len(lines) != sum(len(span.ranges) for span in spans):
            raise SystemExit(f"jsonld: {len(lines)} quotes of {len(spans)} spans")
        return f"{len(lines)} quotes found"


def readers(place: Path, run: Path, options: argparse.Namespace) -> dict[str, str]:
    """Return what the reader of each format says."""
    for name in ("xmi", "tei", "conllu", "brat", "jsonld"):
        annotate.export(run, name, place / name)
    every = Readers(run, place, options)
    checks: dict[str, tuple[str, Callable[[], str | None]]] = {
        "xmi": ("Apache UIMA", every.uima),
        "tei": ("jing", every.jing),
        "conllu": ("udvalidate", every.udvalidate),
        "brat": ("brat", every.brat),
        "jsonld": ("pyld", every.jsonld),
    }
    told = {
        name: f"{title}: {check() or 'not found here'}" for name, (title, check) in checks.items()
    }
    told["xmi"] += f"; dkpro-cassis: {every.cassis() or 'not found here'}"
    return told


IN_TESTS = {
    "conll": "spaCy convert",
    "docbin": "spaCy debug data, train",
    "doccano": "import and export of doccano",
}
"""Readers that the tests have already."""


def round_trip(run: Path, name: str, place: Path) -> str:
    """Return how many documents of a run come back as the format holds them."""
    one = format_named(name)
    if one.read is None:
        return "–"
    annotate.export(run, name, place)
    back = {found.id: found for file in one.files(place) for found in one.read(file)}
    same = 0
    documents = list(RunFolder(run).read_all())
    for document in documents:
        kept, there = reduced(exchanged(document), one.holds)[0], back[document.id]
        quotes = [
            [(span.label, "".join(each.quote(span).split())) for span in each.spans]
            for each in (kept, there)
        ]
        same += quotes[0] == quotes[1] and (
            Feature.SPACE not in one.holds or kept.text == there.text
        )
    return f"{same} of {len(documents)}"


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--documents", type=int, default=1000)
    parser.add_argument("--tei-schema", type=Path, help="tei_all.rng, for jing")
    parser.add_argument("--context", type=Path, help="anno.jsonld of the W3C, for pyld")
    parser.add_argument("--cassis", type=Path, help="a Python that has dkpro-cassis")
    parser.add_argument("--brat", type=Path, help="a checkout of nlplab/brat")
    parser.add_argument("--udvalidate", type=Path, help="the command of udtools")
    parser.add_argument("--measure", help=argparse.SUPPRESS)
    parser.add_argument("--run", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.measure:
        print(json.dumps(measure(options.run, options.measure, options.documents)))
        return
    with tempfile.TemporaryDirectory(prefix="annotate-exchange-") as place:
        run = make_run(Path(place), options.documents)
        once = Path(place, "once")
        told = readers(Path(place, "readers"), once, options) | IN_TESTS
        few = max(options.documents // 10, 1)
        reading = in_a_process(run, "read", options.documents)
        base = reading["words"] / reading["seconds"]
        print(f"{options.documents} documents, {reading['words']:.0f} words; read: {base:.0f}/s\n")
        print(
            "| format | library | reader | words/s | ratio | MB, a tenth | MB, all | round trip |"
        )
        print("| --- | --- | --- | ---: | ---: | ---: | ---: | --- |")
        for name in names():
            tenth = in_a_process(run, name, few)["megabytes"]
            done = in_a_process(run, name, options.documents)
            rate = done["words"] / done["seconds"]
            back = round_trip(once, name, Path(place, f"back-{name}"))
            print(
                f"| {name} | {LIBRARIES.get(name, '–')} | {told.get(name, '–')} | {rate:.0f} "
                f"| {rate / base:.2f} | {tenth:.0f} | {done['megabytes']:.0f} | {back} |",
                flush=True,
            )


if __name__ == "__main__":
    main()
