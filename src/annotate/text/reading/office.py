"""Documents of other word processors, converted by LibreOffice where it is installed.

Each conversion has a profile of its own, made for it and thrown away: two at a time do not wait for
each other, and nothing that the user has set or opened plays a part. In that profile macros never
run, and every way into the network leads to a port where nobody listens.
"""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

from annotate.errors import UnreadableError
from annotate.text.reading.containers import encrypted
from annotate.text.reading.programs import Done, find_program, run_program, seconds_of

SECONDS = "ANNOTATE_OFFICE_SECONDS"
"""The environment variable that says how long a conversion may take."""
_USUAL = 180.0
_NAMES = ("soffice", "libreoffice")
_PLACES = (
    "/Applications/LibreOffice.app/Contents/MacOS/soffice",
    r"C:\Program Files\LibreOffice\program\soffice.com",
    r"C:\Program Files (x86)\LibreOffice\program\soffice.com",
    "/opt/libreoffice/program/soffice",
    "/usr/lib/libreoffice/program/soffice",
)
_NOBODY = ("127.0.0.1", "9")
"""The address and the port of a proxy that is not there."""
_SETTINGS = (
    ("Common/Security/Scripting", "DisableMacrosExecution", "true"),
    ("Common/Security/Scripting", "MacroSecurityLevel", "3"),
    ("Common/Security/Scripting", "BlockUntrustedRefererLinks", "true"),
    ("Common/Security/Scripting", "DisableActiveContent", "true"),
    ("Common/Misc", "FirstRun", "false"),
    ("Inet/Settings", "ooInetProxyType", "2"),
    ("Inet/Settings", "ooInetHTTPProxyName", _NOBODY[0]),
    ("Inet/Settings", "ooInetHTTPProxyPort", _NOBODY[1]),
    ("Inet/Settings", "ooInetHTTPSProxyName", _NOBODY[0]),
    ("Inet/Settings", "ooInetHTTPSProxyPort", _NOBODY[1]),
    ("Inet/Settings", "ooInetFTPProxyName", _NOBODY[0]),
    ("Inet/Settings", "ooInetFTPProxyPort", _NOBODY[1]),
    ("Inet/Settings", "ooInetNoProxy", ""),
    ("Writer/Content/Update", "Link", "0"),
)
_WORD = "WordDocument".encode("utf-16-le")
_FIB = b"\xec\xa5"
_FIB_AT, _FLAGS_AT, _ENCRYPTED = 512, 11, 0x01
"""Where nearly every Word file has its head, and the bit in it that says it wants a password."""


def is_word(data: bytes) -> bool:
    """Return whether a compound file holds a document of Word 6 to 2003."""
    return _WORD in data


def convert(data: bytes, ending: str, shown: str) -> bytes:
    """Convert a document to ODT.

    Parameters
    ----------
    data : bytes
        The whole file.
    ending : str
        What its name ends in when it is handed over (``.rtf``).
    shown : str
        The file's name in messages.

    Returns
    -------
    bytes
        The ODT.

    Raises
    ------
    EncryptedError
        If it asks for a password.
    UnreadableError
        If LibreOffice is not installed, cannot open it or takes too long.
    """
    if data[_FIB_AT : _FIB_AT + 2] == _FIB and data[_FIB_AT + _FLAGS_AT] & _ENCRYPTED:
        raise encrypted(shown)
    program = find_program(_NAMES, _PLACES)
    if program is None:
        raise UnreadableError(
            f"is a {ending} file, which annotate reads through LibreOffice, which is not installed",
            path=shown,
            remedy="install LibreOffice (the package libreoffice-writer), or open the file in a "
            "word processor and save it as .docx or .odt",
        )
    seconds = seconds_of(SECONDS, _USUAL)
    with TemporaryDirectory(prefix="annotate-", ignore_cleanup_errors=True) as made:
        folder = Path(made)
        given = folder / f"document{ending}"
        given.write_bytes(data)
        done = run_program(_command(program, given), folder, seconds, environment=_environment())
        result = folder / "out" / "document.odt"
        if done.code == 0 and result.is_file():
            return result.read_bytes()
    raise _failed(done, seconds, shown)


def _command(program: str, given: Path) -> list[str]:
    profile = given.parent / "profile"
    _write_profile(profile)
    return [
        program,
        f"-env:UserInstallation={profile.as_uri()}",
        "--headless",
        "--invisible",
        "--norestore",
        "--nologo",
        "--nolockcheck",
        "--nodefault",
        "--convert-to",
        "odt",
        "--outdir",
        str(given.parent / "out"),
        str(given),
    ]


def _environment() -> dict[str, str]:
    nowhere = f"http://{':'.join(_NOBODY)}"
    proxies = dict.fromkeys(("http_proxy", "https_proxy", "ftp_proxy", "all_proxy"), nowhere)
    return {**proxies, "no_proxy": "", "SAL_USE_VCLPLUGIN": "svp"}


def _write_profile(profile: Path) -> None:
    items = "".join(
        f'<item oor:path="/org.openoffice.{"" if path.startswith("Inet") else "Office."}{path}">'
        f'<prop oor:name="{name}" oor:op="fuse"><value>{value}</value></prop></item>'
        for path, name, value in _SETTINGS
    )
    file = profile / "user" / "registrymodifications.xcu"
    file.parent.mkdir(parents=True)
    file.write_text(
        '<?xml version="1.0" encoding="UTF-8"?>\n<oor:items '
        'xmlns:oor="http://openoffice.org/2001/registry" '
        'xmlns:xs="http://www.w3.org/2001/XMLSchema" '
        'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
        f"{items}</oor:items>\n",
        "utf-8",
    )


def _failed(done: Done, seconds: float, shown: str) -> UnreadableError:
    if done.code is None:
        return UnreadableError(
            f"LibreOffice takes longer than {seconds:g} seconds to convert it",
            path=shown,
            remedy=f"set the environment variable {SECONDS} to more seconds, or save it as .docx "
            "or .odt",
        )
    said = done.told.splitlines()[-1] if done.told else f"exit status {done.code}"
    return UnreadableError(
        f"LibreOffice cannot convert it ({said})",
        path=shown,
        remedy="open it in the program that made it and save it as .docx or .odt",
    )
