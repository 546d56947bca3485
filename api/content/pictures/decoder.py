"""The decoder: a program that turns a stranger's file into pixels and writes them anew, and can do nothing else.

It is prepared once, and copies itself for each file (`copies`). A copy is asked one thing over its standard input,
answers over its standard output, and ends. It knows no secret, no database and no folder. What it is asked is `open` (a
file of a stranger, or a master that is to be redacted) or `render` (sizes of a master).
"""

from __future__ import annotations

import base64
import os
import sys
from typing import IO, Any

from api.content.pictures import confinement, copies, framing

_OUT_OF_MEMORY = ("out of memory", "memory allocation", "insufficient memory", "malloc")  # as the libraries put it
_LARGEST = 80 * 1024 * 1024  # bytes that it takes at once: a master without loss is larger than an upload may be


def main() -> None:
    """Load the libraries, within the limits, and make a copy for each file."""
    confinement.begin()
    from api.content.pictures import images, renditions  # noqa: F401, PLC0415 - loaded inside of the limits

    copies.serve(answer)


def answer(seconds: int) -> None:
    """Do what is asked over standard input, within so many seconds of processor time."""
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # whatever a library prints must not stand between frames
    from api.content.pictures import images  # noqa: PLC0415 - it is there already

    asked = framing.read(sys.stdin.buffer, largest=_LARGEST)
    if asked is None:
        return
    task, data = asked
    images.allow(task["type"])
    confinement.close(seconds)
    try:
        (_open if task["task"] == "open" else _render)(images, task, data, answers)
    except images.Refused as refusal:
        code, *number = refusal.args
        framing.write(answers, {"refused": code, "number": number[0] if number else None})
    except MemoryError:
        framing.write(answers, {"refused": "picture_too_complex"})
    except images.Broken as error:
        is_memory = any(sign in str(error).lower() for sign in _OUT_OF_MEMORY)
        framing.write(answers, {"refused": "picture_too_complex" if is_memory else "picture_broken"})
    framing.write(answers, {"done": True})


def _open(images: Any, task: dict[str, Any], data: bytes, answers: IO[bytes]) -> None:  # noqa: ANN401 - a module
    """Write the master and the first size of a file, and say what the picture is like."""
    from api.content.pictures import renditions  # noqa: PLC0415 - as above
    from api.content.pictures.redactions import Redaction  # noqa: PLC0415 - as above

    image = images.load(data, task["type"])
    image = images.paint(image, [Redaction(**shape) for shape in task["redactions"]])
    kind, written = images.master(image, task["type"])
    framing.write(answers, {"file": [renditions.MASTER, image.width, kind]}, written)
    first = renditions.first(image.width, image.height)
    file = [first.crop, first.width, first.format]
    framing.write(answers, {"file": file}, images.render(image, first, renditions.Focus()))
    hashed, colour = images.likeness(image)
    likeness = {"thumbhash": base64.b64encode(hashed).decode(), "colour": colour}
    framing.write(answers, {"picture": {"width": image.width, "height": image.height, **likeness}})


def _render(images: Any, task: dict[str, Any], data: bytes, answers: IO[bytes]) -> None:  # noqa: ANN401 - a module
    """Write the sizes that are asked for."""
    from api.content.pictures.renditions import Focus, Rendition  # noqa: PLC0415 - as above

    image = images.load(data, task["type"])
    for file in task["wanted"]:
        framing.write(answers, {"file": file}, images.render(image, Rendition(*file), Focus(*task["focus"])))


if __name__ == "__main__":
    main()
