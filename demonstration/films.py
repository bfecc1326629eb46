"""Make the films of the exercise page again.

    python -m demonstration.films [--only NAME ...] [--out DIR] [--body FILE]

NAME is a film's statement, or `clamshell` for the exercise done well. Each film gets its .mp4, its .jpg and its
captions, `.en.vtt` and `.nl.vtt`. Some ten minutes on one core for all of them; needs `pip install 'openclam[synth]'`.
What a film shows is held against the limits of the exercise file before anything is drawn.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable
from pathlib import Path

import av
from PIL import Image
from rich.console import Console
from rich.progress import Progress

from demonstration.captions import as_webvtt, captions, top_s
from demonstration.panels import Studio
from demonstration.plans import FILMS, FPS, HEIGHT, WIDTH, Film
from demonstration.truth import Rehearsal
from openclam.errors import OpenClamError, OutputError, UsageError
from openclam.exercise import LANGUAGES, Exercise, load_exercise
from openclam.synthesis.body import BodyMesh, build_body
from openclam.synthesis.people import PEOPLE
from openclam.synthesis.picture import Picture

SHOWN_FROM = Path(__file__).parents[1] / "src/openclam/web/assets/static/video"
"""Where the site shows them from."""

_CRF = 24
_JPEG_QUALITY = 86


def chosen(names: list[str], exercise: Exercise) -> list[Film]:
    """The films of these names, all where there is none.

    Raises:
        UsageError: there is no such film.
    """
    by_name = {film.statement or exercise.name: film for film in FILMS}
    missing = [name for name in names if name not in by_name]
    if missing:
        raise UsageError(f"expected the name of a film, got {', '.join(missing)}. There are: {', '.join(by_name)}.")
    return [film for name, film in by_name.items() if not names or name in names]


def make_film(
    film: Film, rehearsal: Rehearsal, studio: Studio, exercise: Exercise, out: Path, progress: Progress
) -> Path:
    """Draw one film; its files get their names only once they are whole.

    Returns:
        The path of the .mp4.

    Raises:
        UsageError: what it shows is not what it says, or the extra `synth` is not installed.
        OutputError: the folder cannot be written.
    """
    rehearsal.check(film, exercise)
    stem = film.stem(exercise.name)
    path, partial = out / f"{stem}.mp4", out / f".{stem}.mp4.part"
    count = round(film.length_s * FPS)
    cover = round(top_s(film, rehearsal) * FPS)
    pictures = progress.track(studio.pictures(film), total=count, description=film.statement or exercise.name)
    try:
        out.mkdir(parents=True, exist_ok=True)
        _encode(pictures, partial, (cover, out / f"{stem}.jpg"))
        for lang in LANGUAGES:
            text = as_webvtt(captions(film, rehearsal, exercise, lang))
            (out / f"{stem}.{lang}.vtt").write_text(text, encoding="utf-8")
        partial.replace(path)
    except OSError as error:
        raise OutputError(f"expected to write {path}, but that failed ({error}). Give --out another folder.") from error
    finally:
        partial.unlink(missing_ok=True)
    return path


def _encode(pictures: Iterable[Picture], path: Path, cover: tuple[int, Path]) -> None:
    """Write H.264 that every browser plays, its index in front; keep the picture of number `cover[0]` as JPEG."""
    options = {"crf": str(_CRF), "preset": "slow", "tune": "animation"}
    with av.open(str(path), "w", format="mp4", options={"movflags": "+faststart"}) as container:
        stream = container.add_stream("libx264", rate=FPS, options=options)
        stream.width, stream.height, stream.pix_fmt = WIDTH, HEIGHT, "yuv420p"
        stream.codec_context.thread_count = 1  # the same bytes on every machine
        for number, picture in enumerate(pictures):
            if number == cover[0]:
                Image.fromarray(picture).save(cover[1], quality=_JPEG_QUALITY, optimize=True, progressive=True)
            container.mux(stream.encode(av.VideoFrame.from_ndarray(picture, format="rgb24")))
        container.mux(stream.encode(None))


def main(arguments: list[str] | None = None) -> int:
    """Make the films that were asked for; returns the exit status."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", nargs="+", default=[], metavar="NAME", help="these films; all without it")
    parser.add_argument(
        "--out", type=Path, default=SHOWN_FROM, help="folder; where the site shows them from without it"
    )
    parser.add_argument("--body", type=Path, help="a stored body (.npz) instead of making one")
    options = parser.parse_args(arguments)
    try:
        exercise = load_exercise()
        films = chosen(options.only, exercise)
        body = build_body(*PEOPLE["ava"]) if options.body is None else BodyMesh.load(options.body)
        rehearsal = Rehearsal(body.skeleton)
        with Progress(console=Console(stderr=True)) as progress, Studio(body) as studio:
            for film in films:
                print(make_film(film, rehearsal, studio, exercise, options.out, progress))
    except OpenClamError as error:
        print(f"error: {error}", file=sys.stderr)
        return error.exit_status
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
