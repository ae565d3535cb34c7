"""The command line, and the one place that knows all rooms.

Every command opens only the rooms it needs, so that ``verify`` works where nothing is configured
and ``--help`` answers at once.
"""

import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from config import ConfigurationRefused, apply_ca_bundle, load_settings, spoken_language
from console import Refused, sentence


class Format(StrEnum):
    """How a sitting is held (Sitzungsformat)."""

    DIGITAL = "digital"
    HYBRID = "hybrid"
    PRESENCE = "presence"


def say(key: str, **values: object) -> str:
    """Return one of the command line's sentences in the language that is set."""
    return sentence(key, spoken_language(), **values)


def group(key: str) -> typer.Typer:
    """Return an empty group of commands with its help."""
    return typer.Typer(help=say(key), no_args_is_help=True, rich_markup_mode=None)


cli = typer.Typer(
    help=say("help.program"),
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)
roster = group("help.roster")
sitting = group("help.sitting")
manifest = group("help.manifest")
cli.add_typer(roster, name="roster")
cli.add_typer(sitting, name="sitting")
cli.add_typer(manifest, name="manifest")
retention = group("help.retention")
person = group("help.person")
cli.add_typer(retention, name="retention")
cli.add_typer(person, name="person")

File = Annotated[str, typer.Argument(help=say("help.file"), metavar="FILE")]
Out = Annotated[Path, typer.Option("--out", help=say("help.out"), metavar="DIR")]


@cli.callback(invoke_without_command=True)
def choose(context: typer.Context) -> None:
    """Serve the bot where no command is named."""
    if context.invoked_subcommand is None:
        serve()


@cli.command(help=say("help.serve"))
def serve() -> None:
    """Serve the bot until it is told to end."""
    settings = load_settings()
    apply_ca_bundle(settings)
    from beside import refuse_bad_town_file, refuse_real_sittings, refused_folder
    from bot.serve import serve as serve_bot

    refuse_bad_town_file(settings)
    if settings.local_mode:
        refuse_real_sittings(settings)
    with refused_folder(settings):
        serve_bot(settings)


@cli.command(help=say("help.doctor"))
def doctor() -> None:
    """Check the configuration against the services it can reach."""
    from doctor import examine

    raise typer.Exit(examine(sys.stdout))


@roster.command("import", help=say("help.roster_import"))
def roster_import(
    file: File,
    dry_run: Annotated[bool, typer.Option("--dry-run", help=say("help.dry_run"))] = False,
) -> None:
    """Take the list of councillors from a file, whole or not at all."""
    from planning import import_roster

    typer.echo(import_roster(load_settings(serving=False), file, dry_run=dry_run))


@sitting.command("plan", help=say("help.sitting_plan"))
def sitting_plan(
    file: File,
    title: Annotated[str, typer.Option("--title", help=say("help.title"))],
    start: Annotated[str, typer.Option("--start", help=say("help.start"))],
    body: Annotated[str, typer.Option("--body", help=say("help.body"))] = "",
    held: Annotated[Format, typer.Option("--format", help=say("help.format"))] = Format.DIGITAL,
    reason: Annotated[str, typer.Option("--reason", help=say("help.reason"))] = "",
    notified: Annotated[str, typer.Option("--notified", help=say("help.notified"))] = "",
    convened: Annotated[str, typer.Option("--convened", help=say("help.convened"))] = "",
    public_room: Annotated[str, typer.Option("--public-room", help=say("help.public_room"))] = "",
    probe: Annotated[bool, typer.Option("--probe", help=say("help.probe"))] = False,
    second: Annotated[bool, typer.Option("--second", help=say("help.second"))] = False,
    update: Annotated[str, typer.Option("--update", help=say("help.update"), metavar="ID")] = "",
) -> None:
    """Plan a sitting with its agenda; its id is the last word printed."""
    from planning import Plan, plan_sitting

    plan = Plan(
        title=title,
        start=start,
        body=body,
        format=held.value,
        reason=reason,
        notified=notified,
        convened=convened,
        public_room=public_room,
        probe=probe,
        second=second,
        update=update,
    )
    typer.echo(plan_sitting(load_settings(serving=False), file, plan))


@sitting.command("prepare", help=say("help.sitting_prepare"))
def sitting_prepare(
    sitting_id: Annotated[str, typer.Argument(help=say("help.id"), metavar="ID")],
    organizer: Annotated[str, typer.Option("--organizer", help=say("help.organizer"))] = "",
    join_url: Annotated[str, typer.Option("--join-url", help=say("help.join_url"))] = "",
    sheet: Annotated[Path | None, typer.Option("--sheet", help=say("help.sheet"), metavar="FILE")] = None,
    undo: Annotated[bool, typer.Option("--undo", help=say("help.undo"))] = False,
) -> None:
    """Set up the online meeting of a planned sitting through Graph, or undo that."""
    settings = load_settings()
    apply_ca_bundle(settings)
    from preparing import Meeting, prepare_sitting, undo_preparation

    if undo:
        typer.echo(undo_preparation(settings, sitting_id))
        return
    if not organizer or not join_url:
        raise Refused(say("prepare.meeting"))
    meeting = Meeting(organizer=organizer, join_url=join_url)
    typer.echo(
        prepare_sitting(settings, sitting_id, meeting, sheet or Path(f"notfallblatt-{sitting_id}.pdf"))
    )


@sitting.command("list", help=say("help.sitting_list"))
def sitting_list() -> None:
    """List what is planned and what is stored."""
    from planning import list_sittings

    typer.echo(list_sittings(load_settings(serving=False)))


