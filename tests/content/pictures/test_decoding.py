from __future__ import annotations

import random
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
import pyvips

from api.content.pictures import decoding, renditions
from api.content.pictures.decoding import Decoded
from api.content.pictures.renditions import MASTER, Focus, Rendition
from api.platform import faults
from tests.content.pictures import specimens
from tests.content.pictures.hostile import HOSTILE
from tests.content.pictures.opened import outcome
from tests.content.pictures.specimens import CANARY, GOOD, PLANTED, exif, jpeg, png, segment

_MARKS = (
    b"Exif",
    b"http://ns.adobe",
    b"xmp",
    b"8BIM",
    b"ICC_PROFILE",
    b"iCCP",
    b"ICCP",
    b"tEXt",
    b"iTXt",
    b"zTXt",
    b"eXIf",
)


def master_of(found: Decoded) -> Any:
    """Give the picture in a master."""
    (data,) = [data for one, data in found.files.items() if one.crop == MASTER]
    return pyvips.Image.new_from_buffer(data, "")


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_is_taken_harmlessly_or_refused_with_its_code(name: str) -> None:
    """Each of sixty and more ends as it should, in an answer that clients can look up."""
    make, allowed = HOSTILE[name]
    found = outcome(make())
    assert found in allowed
    assert found in faults.CODES or found == "taken"


@pytest.mark.parametrize("kind", GOOD)
def test_a_picture_of_each_type_becomes_a_master_and_a_first_size(kind: str) -> None:
    """It has its size and its colours still, a likeness, and files of ours; PNG stays without loss."""
    found = decoding.open_upload(GOOD[kind]())
    assert (found.width, found.height) == (96, 64)
    assert {(one.crop, one.width) for one in found.files} == {(MASTER, 96), ("", 96)}
    master = master_of(found)
    assert master.bands == 3
    assert (master - specimens.scene()).abs().avg() < 3
    if kind == "png":
        assert (master - specimens.scene()).abs().max() == 0
    assert len(found.thumbhash) <= 36
    assert found.colour.startswith("#")


@pytest.mark.parametrize("kind", PLANTED)
def test_nothing_that_stood_beside_the_pixels_survives(kind: str) -> None:
    """Canaries in EXIF, XMP, IPTC, ICC, comments, texts, thumbnails, second pictures and behind the end are gone."""
    data = PLANTED[kind]()
    assert CANARY in data
    found = decoding.open_upload(data)
    for written in [*found.files.values(), *_all_sizes(found).values(), repr(found).encode()]:
        assert CANARY not in written
        assert CANARY[::-1] not in written
        assert not [mark for mark in _MARKS if mark in written]
    for fields in [pyvips.Image.new_from_buffer(data, "") for data in found.files.values()]:
        assert not [name for name in fields.get_fields() if "data" in name or "exif" in name or "comment" in name]


def test_the_density_of_an_original_is_not_kept() -> None:
    """Dots per inch stand beside the pixels too: two files that differ in nothing else become the same."""
    scene = specimens.scene()
    dense, coarse = [bytes(scene.copy(xres=xres, yres=xres).pngsave_buffer()) for xres in (11.811, 2.0)]
    assert dense != coarse
    assert decoding.open_upload(dense).files == decoding.open_upload(coarse).files


def _all_sizes(found: Decoded) -> dict[Rendition, bytes]:
    ((master, data),) = [(one, data) for one, data in found.files.items() if one.crop == MASTER]
    return decoding.render(master.format, data, renditions.wanted(found.width, found.height), Focus())


@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_picture_is_turned_upright(orientation: int) -> None:
    """Whichever way the camera was held, the master is as people see it (EXIF 2.32, tag 0112)."""
    turned = jpeg()[:2] + segment(0xE1, exif(orientation)) + jpeg()[2:]
    expected = specimens.scene().copy()
    expected.set_type(pyvips.GValue.gint_type, "orientation", orientation)
    found = master_of(decoding.open_upload(turned))
    upright = expected.autorot()
    assert (found.width, found.height) == (upright.width, upright.height)
    assert (found - upright).abs().avg() < 4


