"""The programs of others that read what `annotate export` writes, for benchmarks/exchange.py.

They are looked for in one folder, and named where they are not there:

- ``venv``, a Python with dkpro-cassis, jsonschema, label-studio-sdk, pybrat, PyLD and udtools
- ``node_modules``, with @recogito/text-annotator; Chromium and its driver are those of the machine
- ``brat``, a checkout of nlplab/brat
- ``tei_all.rng``, a schema of TEI, for the jing of the machine
- ``anno.jsonld``, the context of the W3C's recommendation
- ``web-annotation-tests``, a checkout of w3c/web-annotation-tests: its JSON schemas say what the
  recommendation demands (`annotationMusts`, `pageMusts`)

Apache UIMA is Debian's libuimaj-core-java. Each program prints the label and the words of every
span that it sees; these are compared with what was written.
"""

from __future__ import annotations

import json
import shutil
import subprocess
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from annotate.document.run_folder import RunFolder
from annotate.exports.document import Exchanged, exchanged
from annotate.exports.formats import format_named
from annotate.exports.losses import reduced

MISSING = "not found here"
_JAVA = Path("/usr/share/java/uimaj-core.jar")
_NAME = "de.tudarmstadt.ukp.dkpro.core.api.ner.type.NamedEntity"
_UIMA = f"""
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
sys.path.insert(0, sys.argv[1])
import annotation
# It opens files in a mode that Python has no more.
annotation.open_textfile = lambda name, mode="r": open(name, encoding="utf-8", newline="")
from annotation import TextAnnotations
for path in sys.argv[2:]:
    with TextAnnotations(path.removesuffix(".ann"), read_only=True) as read:
        assert not list(read.failed_lines), (path, read.failed_lines)
        for one in read.get_textbounds():
            print(one.type, " ".join(one.text.split()), sep="\\t")
"""
_PYBRAT = """
import sys
from pybrat.parser import BratParser
# It calls two labels of the same words an error, which brat itself does not.
for text in BratParser(error="ignore").parse(sys.argv[1]):
    for one in text.entities:
        print(one.type, " ".join(one.mention.split()), sep="\\t")
"""
_LABEL_STUDIO = """
import json, sys, tempfile
from pathlib import Path
from label_studio_sdk.converter import Converter
from label_studio_sdk.label_interface import LabelInterface
interface, tasks = (Path(path).read_text("utf-8") for path in sys.argv[1:])
checked, tasks = LabelInterface(interface), json.loads(tasks)
checked.validate()
for number, task in enumerate(tasks, start=1):
    (made,) = task["predictions"]
    wrong = checked.validate_prediction(made, return_errors=True)
    assert not wrong and checked.validate_task({"data": task["data"]}), wrong
    # What its page keeps when somebody submits the prediction.
    task |= {"id": number, "annotations": [{"id": number, "result": made["result"]}]}
with tempfile.TemporaryDirectory() as place:
    given, out = Path(place, "tasks.json"), Path(place, "out")
    given.write_text(json.dumps(tasks), "utf-8")
    Converter(config=interface, project_dir=None).convert(given, out, "JSON_MIN", is_dir=False)
    for task in json.loads((out / "result.json").read_text("utf-8")):
        for one in task["label"]:
            quote = task["text"][one["start"] : one["end"]]
            assert quote == one["text"], one
            print(*one["labels"], " ".join(quote.split()), sep="\\t")
"""
_PYLD = """
import json, sys
from pathlib import Path
from pyld import jsonld
context = json.loads(Path(sys.argv[1]).read_text("utf-8"))
def load(url, options):
    assert url == "http://www.w3.org/ns/anno.jsonld", url
    return {"documentUrl": url, "contextUrl": None, "document": context}
jsonld.set_document_loader(load)
OA, VALUE = "http://www.w3.org/ns/oa#", "http://www.w3.org/1999/02/22-rdf-syntax-ns#value"
for path in map(Path, sys.argv[2:]):
    page = json.loads(path.read_text("utf-8"))
    text = path.with_suffix(".txt").read_bytes().decode()
    options = {"base": path.as_uri(), "documentLoader": load}
    (whole,) = jsonld.expand(page, options)
    (items,) = whole["http://www.w3.org/ns/activitystreams#items"]
    for one in items["@list"]:
        quotes = []
        for target in one[OA + "hasTarget"]:
            assert target[OA + "hasSource"] == [{"@id": path.with_suffix(".txt").as_uri()}]
            place, quote = target[OA + "hasSelector"]
            start, end = (int(place[OA + name][0]["@value"]) for name in ("start", "end"))
            quotes.append(quote[OA + "exact"][0]["@value"])
            assert text[start:end] == quotes[-1], one
        (body,) = one[OA + "hasBody"]
        print(body[VALUE][0]["@value"], " ".join(" ".join(quotes).split()), sep="\\t")
"""
_SCHEMAS = """
import json, sys
from pathlib import Path
from jsonschema import Draft4Validator
from referencing import Registry
from referencing.jsonschema import DRAFT4
tests, files = Path(sys.argv[1]), [json.loads(Path(one).read_text("utf-8")) for one in sys.argv[2:]]
PLACE = "http://localhost/"
def load(path):
    schema = json.loads(path.read_text("utf-8"))
    # A name that says nothing of a place would be taken for one.
    schema.pop("id", None)
    return PLACE + path.name, DRAFT4.create_resource(schema)
definitions = [load(path) for path in (tests / "definitions").glob("*.json")]
def musts(name):
    for path in json.loads((tests / name).read_text("utf-8"))["assertions"]:
        known = Registry().with_resources([*definitions, load(tests / path)])
        yield path, Draft4Validator({"$ref": PLACE + Path(path).name}, registry=known)
of_pages = list(musts("collections/pages/pageMusts.test"))
of_annotations = list(musts("annotations/annotationMusts.test"))
def check(one, assertions):
    for name, schema in assertions:
        assert schema.is_valid(one), (name, one)
for page in files:
    check(page, of_pages)
    for one in page["items"]:
        # What a page holds has the context of the page.
        check(one | {"@context": page["@context"]}, of_annotations)
# What is wrong must be seen, or nothing is proven.
wrong = page["items"][0] | {"@context": page["@context"], "target": 9}
assert not all(schema.is_valid(wrong) for _, schema in of_annotations)
print(len(files), "pages with", sum(len(page["items"]) for page in files), "annotations valid")
"""
_RECOGITO = """
const [items, text, done] = arguments;
const page = document.body.appendChild(document.createElement("pre"));
page.textContent = text;
const adapter = RecogitoJS.W3CTextFormat("text", page);
const annotator = RecogitoJS.createTextAnnotator(page, {adapter});
annotator.setAnnotations(items);
setTimeout(() => done(annotator.state.store.all().map((one) => [
    one.bodies[0].value, one.target.selector.map((part) => part.range.toString()).join(" "),
])), 200);
"""


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
    exports : Path
        Where the exports lie: a folder each.
    programs : Path
        The folder that the programs are looked for in.
    """

    def __init__(self, run: Path, exports: Path, programs: Path) -> None:
        self._run, self._exports, self._programs = run, exports, programs
        self._python = programs / "venv" / "bin" / "python"

    def told(self) -> dict[str, str]:
        """Return what the readers of each format say."""
        return {
            "xmi": f"Apache UIMA: {self._uima()}; dkpro-cassis: {self._in_python('xmi', _CASSIS)}",
            "tei": f"jing: {self._jing()}",
            "conllu": f"udvalidate, level 1: {self._udvalidate()}",
            "brat": f"brat: {self._brat()}; pybrat: {self._in_python('brat', _PYBRAT)}",
            "jsonld": f"PyLD: {self._pyld()}; the W3C's JSON schemas: {self._schemas()}; "
            f"Recogito in Chromium: {self._recogito()}",
            "labelstudio": "its validator and its converter: "
            + self._in_python("labelstudio", _LABEL_STUDIO),
        }

    def _agreed(self, name: str, found: str) -> str:
        """Compare lines of labels and quotes with what was written."""
        ours = Counter(
            f"{span.label}\t{' '.join(document.quote(span).replace(' … ', ' ').split())}"
            for document in self._held(name)
            for span in document.spans
        )
        theirs = Counter(line for line in found.split("\n") if line)
        if ours != theirs:
            raise SystemExit(f"{name}: {(ours - theirs) or (theirs - ours)}")
        return f"{theirs.total()} spans agree"

    def _held(self, name: str) -> Iterator[Exchanged]:
        """Yield what a format holds of the documents."""
        holds = format_named(name).holds
        for document in RunFolder(self._run).read_all():
            yield reduced(exchanged(document), holds)[0]

    def _files(self, name: str, ending: str) -> list[Path]:
        return sorted((self._exports / name).glob(f"*{ending}"))

    def _in_python(self, name: str, program: str, *before: Path) -> str:
        """Run a program of the environment on the files of a format."""
        if not self._python.is_file():
            return MISSING
        given = {
            "xmi": self._files("xmi", ".xmi"),
            "brat": [self._exports / "brat"],
            "jsonld": self._files("jsonld", ".jsonld"),
            "labelstudio": [self._exports / name / one for one in ("interface.xml", "tasks.json")],
        }[name]
        command = (self._python, "-W", "ignore", "-c", program, *before, *given)
        return self._agreed(name, said(*command))

    def _uima(self) -> str:
        if not _JAVA.is_file() or shutil.which("java") is None:
            return MISSING
        program = self._exports / "Names.java"
        program.write_text(_UIMA, "utf-8")
        types = self._exports / "xmi" / "TypeSystem.xml"
        command = ("java", "-cp", str(_JAVA), program, types, *self._files("xmi", ".xmi"))
        return self._agreed("xmi", said(*command))

    def _jing(self) -> str:
        schema = self._programs / "tei_all.rng"
        if not schema.is_file() or shutil.which("jing") is None:
            return MISSING
        files = self._files("tei", ".tei.xml")
        said("jing", schema, *files)
        return f"{len(files)} texts valid"

    def _udvalidate(self) -> str:
        command = self._python.with_name("udvalidate")
        if not command.is_file():
            return MISSING
        files = self._files("conllu", ".conllu")
        for file in files:
            said(command, "--lang", "fr", "--level", "1", file)
        return f"{len(files)} texts valid"

    def _brat(self) -> str:
        source = self._programs / "brat" / "server" / "src"
        if not source.is_dir() or not self._python.is_file():
            return MISSING
        command = (self._python, "-c", _BRAT, source, *self._files("brat", ".ann"))
        return self._agreed("brat", said(*command))

    def _pyld(self) -> str:
        context = self._programs / "anno.jsonld"
        return self._in_python("jsonld", _PYLD, context) if context.is_file() else MISSING

    def _schemas(self) -> str:
        tests = self._programs / "web-annotation-tests"
        if not tests.is_dir() or not self._python.is_file():
            return MISSING
        pages = self._files("jsonld", ".jsonld")
        return said(self._python, "-c", _SCHEMAS, tests, *pages).strip()

    def _recogito(self) -> str:
        library = self._programs / "node_modules" / "@recogito" / "text-annotator" / "dist"
        driver = shutil.which("chromedriver")
        if not library.is_dir() or driver is None:
            return MISSING
        from selenium.webdriver import Chrome, ChromeOptions, ChromeService

        options = ChromeOptions()
        for argument in ("--headless=new", "--no-sandbox"):
            options.add_argument(argument)
        script = (library / "text-annotator.umd.js").read_text("utf-8")
        lines = []
        browser = Chrome(options, ChromeService(driver))
        try:
            for file in self._files("jsonld", ".jsonld"):
                browser.get("data:text/html,<meta charset=utf-8>")
                browser.execute_script(
                    f"self.process = {{env: {{}}}}; (0, eval)({json.dumps(script)});"
                )
                items = json.loads(file.read_text("utf-8"))["items"]
                text = file.with_suffix(".txt").read_bytes().decode()
                for label, quote in browser.execute_async_script(_RECOGITO, items, text):
                    lines.append(f"{label}\t{' '.join(quote.split())}")
        finally:
            browser.quit()
        return self._agreed("jsonld", "\n".join(lines))
