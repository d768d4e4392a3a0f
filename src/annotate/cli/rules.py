"""``annotate rules``: proof, trial and explanation of the rules that a linguist edits."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from annotate.cli.counts import counted

if TYPE_CHECKING:
    from annotate.document.mended import Mended
    from annotate.rules.matching import Fired
    from annotate.run.rule_check import RuleReport
    from annotate.run.rule_trace import Trace
    from annotate.run.rule_trial import Difference

rules = typer.Typer(
    no_args_is_help=True,
    rich_markup_mode=None,
    help="""Prove, try and explain the rules of configs/rules/.

    \b
    Examples:
      annotate rules check
      annotate rules try own.tsv texts/ --gold gold/
      annotate rules explain build/ Verlaine
      annotate rules new build/ Verlaine --label ORG --to configs/rules/own.tsv
    """,
)

_CONFIG = typer.Option(
    "--config",
    "-c",
    help="A folder with pipeline.cfg, lexicons/ and rules/, or the pipeline.cfg. Default: "
    "./configs if it is there, else the one that annotate ships.",
)
_RUN = typer.Argument(metavar="DIR", help="The folder that `annotate run` wrote.")
_MENTION = typer.Argument(
    metavar="MENTION", help="The id of an annotation or the text of a mention, or DOCUMENT:either."
)


@rules.command("check")
def check(
    config: Annotated[Path | None, _CONFIG] = None,
    texts: Annotated[
        list[str] | None,
        typer.Option(
            "--texts",
            "-t",
            help="Texts on which each rule should do something at least once. Default: ./corpus "
            "if it is there.",
        ),
    ] = None,
) -> None:
    """Run the examples and counter-examples of every rule.

    Names rows that cannot be read, rules without examples or counter-examples, examples that do
    not come out, rules that contradict each other, rules that do nothing on the texts and word
    classes that nobody uses.

    \b
    Examples:
      annotate rules check
      annotate rules check --config myconfigs/ --texts texts/

    Exit code: 0 all holds, 1 something does not, 2 wrong usage or configuration.
    """
    from annotate.cli.configuration import chosen
    from annotate.pipes.assembly import assemble
    from annotate.run.rule_check import check_rules

    pipeline = chosen(config)
    wanted = texts or (["corpus"] if any(Path("corpus").glob("*.*")) else [])
    nlp = assemble(pipeline)
    mended = (one.text for one in _mended(wanted, pipeline)) if wanted else None
    report = check_rules(nlp, pipeline, mended)
    _print_report(report)
    if not report.holds:
        raise typer.Exit(1)


def _mended(inputs: Sequence[str], pipeline: Path) -> Iterator[Mended]:
    """Read and mend texts; one that cannot be read is named, and the others go on."""
    from annotate.errors import DocumentError
    from annotate.run.inputs import find_inputs
    from annotate.text.mending.mend import mend
    from annotate.text.mending.rules import read_rules

    mending = read_rules(pipeline.parent)
    for item in find_inputs(inputs, None):
        try:
            yield mend(item.read(), mending)
        except DocumentError as error:
            print(f"annotate: {error}", file=sys.stderr)


def _print_report(report: RuleReport) -> None:
    tables = Counter(rule.path.name for rule in report.rules)
    for name, number in tables.items():
        mine = [rule for rule in report.rules if rule.path.name == name]
        examples = sum(len(rule.examples) for rule in mine)
        counter = sum(len(rule.counter_examples) for rule in mine)
        raw = sum(any(one.raw for one in rule.conditions) for rule in mine)
        off = sum(not rule.on for rule in mine)
        print(
            f"{name}: {counted(number, 'rule')}, {examples} examples, {counter} counter-examples, "
            f"{raw} with a raw pattern" + (f", {off} off" if off else "")
        )
    for line in (*report.faults, *map(str, (*report.failures, *report.contradictions))):
        print(f"annotate: {line}", file=sys.stderr)
    if report.silent is not None:
        silent = [rule.id for rule in report.silent]
        print(f"{counted(len(silent), 'rule')} did nothing on the texts{_listed(silent)}")
    if report.unused:
        print(f"nobody uses {len(report.unused)} of the word classes{_listed(report.unused)}")
    wrong = len(report.failures) + len(report.contradictions) + len(report.faults)
    print("every example comes out" if report.holds else f"{counted(wrong, 'fault')}, named above")


def _listed(names: Sequence[str]) -> str:
    """Return names below a line, several a row."""
    from textwrap import fill

    text = ", ".join(names)
    indented = fill(text, 100, initial_indent="  ", subsequent_indent="  ", break_on_hyphens=False)
    return f":\n{indented}" if names else ""


@rules.command("try")
def try_(
    table: Annotated[Path, typer.Argument(metavar="RULES.tsv", help="Rules, changed or new.")],
    texts: Annotated[list[str], typer.Argument(metavar="TEXTS...", help="Files and folders.")],
    gold: Annotated[
        Path | None,
        typer.Option("--gold", help="Gold of texts: each change is called right or wrong."),
    ] = None,
    config: Annotated[Path | None, _CONFIG] = None,
) -> None:
    """Show what rules would do to texts: mentions won (+), lost (-) and changed (~), in context.

    A rule with the id of another takes its place, any other comes to your own. Nothing is written.

    \b
    Examples:
      annotate rules try own.tsv texts/
      annotate rules try own.tsv corpus/ --gold corpus/gold/
    """
    from annotate.cli.configuration import chosen
    from annotate.document.labels import labels_of
    from annotate.errors import ConfigurationError
    from annotate.gold.files import read_gold
    from annotate.pipes.assembly import OWN_RULES, assemble
    from annotate.rules.model import read_rules
    from annotate.run.rule_trial import try_rules

    pipeline = chosen(config)
    golds = read_gold(gold, labels_of(pipeline)) if gold is not None else []
    nlp = assemble(pipeline)
    if OWN_RULES not in nlp.pipe_names:
        raise ConfigurationError(
            f"no component {OWN_RULES} is in the pipeline",
            path=pipeline,
            remedy="add it before annotate_consistency, as the configuration of `annotate init`",
        )
    own = nlp.get_pipe(OWN_RULES)
    read = read_rules(table, own.rule_classes)  # type: ignore[attr-defined]
    for fault in read.faults:
        print(f"annotate: {fault}", file=sys.stderr)
    counts: Counter[str] = Counter()
    for difference in try_rules(_mended(texts, pipeline), nlp, read.rules, golds):
        _print_difference(difference)
        counts[difference.kind] += 1
        counts[{True: "right", False: "wrong", None: "undecided"}[difference.right]] += 1
    told = f"{counts['won']} won, {counts['lost']} lost, {counts['changed']} changed"
    if golds:
        told += f"; {counts['right']} right, {counts['wrong']} wrong"
        told += f", {counts['undecided']} the gold does not decide" if counts["undecided"] else ""
    print(f"{counted(len(read), 'rule')}: {told}")
    if read.faults:
        raise typer.Exit(1)


def _print_difference(difference: Difference) -> None:
    sign = {"won": "+", "lost": "-", "changed": "~"}[difference.kind]
    was, becomes = difference.before, difference.after
    labels = " → ".join(one.label for one in (was, becomes) if one is not None)
    if was and becomes and was.ranges != becomes.ranges:
        labels += f" « {was.text} » →"
    before, form, behind = difference.context
    right = {True: "right", False: "WRONG", None: ""}[difference.right]
    rules = ", ".join(difference.rules)
    note = "  ".join(part for part in (difference.document, rules, right) if part)
    print(f"{sign} {labels}  …{before} [{form}] {behind}…  ({note})")


@rules.command("explain")
def explain(
    folder: Annotated[Path, _RUN],
    mention: Annotated[str, _MENTION],
    config: Annotated[
        Path | None,
        typer.Option("--config", "-c", help="Default: the configuration the run was made with."),
    ] = None,
) -> None:
    """Say which rules made and changed a mention, in order, each with its row.

    The document is recognised anew, with the configuration as it is now.

    \b
    Examples:
      annotate rules explain build/ Verlaine
      annotate rules explain build/ e-64da9933bc
      annotate rules explain build/ "article:Conseil régional"
    """
    from itertools import groupby

    from annotate.cli.configuration import chosen
    from annotate.document.run_folder import RunFolder
    from annotate.pipes.assembly import assemble
    from annotate.run.rule_trace import explain as explained
    from annotate.run.rule_trace import mentions_named

    found = list(mentions_named(RunFolder(folder), mention))
    nlp = assemble(chosen(config, folder))
    for _, some in groupby(found, key=lambda pair: pair[0].id):
        pairs = list(some)
        for trace in explained(pairs[0][0], [one for _, one in pairs], nlp):
            _print_trace(trace)


def _print_trace(trace: Trace) -> None:
    mention = trace.mention
    print(f"{trace.document}: « {trace.form} » {mention.label} ({mention.source}, {mention.id})")
    fired = list(trace.fired)
    for group, one in trace.found:
        if group == "names":
            # The rules of a table act between what the model found and what is left of it.
            for event in fired:
                _print_fired(event)
            fired = []
        score = "" if one.score is None else f", certainty {one.score:.2f}"
        print(f"  {group}: {one.label} {one.start}-{one.end} from {one.rule}{score}")
    for event in fired:
        _print_fired(event)
    if not trace.same:
        print("  with the configuration as it is now, it is not found so any more")


def _print_fired(fired: Fired) -> None:
    rule, found, made = fired.rule, fired.found, fired.made
    if rule.action == "context":
        what = "holds here"
    elif found is None:
        what = f"adds « {made.form if made else ''} » {rule.label}"
    elif made is None:
        what = f"drops « {found.form} » {found.label}"
    else:
        what = f"« {found.form} » {found.label} → « {made.form} » {made.label}"
    print(f"  {rule.id} ({rule.path.name}, line {rule.line}): {what}")
    example = f"; example: {rule.examples[0]}" if rule.examples else ""
    print(f"      {rule.row}{example}")


@rules.command("new")
def new(
    folder: Annotated[Path, _RUN],
    mention: Annotated[str, _MENTION],
    label: Annotated[
        str | None, typer.Option("--label", "-l", help="The label it should have.")
    ] = None,
    drop: Annotated[bool, typer.Option("--drop", help="It should be no name.")] = False,
    add: Annotated[
        bool, typer.Option("--add", help="A rule that finds such names by itself.")
    ] = False,
    name: Annotated[str, typer.Option("--id", help="The id of the rule.")] = "own.new",
    to: Annotated[
        Path | None,
        typer.Option("--to", help="Put the row at the end of this table. Default: print it."),
    ] = None,
) -> None:
    """Start a row from a mention of a run: what stands before it, and its sentence as the example.

    Make the row general, add a counter-example, then `annotate rules check` and `try` it.

    \b
    Examples:
      annotate rules new build/ Verlaine --label ORG
      annotate rules new build/ e-64da9933bc --drop --id own.mayors
      annotate rules new build/ Verlaine --label ORG --to configs/rules/own.tsv
    """
    from annotate.document.run_folder import RunFolder
    from annotate.errors import UsageError
    from annotate.files import write_text
    from annotate.lexicons import append_rows, text_of_table
    from annotate.rules.model import COLUMNS
    from annotate.run.rule_trace import mentions_named, new_row

    if drop == bool(label or add):
        raise UsageError(
            "the rule has nothing to do", remedy="give --label LABEL, or --drop, and not both"
        )
    document, one = next(mentions_named(RunFolder(folder), mention))
    action = "drop" if drop else "add" if add else "relabel"
    row = new_row(document, one, action, label or one.label, name)
    if to is None:
        print(text_of_table(Path("/dev/null/none"), COLUMNS, [row]), end="")
        return
    if not to.exists():
        write_text(to, "\t".join(COLUMNS) + "\n")
    append_rows(to, [row])
    print(f"wrote a row {name} to {to}: make it general, then `annotate rules check`")