def test_alpha_is_kept_where_something_can_be_seen_through() -> None:
    """A picture with holes keeps them without loss, and is white behind them as JPEG; an idle alpha goes."""
    scene = specimens.scene()
    holes = (pyvips.Image.xyz(96, 64)[0] < 48).ifthenelse(0, 255)
    found = decoding.open_upload(bytes(scene.bandjoin(holes).copy(interpretation="srgb").pngsave_buffer()))
    assert master_of(found).bands == 4
    first = pyvips.Image.new_from_buffer(found.files[Rendition("", 96, "jpg")], "")
    assert first.extract_area(0, 0, 30, 60).min() > 240
    idle = decoding.open_upload(bytes(scene.bandjoin(255).copy(interpretation="srgb").pngsave_buffer()))
    assert master_of(idle).bands == 3


@pytest.mark.parametrize("name", ["JPEG of CMYK", "PNG of 16 bits of grey", "PNG of 16 bits with alpha"])
def test_other_colours_become_srgb_of_eight_bits(name: str) -> None:
    """CMYK, grey and sixteen bits are written as what every browser shows."""
    master = master_of(decoding.open_upload(HOSTILE[name][0]()))
    assert (master.interpretation, master.format) == ("srgb", "uchar")


def test_a_profile_is_heeded() -> None:
    """Colours of a wide profile look the same in sRGB: its green is not ours."""
    green = pyvips.Image.black(64, 64).new_from_image([0, 200, 0]).cast("uchar").copy(interpretation="srgb")
    wide = green.icc_transform("p3", embedded=False, input_profile="srgb")
    master = master_of(decoding.open_upload(bytes(wide.jpegsave_buffer(Q=98, subsample_mode="off"))))
    assert wide(32, 32)[0] > 60
    assert master(32, 32)[0] < 12


def test_a_large_picture_is_kept_at_twice_the_largest_size() -> None:
    """The master's longer side has at most 3,840 pixels."""
    found = decoding.open_upload(png(4800, 600))
    assert (found.width, found.height) == (3840, 480)


def _mutated(data: bytes, chance: random.Random) -> bytes:
    """Give a file with some bytes changed, taken out, doubled or put elsewhere."""
    found = bytearray(data)
    for _ in range(chance.randint(1, 8)):
        at, length = chance.randrange(len(found)), chance.choice([1, 1, 2, 4, 30])
        match chance.randrange(5):
            case 0:
                found[at] ^= 1 << chance.randrange(8)
            case 1:
                found[at : at + length] = chance.randbytes(length)
            case 2:
                del found[at : at + length]
                found = found or bytearray(b"\0")
            case 3:
                found[at:at] = found[at : at + length]
            case _:
                found[at : at + 4] = chance.choice([b"\xff\xff\xff\xff", b"\0\0\0\0", b"\x7f\xff\xff\xff"])
    return bytes(found)


def _run_mutations(count: int, seed: int) -> set[str]:
    chance = random.Random(seed)
    made = [make() for make in (*GOOD.values(), *PLANTED.values())]
    files = [_mutated(chance.choice(made), chance) for _ in range(count)]
    with ThreadPoolExecutor(decoding.AT_ONCE) as pool:
        return set(pool.map(outcome, files))


@pytest.mark.parametrize("seed", range(5))
def test_a_good_file_with_faults_is_taken_or_refused(seed: int) -> None:
    """Five hundred mutations in all: never anything but an answer with a code."""
    found = _run_mutations(100, seed)
    assert found <= faults.CODES.keys() | {"taken"}
    assert {"taken", "picture_broken"} <= found


@pytest.mark.slow
def test_twenty_thousand_files_with_faults_are_taken_or_refused() -> None:
    """As above, for as long as it takes."""
    assert _run_mutations(20_000, 77) <= faults.CODES.keys() | {"taken"}
