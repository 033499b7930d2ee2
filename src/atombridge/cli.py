"""The command ``atombridge``: list the book's pages, run one with your own numbers, bring the book up to date."""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import click
from tqdm import tqdm

from . import citation, data, inputs, pages, release, runner, sweep
from .alone import alone
from .checks import Check
from .files import write_text


def one_line(message: str) -> str:
    """A message as one printable line, whatever the input that it repeats."""
    words = " ".join(message.split())
    return "".join(c if c.isprintable() else c.encode("unicode_escape", "backslashreplace").decode() for c in words)


class _OneLineErrors(click.Group):
    """A command group that answers wrong input with exit status 2 and one line."""

    def main(self, *args, **kwargs):
        kwargs["standalone_mode"] = False
        for stream in (sys.stdout, sys.stderr):  # a terminal without a letter shows its code
            if hasattr(stream, "reconfigure"):
                stream.reconfigure(errors="backslashreplace")
        try:
            status = super().main(*args, **kwargs)
            sys.stdout.flush()
            sys.exit(status)
        except click.exceptions.NoArgsIsHelpError as error:
            click.echo(error.ctx.get_help())
            sys.exit(2)
        except click.UsageError as error:
            self.fail(error.format_message(), 2)
        except (pages.PageError, data.DataError, release.ReleaseError) as error:
            self.fail(str(error), 2)
        except runner.ExecutionFailed as error:
            self.fail(str(error), 1)
        except (click.Abort, KeyboardInterrupt):
            self.fail("stopped; pages that were done are kept, the others are as they were", 130)
        except BrokenPipeError:  # whoever read the output has enough
            os.dup2(os.open(os.devnull, os.O_WRONLY), 1)  # nothing more is written when Python ends
            sys.exit(1)
        except OSError as error:
            self.fail(f"{error.filename or 'the output'}: {error.strerror or error}", 1)

    def fail(self, message: str, status: int) -> None:
        """Say in one line what is wrong, and end."""
        click.echo(one_line(f"atombridge: {message}"), err=True)
        sys.exit(status)


@click.group(cls=_OneLineErrors, context_settings={"help_option_names": ["-h", "--help"]})
def main() -> None:
    """Run and rebuild the companion to Shi and Zhu, arXiv:2503.13104v3."""


@main.command("list")
def list_pages() -> None:
    """List the pages that can be run, with their parameters."""
    lines = []
    for page in pages.find_all().values():
        names = ", ".join(page.schema()["properties"]) or "no parameters"
        lines.append(f"{page.id:10} {page.path.relative_to(data.ROOT)}  ({names})")
    click.echo("\n".join(lines))


@main.command()
@click.argument("page_id", metavar="PAGE")
@click.option("-p", "assignments", metavar="NAME=VALUE", multiple=True, help="A parameter, as JSON or plain text.")
@click.option("--json", "as_json", is_flag=True, help="Print the checks as JSON.")
@click.option("-o", "output", type=click.Path(dir_okay=False, path_type=Path), help="Keep the executed notebook here.")
def run(page_id: str, assignments: tuple[str, ...], as_json: bool, output: Path | None) -> None:
    """Execute one page with your own numbers and print its checks; the committed notebook is not touched."""
    page = pages.find(page_id)
    result = runner.run_page(page, pages.parse_parameters(page, list(assignments)), output)
    if as_json:
        click.echo(json.dumps(result, indent=2, ensure_ascii=False))
        return
    for check in result["checks"]:
        click.echo(str(Check(**check)))
    agreeing = sum(check["agrees"] for check in result["checks"])
    click.echo(f"{agreeing} of {len(result['checks'])} checks agree")


@main.command("sweep")
@click.argument("page_id", metavar="PAGE")
@click.argument("assignments", metavar="NAME=V1,V2,...", nargs=-1, required=True)
@click.option("--dask", "address", metavar="ADDRESS", help="Run on the Dask cluster of this scheduler.")
@click.option("--jobs", type=click.IntRange(1), help="Processes at a time on this machine; one for each core if unset.")
@click.option("-o", "output", type=click.Path(dir_okay=False, path_type=Path), help="Write the table to this CSV file.")
def sweep_page(
    page_id: str, assignments: tuple[str, ...], address: str | None, jobs: int | None, output: Path | None
) -> None:
    """Run one page for every combination of values; print the table as CSV, and how often each check agrees."""
    page = pages.find(page_id)
    points = sweep.grid(sweep.parse_values(page, assignments))
    if output is not None:
        output = runner.output_path(output)
    with contextlib.ExitStack() as stack:
        executor = stack.enter_context(sweep.dask_executor(address)) if address else None
        bar = stack.enter_context(tqdm(total=len(points), unit="point", disable=None))
        table = sweep.sweep(page_id, points, executor=executor, jobs=jobs, report=lambda done: bar.update())
    text = table.to_csv(index=False, lineterminator="\n")
    if output is None:
        click.echo(text, nl=False)
    else:
        write_text(text, output)
    for row in sweep.agreement(table).itertuples():
        click.echo(f"{row.claim}: agrees at {row.n_agrees} of {row.n} points", err=output is None)
    if failed := int(table.error.notna().sum()):
        raise runner.ExecutionFailed(f"{failed} of {len(table)} points raised an error, see the column error")


