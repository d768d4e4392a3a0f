"""Debian's French manuals, as PDF and HTML, from its packages."""

from __future__ import annotations

import gzip
import subprocess
from dataclasses import dataclass
from pathlib import Path

_SHARE = "usr/share"


@dataclass(frozen=True)
class Manual:
    """A manual of one or two packages.

    Attributes
    ----------
    name : str
        For the figures.
    packages : tuple of str
        That hold it.
    pdf, pages : str
        Patterns of its PDF and of its pages in HTML, under ``/usr/share``.
    """

    name: str
    packages: tuple[str, ...]
    pdf: str
    pages: str


MANUALS = (
    Manual("edu", ("debian-edu-doc-fr",), "doc/debian-edu-doc-fr/*bookworm*.pdf",
           "doc/debian-edu-doc-fr/*bookworm*.html"),
    Manual("faq", ("debian-faq-fr",), "doc/debian/FAQ/debian-faq.fr.pdf*",
           "doc/debian/FAQ/fr/*.html*"),
    Manual("reference", ("debian-reference-fr",), "debian-reference/debian-reference.fr.pdf",
           "debian-reference/*.fr.html"),
    Manual("developers", ("developers-reference-fr",),
           "developers-reference/fr/developers-reference.pdf", "developers-reference/fr/*.html"),
    Manual("maintainers", ("maint-guide-fr",), "doc/maint-guide-fr/maint-guide.fr.pdf",
           "doc/maint-guide-fr/html/*.html*"),
    Manual("installation", ("installation-guide-amd64",),
           "doc/installation-guide-amd64/fr/install.fr.pdf*",
           "doc/installation-guide-amd64/fr/*.html*"),
    Manual("ubuntu", ("ubuntu-packaging-guide-pdf-fr", "ubuntu-packaging-guide-html-fr"),
           "doc/ubuntu-packaging-guide-pdf-fr/*.pdf*",
           "doc/ubuntu-packaging-guide-html-fr/*.html*"),
)  # fmt: skip


def manuals(folder: Path) -> list[tuple[Path, Path]]:
    """Fetch the manuals into a folder by ``apt-get download``; those there already are kept.

    Returns
    -------
    list of (Path, Path)
        A PDF and the folder of its pages.
    """
    return [_manual(manual, folder) for manual in MANUALS]


def _manual(manual: Manual, folder: Path) -> tuple[Path, Path]:
    pdf, pages = folder / f"{manual.name}.pdf", folder / manual.name
    if not pdf.exists():
        root = folder / "packages"
        for package in manual.packages:
            _unpack(package, root)
        pages.mkdir(parents=True, exist_ok=True)
        for file in (root / _SHARE).glob(manual.pages):
            (pages / file.name.removesuffix(".gz")).write_bytes(_content(file))
        (found,) = (root / _SHARE).glob(manual.pdf)
        pdf.write_bytes(_content(found))
    return pdf, pages


def _unpack(package: str, root: Path) -> None:
    root.mkdir(parents=True, exist_ok=True)
    subprocess.run(["apt-get", "download", package], cwd=root, check=True, capture_output=True)
    (archive,) = root.glob(f"{package}_*.deb")
    subprocess.run(["dpkg-deb", "-x", str(archive), str(root)], check=True)


def _content(file: Path) -> bytes:
    data = file.read_bytes()
    return gzip.decompress(data) if file.suffix == ".gz" else data
