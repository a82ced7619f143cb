"""How results reach the terminal: Rich tables for people, one JSON document for scripts."""

import json
import sys
import uuid
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    SpinnerColumn,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)
from rich.table import Table
from rich.text import Text

from viscoper.errors import UsageError

# Columns when standard output is no terminal (a log, a pipe).
LOG_WIDTH = 150

Json = Annotated[bool, typer.Option("--json", help="print one JSON document")]


def print_json(document: Any) -> None:
    print(json.dumps(document, ensure_ascii=False, indent=2))


def json_bytes(document: Any) -> bytes:
    return json.dumps(document, ensure_ascii=False, indent=2).encode()


def write_file(path: Path, content: bytes) -> None:
    """The whole file or none of it. Raises UsageError when it cannot be written there."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        draft = path.parent / f".{uuid.uuid4().hex}.part"
        try:
            draft.write_bytes(content)
            draft.replace(path)
        finally:
            draft.unlink(missing_ok=True)
    except OSError as error:
        raise UsageError(f"'{path}' cannot be written: {error.strerror}") from None


def print_table(title: str, columns: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """A table on standard output; nothing is cut: long cells are folded.
    A cell is shown as it is, never read as markup: names and addresses are anybody's text."""
    console = _console()
    table = Table(title=title, title_justify="left", header_style="bold")
    for column in columns:
        table.add_column(column, overflow="fold")
    for row in rows:
        table.add_row(*(cell if isinstance(cell, Text) else Text(str(cell)) for cell in row))
    console.print(table)


def print_line(text: str) -> None:
    _console().print(text, highlight=False, markup=False, soft_wrap=True)


def _console() -> Console:
    return Console() if sys.stdout.isatty() else Console(width=LOG_WIDTH)


def progress_bar(*, hidden: bool) -> Progress:
    """A bar on standard error, so that --json output stays clean."""
    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TimeRemainingColumn(),
        console=Console(stderr=True),
        disable=hidden,
    )


@contextmanager
def busy(description: str, *, hidden: bool) -> Iterator[None]:
    """Shows that work goes on whose end cannot be foreseen, on standard error."""
    columns = (SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), disable=hidden, transient=True) as progress:
        progress.add_task(description, total=None)
        yield
