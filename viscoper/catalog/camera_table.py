"""CSV tables of cameras, in the columns a municipality keeps them in."""

import csv
import io
from collections.abc import Iterator
from pathlib import Path

from viscoper.catalog.azimuth import told_azimuth
from viscoper.catalog.cameras import Camera
from viscoper.catalog.rtsp import without_secrets
from viscoper.errors import UsageError

COLUMNS = ("rtsp url", "name", "address", "longitude", "latitude", "notes", "azimuth")
KOREAN_COLUMNS = ("cctv rtsp url", "cctv 명", "주소", "경도", "위도", "비고", "촬영방면")
PUBLIC_COLUMNS = {"촬영방면정보": "azimuth"}  # as the national open data on CCTVs has it
OPTIONAL = ("notes", "azimuth")
MAX_BYTES = 20_000_000
SHOWN_PROBLEMS = 20


def read_camera_table(path: Path) -> list[Camera]:
    """The cameras of a CSV file, in UTF-8 (with or without BOM) or CP949.

    The header is English or Korean, its columns in any order; notes and azimuth (see azimuth.py) may be missing.
    Raises UsageError that names every bad row with its line and reason; then nothing of the file may be used.
    """
    rows = _rows(_decode(path), path)
    header = next(rows, None)
    if header is None:
        raise UsageError(f"{path}: the table is empty; its first line must be {', '.join(COLUMNS[:-1])}")
    positions = _positions(header[1], path)
    cameras: dict[str, tuple[int, Camera]] = {}
    problems: list[str] = []
    for line, cells in rows:
        try:
            camera = _camera(cells, positions, len(header[1]))
            _refuse_twice(camera, cameras)
            cameras[camera.name] = line, camera
        except UsageError as problem:
            problems.append(f"line {line}: {problem}")
    if problems:
        raise UsageError(_report(path, problems))
    if not cameras:
        raise UsageError(f"{path}: there is no camera below the header")
    return [camera for _, camera in cameras.values()]


def _decode(path: Path) -> str:
    try:
        if path.stat().st_size > MAX_BYTES:
            raise UsageError(f"{path}: larger than {MAX_BYTES // 1_000_000} MB, which no table of cameras is")
        content = path.read_bytes()
    except OSError as error:
        raise UsageError(f"{path}: cannot be read: {error.strerror}") from None
    if b"\0" in content:
        raise UsageError(f"{path}: is not a CSV text; save it as CSV in UTF-8")
    for encoding in ("utf-8-sig", "cp949"):  # CP949 bytes of Korean are practically never valid UTF-8
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise UsageError(f"{path}: neither UTF-8 nor CP949 text; save it as CSV in UTF-8")


def _rows(text: str, path: Path) -> Iterator[tuple[int, list[str]]]:
    """(line number the row starts at, cells) of each row that is not blank."""
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    line = 1
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                yield line, cells
            line = reader.line_num + 1
    except csv.Error as error:
        raise UsageError(f"{path}: line {line}: broken quoting ({error})") from None


def _positions(header: list[str], path: Path) -> dict[str, int]:
    """Where each column of COLUMNS stands in the header; refuses missing, doubled and unknown columns."""
    known = dict(zip((*COLUMNS, *KOREAN_COLUMNS), (*COLUMNS, *COLUMNS), strict=True)) | PUBLIC_COLUMNS
    names = [" ".join(cell.lower().replace("_", " ").split()) for cell in header]
    positions: dict[str, int] = {}
    for position, name in enumerate(names):
        column = known.get(name)
        if column is None or column in positions:
            wrong = "there twice" if column else "unknown"
            shown = without_secrets(header[position])  # without a header this is the first camera's URL
            raise UsageError(f"{path}: line 1: the column '{shown}' is {wrong}; {_expected()}")
        positions[column] = position
    missing = [column for column in COLUMNS if column not in (*positions, *OPTIONAL)]
    if missing:
        raise UsageError(f"{path}: line 1: the column {', '.join(missing)} is missing; {_expected()}")
    return positions


def _expected() -> str:
    return (
        f"the header is {', '.join(COLUMNS[:-1])} (or CCTV RTSP URL, CCTV 명, 주소, 경도, 위도, 비고), "
        "and azimuth (촬영방면) where it is known"
    )


def _camera(cells: list[str], positions: dict[str, int], columns: int) -> Camera:
    if len(cells) != columns:
        raise UsageError(f"{len(cells)} cells where the header has {columns}; put texts with commas in double quotes")
    cell = {column: cells[position].strip() for column, position in positions.items()}
    azimuth, notes = told_azimuth(cell.get("azimuth", ""), cell.get("notes", ""))
    return Camera(
        name=cell["name"],
        longitude=_degrees("longitude", cell["longitude"]),
        latitude=_degrees("latitude", cell["latitude"]),
        rtsp_url=cell["rtsp url"],
        address=cell["address"],
        notes=notes,
        azimuth=azimuth,
    )


def _degrees(column: str, text: str) -> float:
    try:
        return float(text)
    except ValueError:
        raise UsageError(f"the {column} '{text}' is not a number; write degrees, as in 127.0276") from None


def _refuse_twice(camera: Camera, cameras: dict[str, tuple[int, Camera]]) -> None:
    if camera.name in cameras:
        raise UsageError(f"the name '{camera.name}' stands in line {cameras[camera.name][0]} already")


def _report(path: Path, problems: list[str]) -> str:
    shown = "\n  ".join(problems[:SHOWN_PROBLEMS])
    rest = f"\n  and {len(problems) - SHOWN_PROBLEMS} more" if len(problems) > SHOWN_PROBLEMS else ""
    rows = "1 bad row" if len(problems) == 1 else f"{len(problems)} bad rows"
    return f"{path}: {rows}, so nothing was imported:\n  {shown}{rest}"
