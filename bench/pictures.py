"""What all sizes of a photograph cost, beside libvips alone writing the same files, and how like it they are.

Ours is the whole way: the upload decoded in a process of its own, its master and first size written, then all other
sizes from the master in another process. The yardstick is one process that decodes the upload once and writes the same
renditions with the same options, with no master, no limits and nobody to answer to; it is timed inside, without its
start. SSIM (Wang et al. 2004, Gaussian of 1.5 pixels, on luma) is that of a file and the photograph sized alike.
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Mapping
from statistics import median

ROUNDS = 7
WIDTH, HEIGHT = 4_000, 3_000  # 12 megapixels
SEED = 2017
_EDGE = 560  # pixels, where the drawn photograph has its hard edges
_THREADS = ("1", "2")  # of libvips in the yardstick; the decoder has one, since several pictures wait for two cores


def main() -> None:
    """Measure both in alternate rounds, and print the ratios of the medians, then bytes and SSIM by format."""
    if sys.argv[1:2] == ["--libvips"]:
        _libvips()
        return
    photo = _photograph()
    ours, theirs = [], {threads: [] for threads in _THREADS}  # type: ignore[var-annotated]
    for _ in range(ROUNDS):
        seconds, made = _ours(photo)
        ours.append(seconds)
        for threads in _THREADS:
            theirs[threads].append(_theirs(photo, threads))
    print(f"all sizes of {WIDTH} × {HEIGHT} ({len(photo) / 1e6:.1f} MB, {len(made)} files): {median(ours):.2f} s")
    for threads, found in theirs.items():
        ratio = median(ours) / median(found)
        print(f"  libvips alone, {threads} thread(s): {median(found):.2f} s; ours is {ratio:.2f} × (bar: 1.5)")
    _quality(photo, made)


def _photograph() -> bytes:
    """Draw what a camera might give: soft large shapes, edges, fine texture and noise; the same bytes each time."""
    import pyvips  # noqa: PLC0415 - nobody loads it who only asks for another benchmark

    soft = pyvips.Image.perlin(WIDTH, HEIGHT, cell_size=400, seed=SEED) * 60 + 120
    fine = pyvips.Image.perlin(WIDTH, HEIGHT, cell_size=24, seed=SEED + 1) * 30
    noise = pyvips.Image.gaussnoise(WIDTH, HEIGHT, mean=0, sigma=5, seed=SEED + 2)
    points = pyvips.Image.xyz(WIDTH, HEIGHT)
    roofs = ((points[0] % 640 + points[1] % 480) > _EDGE).ifthenelse(35, -20)
    base = soft + fine + noise + roofs
    bands = [base * 1.05 + 8, base, base * 0.9 + points[1] * (40 / HEIGHT)]
    image = bands[0].bandjoin(bands[1:]).cast("uchar").copy(interpretation="srgb")
    return bytes(image.jpegsave_buffer(Q=92))


def _ours(photo: bytes) -> tuple[float, Mapping[object, bytes]]:
    from api.content.pictures import decoding, renditions  # noqa: PLC0415 - as above
    from api.content.pictures.renditions import Focus  # noqa: PLC0415 - as above

    began = time.perf_counter()
    opened = decoding.open_upload(photo)
    masters = [one for one in opened.files if one.crop == renditions.MASTER]
    lacking = [one for one in renditions.wanted(opened.width, opened.height) if one not in opened.files]
    made = decoding.render(masters[0].format, opened.files[masters[0]], lacking, Focus())
    seconds = time.perf_counter() - began
    first = {one: data for one, data in opened.files.items() if one.crop != renditions.MASTER}
    return seconds, first | made


def _theirs(photo: bytes, threads: str) -> float:
    command = [sys.executable, "-c", "import sys; from bench import pictures; pictures.main()", "--libvips"]
    done = subprocess.run(command, input=photo, stdout=subprocess.PIPE, check=True, env={"VIPS_CONCURRENCY": threads})
    return float(json.loads(done.stdout)["seconds"])


def _libvips() -> None:
    """Read a photograph, write all its renditions, and say how long that took."""
    import pyvips  # noqa: PLC0415 - as above

    from api.content.pictures import images, renditions  # noqa: PLC0415 - as above
    from api.content.pictures.renditions import Focus  # noqa: PLC0415 - as above

    photo = sys.stdin.buffer.read()
    began = time.perf_counter()
    image = pyvips.Image.new_from_buffer(photo, "").copy_memory()
    for one in renditions.wanted(image.width, image.height):
        images.render(image, one, Focus())
    print(json.dumps({"seconds": time.perf_counter() - began}))


def _quality(photo: bytes, made: Mapping[object, bytes]) -> None:
    import pyvips  # noqa: PLC0415 - as above

    from api.content.pictures import renditions  # noqa: PLC0415 - as above
    from api.content.pictures.renditions import Rendition  # noqa: PLC0415 - as above

    whole = pyvips.Image.new_from_buffer(photo, "").copy_memory()
    print("  kB and SSIM by width:")
    for size in renditions.WIDTHS:
        like = whole.thumbnail_image(size, height=10_000_000, size="down")
        told = []
        for format_ in renditions.FORMATS:
            data = made[Rendition("", size, format_)]
            told.append(f"{format_} {len(data) / 1000:.0f} / {_ssim(like, pyvips.Image.new_from_buffer(data, '')):.3f}")
        print(f"    {size:>5}: {', '.join(told)}")


def _ssim(one: object, other: object) -> float:
    """Give the mean structural similarity of two pictures of one size."""
    luma = 0.01 * 255, 0.03 * 255
    x, y = (image.colourspace("b-w").cast("float") for image in (one, other))  # type: ignore[attr-defined]

    def soft(image):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202 - pyvips has no types
        return image.gaussblur(1.5, precision="float")

    mean_x, mean_y = soft(x), soft(y)
    var_x, var_y = soft(x * x) - mean_x * mean_x, soft(y * y) - mean_y * mean_y
    both = soft(x * y) - mean_x * mean_y
    c1, c2 = luma[0] ** 2, luma[1] ** 2
    above = (mean_x * mean_y * 2 + c1) * (both * 2 + c2)
    below = (mean_x * mean_x + mean_y * mean_y + c1) * (var_x + var_y + c2)
    return float((above / below).avg())


if __name__ == "__main__":
    main()