@sitting.command("export", help=say("help.sitting_export"))
def sitting_export(
    sitting_id: Annotated[str, typer.Argument(help=say("help.id"), metavar="ID")],
    directory: Annotated[Path, typer.Argument(help=say("help.directory"), metavar="DIR")],
    public: Annotated[bool, typer.Option("--public", help=say("help.public"))] = False,
) -> None:
    """Write the evidence package of one sitting."""
    from exporting import export_sitting

    settings = load_settings(serving=False)
    typer.echo(export_sitting(settings, sitting_id, directory, public=public))


@sitting.command("verify", help=say("help.sitting_verify"))
def sitting_verify(
    path: Annotated[Path, typer.Argument(help=say("help.path"), metavar="PATH")],
    head: Annotated[str, typer.Option("--head", help=say("help.head"))] = "",
) -> None:
    """Check one package: exit status 0 sound, 1 damaged, 2 no package at all."""
    from exporting import verify_path

    status, said = verify_path(path, head or None, spoken_language())
    typer.echo(said)
    raise typer.Exit(status)


@retention.command("apply", help=say("help.retention_apply"))
def retention_apply(
    dry_run: Annotated[bool, typer.Option("--dry-run", help=say("help.retention_dry_run"))] = False,
    today: Annotated[str, typer.Option("--today", help=say("help.today"), metavar="DATE")] = "",
) -> None:
    """Erase what the town's periods no longer keep."""
    from retaining import apply_retention

    typer.echo(apply_retention(load_settings(serving=False), today=today, dry_run=dry_run))


@person.command("export", help=say("help.person_export"))
def person_export(
    who: Annotated[str, typer.Argument(help=say("help.who"), metavar="PERSON")],
    file: Annotated[Path, typer.Argument(help=say("help.person_out"), metavar="FILE")],
) -> None:
    """Write what is stored about a person."""
    from personal import export_person

    typer.echo(export_person(load_settings(serving=False), who, file))


@person.command("erase", help=say("help.person_erase"))
def person_erase(
    member: Annotated[str, typer.Argument(help=say("help.member_id"), metavar="ID")],
    which: Annotated[str, typer.Option("--sitting", help=say("help.erase_sitting"), metavar="ID|all")],
) -> None:
    """Erase what was noted of a person in sittings that have ended."""
    from personal import erase_person

    typer.echo(erase_person(load_settings(serving=False), member, which))


@manifest.command("build", help=say("help.manifest_build"))
def manifest_build(
    out: Out = Path("build"),
    read_office_chat: Annotated[
        bool, typer.Option("--read-office-chat", help=say("help.read_office_chat"))
    ] = False,
) -> None:
    """Build the Teams app package."""
    from manifest.build import build_package

    settings = load_settings(serving=False)
    typer.echo(build_package(settings, out, read_office_chat=read_office_chat))


@cli.command(help=say("help.rehearse"))
def rehearse(
    recording: Annotated[
        Path | None, typer.Option("--recording", help=say("help.recording"), metavar="FILE")
    ] = None,
    date: Annotated[str, typer.Option("--sitting", help=say("help.which"), metavar="DATE|all")] = "all",
    scenario: Annotated[
        list[str] | None,
        typer.Option("--scenario", help=say("help.scenario"), metavar="NAME|all|list"),
    ] = None,
    members: Annotated[int, typer.Option("--members", min=3, help=say("help.members"))] = 71,
    faults: Annotated[bool, typer.Option("--faults", help=say("help.faults"))] = False,
    speed: Annotated[float, typer.Option("--speed", min=1, help=say("help.speed"))] = 20,
    out: Out = Path("out/demo"),
) -> None:
    """Play the demo's sittings, scenarios, or a recording through the real bot on this machine."""
    from rehearsal.demo import main as play

    raise typer.Exit(
        play(
            recording=recording,
            sitting=date,
            scenario=scenario or (),
            members=members,
            faults=faults,
            speed=speed,
            out=out,
        )
    )


@cli.command(help=say("help.bench"))
def bench(
    seconds: Annotated[float, typer.Option("--seconds", min=1, help=say("help.seconds"))] = 6,
) -> None:
    """Measure the bot against the SDK's stock bot and a bare floor."""
    from rehearsal.bench import main as measure

    raise typer.Exit(measure(seconds=seconds))


def main(arguments: list[str] | None = None) -> int:
    """Run one command; a refusal is one sentence on stderr and an exit status that is not 0."""
    try:
        ended = cli(arguments, standalone_mode=False, prog_name="python app.py")
    except typer.TyperException as wrong:
        return _usage(wrong)
    except SystemExit as exited:
        ended = exited.code if isinstance(exited.code, int) else int(exited.code is not None)
    except ConfigurationRefused as refused:
        print(refused, file=sys.stderr)
        return 2
    except Refused as refused:
        print(refused, file=sys.stderr)
        return 1
    except OSError as refused:
        name = refused.filename or ""
        print(say("refused.file", name=name, reason=refused.strerror), file=sys.stderr)
        return 1
    return ended if isinstance(ended, int) else 0


def _usage(wrong: typer.TyperException) -> int:
    """Say in one sentence what is wrong with a command line; a group alone shows its help."""
    context = getattr(wrong, "ctx", None)
    path = context.command_path if context is not None else "python app.py"
    if type(wrong).__name__ == "NoArgsIsHelpError":
        print(context.get_help() if context is not None else "")
        return 2
    reason = " ".join(str(wrong.format_message()).split()).rstrip(".")
    print(say("refused.usage", reason=reason, help=f"{path} --help"), file=sys.stderr)
    return 2


if __name__ == "__main__":
    sys.exit(main())
