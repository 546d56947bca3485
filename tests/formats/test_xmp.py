from __future__ import annotations

import json
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
import pyvips

from api.formats import xmp
from api.formats.xmp import Credit
from tests.content.pictures.specimens import jpeg

TOLD = Credit(
    "Фота: Ганна Чарот / «Рэчка» & Co", "Neman Review", "Не для рэкламы. Licence: CC BY 4.0.", "https://cc.example/?a&b"
)
RDF = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}"


def test_a_picture_carries_whom_to_name_and_its_terms() -> None:
    """Credit, holder, terms and where these stand are read from the file, and the picture decodes to the same."""
    bare = jpeg()
    made = xmp.credited(bare, TOLD)
    (description,) = ET.fromstring(_packet(made)).iter(f"{RDF}Description")
    assert {each.tag.partition("}")[2]: "".join(each.itertext()) for each in description} == {
        "Credit": TOLD.credit,
        "rights": TOLD.holder,
        "UsageTerms": TOLD.usage,
        "WebStatement": TOLD.statement,
    }
    one, other = (pyvips.Image.new_from_buffer(data, "").write_to_memory() for data in (bare, made))
    assert one == other
    assert made.endswith(bare[20:])


def test_a_packet_stands_behind_what_must_be_first() -> None:
    """JFIF's segment stays the first; without it the packet is."""
    bare = jpeg()
    assert xmp.credited(b"\xff\xd8\xff\xe0\0\x04ab\xff\xd9", TOLD)[:10] == b"\xff\xd8\xff\xe0\0\x04ab\xff\xe1"
    assert xmp.credited(b"\xff\xd8\xff\xdb\0\x02\xff\xd9", TOLD)[:4] == b"\xff\xd8\xff\xe1"
    assert bare[:2] == b"\xff\xd8"


def test_a_file_stays_as_it_is_where_nothing_can_be_told() -> None:
    """No packet without words, in what is no JPEG, or longer than a segment; and nothing that XML cannot hold."""
    bare = jpeg()
    assert xmp.credited(bare, Credit("", "", "", "")) == bare
    assert xmp.credited(b"\x89PNG", TOLD) == b"\x89PNG"
    assert xmp.credited(bare, replace(TOLD, usage="a" * 70_000)) == bare
    ET.fromstring(_packet(xmp.credited(bare, replace(TOLD, credit="a\x00\x1b<b\ufffe"))))


def test_nothing_else_is_told(tmp_path: Path) -> None:
    """Another program reads the four fields in it, and no time, place, program or person besides."""
    if (program := shutil.which("exiftool")) is None:
        pytest.skip("There is no exiftool here to read with.")
    (tmp_path / "bare.jpg").write_bytes(jpeg())
    (tmp_path / "told.jpg").write_bytes(xmp.credited(jpeg(), TOLD))
    done = subprocess.run(
        [program, "-json", "-validate", "-warning", "-a", "-G1", "bare.jpg", "told.jpg"],
        cwd=tmp_path, check=True, capture_output=True,
    )  # fmt: skip
    names = subprocess.run(
        [program, "-json", "-G1", "bare.jpg", "told.jpg"], cwd=tmp_path, check=True, capture_output=True
    )
    bare, told = json.loads(names.stdout)
    assert {name: told[name] for name in told.keys() - bare.keys()} == {
        "XMP-photoshop:Credit": TOLD.credit,
        "XMP-dc:Rights": TOLD.holder,
        "XMP-xmpRights:UsageTerms": TOLD.usage,
        "XMP-xmpRights:WebStatement": TOLD.statement,
    }
    assert json.loads(done.stdout)[1].get("ExifTool:Validate") == json.loads(done.stdout)[0].get("ExifTool:Validate")


def _packet(data: bytes) -> bytes:
    start = data.index(b"<?xpacket begin")
    packet = data[start : data.index(b'<?xpacket end="r"?>')]
    return packet.partition(b"?>")[2]
