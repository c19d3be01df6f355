"""Turns the command line into calls and their outcome into output and exit status."""

import argparse
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from generator.arguments import (
    Command,
    build_options,
    check_options,
    coverage_options,
    drift_options,
    images_options,
    lines_options,
    node_options,
    outdated_options,
    package_options,
    parse,
    publish_options,
    schemas_options,
    source_options,
    tools_options,
    try_options,
    update_options,
    verify_options,
)
from generator.base.errors import Problem, ProblemsError, UsageError, problem, raise_problems
from generator.base.exchange import recover
from generator.base.files import write_tree
from generator.base.findings import Result
from generator.base.process import scratch
from generator.base.progress import Progress
from generator.chart.build import Build
from generator.chart.output import check_replaceable
from generator.checks.staging import borrowed
from generator.cluster.trial import run_trial, unreadable
from generator.commands.build import Trees, made_folders, made_pages, stale, write
from generator.commands.check import results_of
from generator.commands.checkout import CHART, SCHEMAS, in_checkout, need_checkout
from generator.commands.drift import drift_between
from generator.commands.package import package_lines, signing_by, verify_package
from generator.commands.publish import publish_lines, target_at
from generator.commands.rendered import bundle_of, images_of
from generator.commands.taken import build_taken
from generator.commands.update import behind, newest_line, report_writer, take_releases
from generator.features.manifests import FEATURES
from generator.node.machine import machine
from generator.node.output import write_bundle
from generator.pipeline import build, take_in
from generator.releases.lines import ReleaseLine, choose_line, named_line, read_lines
from generator.releases.release import Release
from generator.releases.schema_files import refresh_schemas
from generator.releases.signals import signals
from generator.report.behind import behind_json, behind_text
from generator.report.decisions import decisions_text
from generator.report.drift_forms import in_form
from generator.report.explain import explain
from generator.report.image_list import images_json, images_script, images_skopeo, images_text
from generator.report.knob_table import knobs_json, knobs_text
from generator.report.line_table import lines_json, lines_text
from generator.report.progress import watch
from generator.report.results import results_json, results_text
from generator.schemas.types import TYPES
from generator.settings.knobs import read_knobs
from generator.tools import gobuild
from generator.tools.table import USUAL

CLEAN, FINDINGS = 0, 1


def _misused(option: str, remedy: str) -> UsageError:
    """The error of an option that is given beside a release that it excludes."""
    return UsageError([Problem(where=option, expected="no release beside it", found="one", remedy=remedy)])


def _chosen(arguments: argparse.Namespace) -> ReleaseLine:
    """The line that the arguments name, by its chart version or by its releases; the current one when by neither."""
    read_lines()  # what is wrong with the table is no mistake of who asks
    try:
        if arguments.line is None:
            return choose_line(arguments.flannel, arguments.calico)
        if (arguments.flannel, arguments.calico) != (None, None):
            raise _misused("--line", "leave out --flannel and --calico, the line names both")
        return named_line(arguments.line)
    except ProblemsError as error:
        raise UsageError(error.problems) from None


def _built(arguments: argparse.Namespace) -> Build:
    """The build that the arguments ask for; what was put right in raw manifests, or is odd there, is said."""
    made = build_taken(_chosen(arguments), arguments.upstream)
    _tell(made.releases, signalled=arguments.upstream is not None)
    return made


def _tell(releases: Sequence[Release], *, signalled: bool) -> None:
    """Say which image tags were put right, and with `signalled` what is worth a look; it is never silent."""
    for release in releases:
        lines = [str(one) for one in release.corrections]
        if signalled:
            lines += signals(release, FEATURES.points(release.project), FEATURES.addon_files(release.project))
        for line in lines:
            print(line, file=sys.stderr)