@main.command()
@click.argument("page_ids", metavar="[PAGE]...", nargs=-1)
@click.option("--force", is_flag=True, help="Execute the pages even if they are current.")
def execute(page_ids: tuple[str, ...], force: bool) -> None:
    """Execute the pages of the book (all, or those named) that are out of date, in place."""
    _execute([pages.find(page_id) for page_id in page_ids] or list(pages.find_all().values()), force=force)


def _execute(chosen: list[pages.Page], *, force: bool = False, meanwhile: Callable[[], object] = lambda: None) -> None:
    """Execute pages with a bar that names those at work; see `runner.execute_out_of_date`."""
    at_work: list[str] = []
    with alone(data.ROOT), tqdm(total=len(chosen), unit="page", disable=None) as bar:
        runner.remove_left_over(data.ROOT)

        def report(page: pages.Page, what: str) -> None:
            if what == "executing":
                at_work.append(page.id)
            elif what == "up to date":
                bar.update()
            elif what == "done" or what.startswith("failed"):
                at_work.remove(page.id)
                bar.update()
            if what not in ("executing", "up to date"):
                tqdm.write(f"{page.id}: {what}", file=sys.stderr if what.startswith("failed") else sys.stdout)
            bar.set_postfix_str(" ".join(at_work))

        failures = runner.execute_out_of_date(chosen, force=force, report=report, meanwhile=meanwhile)
    click.echo(f"{len(chosen) - len(failures)} of {len(chosen)} pages are up to date")
    if failures:
        raise runner.ExecutionFailed(f"{len(failures)} page(s) failed: {', '.join(failures)}")


@main.command()
def site() -> None:
    """Build the book's site in _build/html from the executed pages; warnings are errors."""
    from .book.build import build_site  # Sphinx takes a second to import

    if not build_site(data.ROOT):
        raise runner.ExecutionFailed("the site was not built, see above")


@main.command()
@click.pass_context
def book(context: click.Context) -> None:
    """Execute the pages that are out of date, then build the site."""
    begun = []

    def look_at_all() -> None:
        from .book import build, shared  # noqa: F401  Sphinx is imported while the first kernels start

        inputs.check_all()
        begun.append(shared.sources(data.ROOT))

    _execute(list(pages.find_all().values()), meanwhile=look_at_all)
    from .book import shared

    if begun and begun[0] != shared.sources(data.ROOT):  # this process has imported or read what is old now
        context.exit(subprocess.run([sys.executable, "-c", f"from {__name__} import main; main()", "site"]).returncode)
    context.invoke(site)


@main.command()
@click.argument("page_id", metavar="PAGE")
@click.option("--format", "kind", type=click.Choice(list(citation.FORMATS)), default="text", show_default=True)
def cite(page_id: str, kind: str) -> None:
    """Print how to cite one page of the book."""
    click.echo(citation.formatted(pages.find(page_id), kind), nl=False)


@main.command("colab-cell")
def colab_cell() -> None:
    """Give every notebook the cell for Colab that the address in _config.yml asks for, or take it away."""
    source = pages.colab_cell()
    for page in pages.find_all().values():
        if write_text(runner.as_text(pages.with_colab_cell(page.read(), source)), page.path):
            click.echo(f"{page.id}: changed")
    click.echo("every notebook has the cell" if source else "no address in _config.yml, no notebook has the cell")


@main.command("checksums")
def checksums() -> None:
    """Record size and SHA-256 of every data file in data/datapackage.json."""
    changed = data.refresh_checksums()
    click.echo("\n".join(f"recorded data/{path}" for path in changed) or "all checksums are current")


@main.command("release")
def release_book() -> None:
    """Write one archive of the built book and its sources, as they stand in the last commit, to _build/release/."""
    with alone(data.ROOT):
        path = release.release()
    click.echo(f"{path.relative_to(data.ROOT)}: {path.stat().st_size / 1e6:.1f} MB")
