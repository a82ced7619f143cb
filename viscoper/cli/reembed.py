"""viscoper reembed"""

from viscoper.cli.output import Json, print_json, print_line, progress_bar
from viscoper.settings import load_settings


def reembed(json: Json = False) -> None:
    """Move the gallery to the embedder of VISCOPER_EMBEDDER, from the stored crops; it stays searchable meanwhile."""
    import typer

    from jobs.reembed import reembed as run
    from viscoper.catalog import open_catalog

    settings = load_settings()
    with open_catalog(settings) as catalog, progress_bar(hidden=json) as bar:
        task = bar.add_task("Embedding sightings anew", total=None)
        report = run(settings, catalog, lambda done, total: bar.update(task, completed=done, total=total))
        bar.update(task, completed=report.sightings, total=report.sightings)
    failed = sum(len(segment_ids) for segment_ids in report.failed.values())
    if json:
        print_json(
            {
                "embedder": report.embedder, "segments": report.segments, "sightings": report.sightings,
                "unreadable": report.unreadable, "failed": failed,
                "reasons": [{"reason": reason, "segments": ids} for reason, ids in report.failed.items()],
            }
        )  # fmt: skip
    else:
        print_line(f"{report.sightings} sightings of {report.segments} segments moved to {report.embedder}")
        if report.unreadable:
            print_line(f"{report.unreadable} crops cannot be embedded; `viscoper index` reads their footage again")
        for reason, segment_ids in report.failed.items():
            print_line(f"{len(segment_ids)} segments were left as they were: {reason}")
    if failed:
        raise typer.Exit(1)