def _update(arguments: argparse.Namespace) -> int:
    """Take the releases in, say what changes by them and what is left to decide, and prove the chart that they make."""
    need_checkout("update")
    write_report = report_writer(arguments.report)
    source = arguments.source
    line = newest_line(arguments.flannel, arguments.calico, source) if arguments.latest else _chosen(arguments)
    taken = take_releases(line, source, dry_run=arguments.dry_run)
    for folder in taken.written:
        print(f"{folder} written")
    _tell(taken.drift.after.releases, signalled=True)
    print(in_form(taken.drift, {}))
    write_report(taken.drift)
    made = taken.drift.after.build
    proven = _report(_proven(made, watch(sys.stderr)), as_json=False) if made and taken.written else CLEAN
    print(f"\n{decisions_text(taken.drift)}")
    return proven if made else FINDINGS


def _outdated(arguments: argparse.Namespace) -> int:
    found = behind(arguments.source)
    print((behind_json if arguments.json else behind_text)(found))
    return FINDINGS if any(one.is_behind for one in found) else CLEAN


def _output(arguments: argparse.Namespace) -> Path:
    """The folder of the chart: charts/cni is for the current line alone."""
    if arguments.output:
        return Path(arguments.output)
    need_checkout("build", "name an --output")
    line, current = _chosen(arguments), read_lines()[0]
    if line.releases() != current.releases():
        found = f"flannel {line.flannel} with Calico {line.calico}"
        raise problem(str(CHART), expected=f"line {current.version} in it", found=found, remedy="name an --output")
    return CHART


def _build(arguments: argparse.Namespace) -> int:
    output = _output(arguments)
    if not arguments.check:
        recover(output)
    chart = _built(arguments).chart.files
    folders: Trees = {output: chart}
    pages: Trees = {}
    if not arguments.output:
        folders, pages = {**folders, **made_folders()}, made_pages()
    if not arguments.check:
        check_replaceable(output, chart)
        write(folders, pages)
        return CLEAN
    found = stale(folders, pages)
    for line in found:
        print(f"{line}; run nox -s generate", file=sys.stderr)
    return FINDINGS if found else CLEAN


def _explain(arguments: argparse.Namespace) -> int:
    sys.stdout.write(explain(_built(arguments)))
    return CLEAN


def _proven(made: Build, progress: Progress, *, committed: bool = False) -> list[Result]:
    """The results of the checks of a build; of an unlisted pair it is said whose Kubernetes versions it takes."""
    if not committed and (said := borrowed(made, read_lines()[0])):
        print(said, file=sys.stderr)
    return results_of(made, progress, committed=committed)


def _report(results: Sequence[Result], *, as_json: bool) -> int:
    print(results_json(results) if as_json else results_text(results))
    return FINDINGS if any(result.outcome.findings for result in results) else CLEAN


def _check(arguments: argparse.Namespace) -> int:
    need_checkout("check")
    progress = watch(sys.stderr)
    chosen = (arguments.line, arguments.flannel, arguments.calico, arguments.upstream)
    if arguments.all_lines and chosen != (None,) * len(chosen):
        raise _misused("--all-lines", "leave out --line, --flannel, --calico and --upstream")
    if arguments.upstream is not None:
        return _report(_proven(_built(arguments), progress), as_json=arguments.json)
    lines = read_lines()
    wanted = lines if arguments.all_lines else [_chosen(arguments)]
    results = [result for one in wanted for result in _proven(build(one), progress, committed=one == lines[0])]
    return _report(results, as_json=arguments.json)


def _images(arguments: argparse.Namespace) -> int:
    """The images of values, or of every variant."""
    raise_problems(unreadable(arguments.values))
    images = images_of(_built(arguments), arguments.values)
    forms = {"json": images_json, "skopeo": images_skopeo, "script": images_script}
    form = next((shown for name, shown in forms.items() if getattr(arguments, name)), images_text)
    print(form(images))
    return CLEAN


def _node(arguments: argparse.Namespace) -> int:
    """The bundle for one machine."""
    raise_problems(unreadable(arguments.values))
    files = bundle_of(_built(arguments), arguments.values, machine(arguments.runtime, vars(arguments)))
    write_bundle(arguments.output, files)
    print(f"{arguments.output}: {len(files.texts)} files; README.md says what to do with them")
    return CLEAN


