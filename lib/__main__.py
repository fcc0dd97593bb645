"""The command line: the same analyses without a browser, as `python -m lib`."""

import argparse
import datetime
import io
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from lib.analysis.registry import answer_question
from lib.analysis.settings.kinds import Settings, shorten
from lib.cohort.apart import read_apart
from lib.cohort.intake import check_file
from lib.command_line.options import call_parser
from lib.command_line.request import WRONG, WrongCall, read_bytes, read_file, read_question
from lib.export.answers_json import answers_json
from lib.export.plain_text import answers_text
from lib.export.report.build import Origin
from lib.export.report.call import words_call
from lib.export.report.folder import planned_names, report_files
from lib.export.sealed_plan import PlanError, read_plan
from lib.present.common.number_style import in_style, style_of
from lib.present.report.settings import REPORT_SECTIONS, REPORT_SETTINGS
from lib.present.settings import CALL_SETTINGS


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command; give its exit status."""
    call = call_parser().parse_args(arguments)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    try:
        return COMMANDS[call.command](call)
    except WrongCall as wrong:
        print(f"python -m lib {call.command}: {' '.join(str(wrong).split())}", file=sys.stderr)
        return WRONG
    except BrokenPipeError:
        sys.stderr.close()
        return 0


def _analyse(call: argparse.Namespace) -> int:
    question, settings = read_question(call)
    chosen = Settings({s.name: settings[s.name] for s in CALL_SETTINGS})
    answers = answer_question(question, chosen, whole=True)
    with in_style(style_of(chosen)):
        sys.stdout.write(answers_json(answers) if call.json else answers_text(answers))
    return 0


def _report(call: argparse.Namespace) -> int:
    folder, known = Path(call.out), [row.code for row in REPORT_SECTIONS]
    chosen = call.sections or [row.code for row in REPORT_SECTIONS if row.first]
    unknown = [name for name in chosen if name not in known]
    if unknown:
        raise WrongCall(f"--sections: found “{shorten(unknown[0])}”, which is not one of {', '.join(known)}")
    forms = list(dict.fromkeys(call.format))
    there = [name for name in planned_names(forms) if (folder / name).exists()]
    if there and not call.force:
        raise WrongCall(f"{shorten(call.out)} holds {there[0]} already; name another folder, or add --force")
    question, settings = read_question(call)
    ticks = {row.setting: row.code in chosen for row in REPORT_SECTIONS}
    settings = Settings(
        {**settings, **{s.name: s.default(question.cohort) for s in REPORT_SETTINGS}, **ticks}
    )
    origin = Origin(
        datetime.datetime.now(datetime.UTC).date().isoformat(), again=words_call(question, settings)
    )
    with_data = call.with_data or question.cohort.synthetic
    for name, data in report_files(question, settings, chosen, forms, origin, with_data=with_data):
        _write(folder / name, data)
    return 0


def _write(path: Path, data: bytes) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    except OSError as error:
        raise WrongCall(f"{shorten(str(path))} cannot be written: {error.strerror or error}") from error
    print(path)


def _check(call: argparse.Namespace) -> int:
    report = check_file(*read_file(call), identifying=call.identifying, read=read_apart)
    if report.status == "unreadable":
        raise WrongCall(report.reason)
    sys.stdout.write(report.as_json() if call.json else report.as_text())
    return report.exit_code


def _verify(call: argparse.Namespace) -> int:
    try:
        plan = read_plan(read_bytes(call.file))
    except PlanError as error:
        raise WrongCall(f"{shorten(call.file)}: {error}") from error
    print(f"The seal holds: sealed {plan.sealed_at} (UTC), data {plan.fingerprint}, SHA-256 {plan.sha256}.")
    for name, values in plan.query.items():
        print(f"{name}={','.join(values)}")
    return 0


COMMANDS: dict[str, Callable[[argparse.Namespace], int]] = {
    "analyse": _analyse,
    "check": _check,
    "report": _report,
    "verify": _verify,
}


if __name__ == "__main__":
    sys.exit(main())
