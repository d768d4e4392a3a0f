"""Typeset the corpus: `python corpus/typeset.py [id…]`.

Every `source/<id>.typ` beside this file becomes `<id>.pdf` beside this file, but for
those that the corpus has as extracted text, `<id>.txt`: one document, one id. The
fonts are those inside the `typst` package, and the PDFs carry no date, so the same
sources and the same `typst` give the same bytes on every machine.
"""

import sys
from pathlib import Path

import typst

CORPUS = Path(__file__).resolve().parent
FONTS = typst.Fonts(include_system_fonts=False, include_embedded_fonts=True)


def typeset(source: Path) -> bytes:
    """The PDF of one source, as bytes."""
    compiler = typst.Compiler(source, root=CORPUS, font_paths=FONTS)
    pdf = compiler.compile(format="pdf", timestamp=0, pdf_tags=False)
    assert isinstance(pdf, bytes)
    return pdf


def sources_to_typeset() -> list[Path]:
    """The sources that have no extracted text in the corpus."""
    sources = sorted((CORPUS / "source").glob("*.typ"))
    return [source for source in sources if not (CORPUS / f"{source.stem}.txt").exists()]


def main(ids: list[str]) -> int:
    """Typeset the sources named, or all of them; the number of failures."""
    sources = [CORPUS / "source" / f"{name}.typ" for name in ids]
    failures = 0
    for source in sources or sources_to_typeset():
        target = CORPUS / f"{source.stem}.pdf"
        try:
            pdf = typeset(source)
        except (typst.TypstError, OSError) as error:
            failures += 1
            print(f"{source.stem}: {error}", file=sys.stderr)
            continue
        same = target.exists() and target.read_bytes() == pdf
        if not same:
            target.write_bytes(pdf)
        print(f"{target.name}: {len(pdf)} bytes, {'unchanged' if same else 'written'}")
    return failures


if __name__ == "__main__":
    sys.exit(min(main(sys.argv[1:]), 1))