def _drift(arguments: argparse.Namespace) -> int:
    """What changes between two lines, releases or folders of manifests."""
    drift = drift_between(arguments.before, arguments.after, arguments.flannel, arguments.calico)
    print(in_form(drift, vars(arguments)))
    return drift.status


def _wanted(arguments: argparse.Namespace) -> Sequence[ReleaseLine]:
    """The lines that a command is about: all of them, or the one that is named."""
    return read_lines() if arguments.all_lines else [_chosen(arguments)]


def _package(arguments: argparse.Namespace) -> int:
    signing = signing_by(arguments.key, arguments.keyring, arguments.passphrase_file)
    for said in package_lines(_wanted(arguments), arguments.epoch, arguments.output, signing):
        print(said)
    return CLEAN


def _publish(arguments: argparse.Namespace) -> int:
    target = target_at(arguments.repo, arguments.url, plain_http=arguments.plain_http)
    for said in publish_lines(target, _wanted(arguments), arguments.epoch, arguments.packages):
        print(said)
    return CLEAN


def _verify(arguments: argparse.Namespace) -> int:
    found, said = verify_package(arguments.package)
    print("\n".join(map(str, found)) or said)
    return FINDINGS if found else CLEAN


def _lines(arguments: argparse.Namespace) -> int:
    print((lines_json if arguments.json else lines_text)(read_lines()))
    return CLEAN


def _coverage(arguments: argparse.Namespace) -> int:
    shown = knobs_json if arguments.json else knobs_text
    print(shown(read_knobs()))
    return CLEAN


def _tools(arguments: argparse.Namespace) -> int:
    gobuild.build_tools(arguments.names or USUAL, progress=watch(sys.stderr))
    return CLEAN


def _schemas(arguments: argparse.Namespace) -> int:
    need_checkout("schemas")
    lines = {line: take_in(line) for line in read_lines()}
    refresh_schemas(SCHEMAS, TYPES, lines, arguments.wheels)
    return CLEAN


def _try(arguments: argparse.Namespace) -> int:
    with scratch("cni-chart-") as folder:
        chart = CHART if in_checkout() else folder / "cni"
        if chart != CHART:
            write_tree(chart, build(read_lines()[0]).chart.files)
        run_trial(chart, arguments.values, keep=arguments.keep, out=sys.stdout, progress=watch(sys.stderr))
    return CLEAN


COMMANDS: tuple[Command, ...] = (
    ("update", "take upstream's manifests into the snapshot, and check their chart", update_options, _update),
    ("outdated", "print how far the lines are behind upstream's releases", outdated_options, _outdated),
    ("build", "write the chart", build_options, _build),
    ("explain", "print what was learned and what the settings change", source_options, _explain),
    ("check", "run every check on the chart of a line, or of raw manifests", check_options, _check),
    ("images", "print the images that values, or all variants, pull", images_options, _images),
    ("node", "write what one machine runs beside Kubernetes' pods, from values", node_options, _node),
    ("drift", "print what changes for a cluster from one line or release to another", drift_options, _drift),
    ("package", "write the packages of lines and their SBOMs, the same bytes everywhere", package_options, _package),
    ("publish", "put the packages of lines into a chart repository or a registry", publish_options, _publish),
    ("verify", "make a packaged chart again from the snapshot and compare", verify_options, _verify),
    ("coverage", "print what can be set upstream, and the values that set it", coverage_options, _coverage),
    ("lines", "print the table of lines", lines_options, _lines),
    ("tools", "build helm, kubeconform, etcd, kube-apiserver and a registry with Go", tools_options, _tools),
    ("schemas", "make the schemas that kubeconform needs", schemas_options, _schemas),
    ("try", "install the chart into a real API server", try_options, _try),
)


def main(arguments: Sequence[str]) -> int:
    """Run one command; the exit status is 0 when clean and 1 with findings. Raises ProblemsError on bad input."""
    parsed = parse(arguments, COMMANDS)
    run: Callable[[argparse.Namespace], int] = parsed.run
    return run(parsed)
