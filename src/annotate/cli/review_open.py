"""``annotate review open``: the review page."""

from __future__ import annotations

from typing import Annotated

import typer

from annotate.cli.review_options import ConfigOption, RunArgument, report_changed_sources


def open_page(
    run: RunArgument,
    by: Annotated[
        str | None,
        typer.Option("--by", metavar="NAME", help="Who reviews. Default: your login name."),
    ] = None,
    port: Annotated[
        int,
        typer.Option(
            "--port", "-p", min=0, max=65535, help="Where to listen. Default: a free one."
        ),
    ] = 0,
    no_browser: Annotated[
        bool, typer.Option("--no-browser", help="Only print the address, and open nothing.")
    ] = False,
    config: ConfigOption = None,
) -> None:
    """Open the review page in your browser, for one person on this machine.

    It shows the texts to read, the spans in doubt, and the forms in doubt; every key that decides
    something is written at once, and `u` takes it back. Nothing but this machine can reach the
    page, and only with the address that is printed. Ctrl-C ends it.

    \b
    Examples:
      annotate review open build/
      annotate review open build/ --by alice --no-browser
    """
    import getpass

    from annotate.cli.configuration import labels_for, remembering
    from annotate.document.run_folder import RunFolder
    from annotate.review.decisions import decisions_in
    from annotate.review.keep import bring_up_to_date
    from annotate.review.page.server import ReviewServer
    from annotate.review.session import ReviewSession
    from annotate.run.rebuild import rebuild

    folder, labels = RunFolder(run), labels_for(config, run)
    tables = remembering(config)
    session = ReviewSession(folder, by or getpass.getuser(), labels, tables)
    report_changed_sources(folder)
    server = ReviewServer(session, tables, port)
    print(f"review of {run} by {session.by}: {server.url}")
    print("Ctrl-C ends it", flush=True)
    if not no_browser:
        _show(server.url)
    try:
        server.run()
    except KeyboardInterrupt:
        print()
    bring_up_to_date(folder, lambda: rebuild(folder, labels, decisions_in))


def _show(url: str) -> None:
    """Open the browser without waiting for it: one in the terminal ends only with its user."""
    import threading
    import webbrowser

    threading.Thread(target=webbrowser.open, args=(url,), daemon=True).start()
