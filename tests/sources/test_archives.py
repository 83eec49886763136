"""Compressed files and archives: what is inside is read, what is dangerous is refused."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import stat
import tarfile
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path

import pyarrow as pa
import pytest

import core.sources.archive
import core.sources.unpack
from core.errors import LimitError, SourceError, UnknownNameError
from core.loading import choices, detect, load, pick
from core.sources.weigh import weigh
from tests.sources.books import xlsx

CSV = b"a,b\n" + b"".join(b"%d,x%d\n" % (at, at % 3) for at in range(500))
PACKERS: dict[str, Callable[[bytes], bytes]] = {
    "gz": lambda content: gzip.compress(content, mtime=0),
    "bz2": bz2.compress,
    "xz": lzma.compress,
    "lzma": lambda content: lzma.compress(content, format=lzma.FORMAT_ALONE),
    "zst": lambda content: bytes(pa.compress(content, "zstd", asbytes=True)),
}


def zipped(path: Path, members: Mapping[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return path


def tarred(path: Path, members: Mapping[str, bytes], mode: str = "w") -> Path:
    with tarfile.open(path, mode) as archive:  # type: ignore[call-overload]
        for name, content in members.items():
            item = tarfile.TarInfo(name)
            item.size = len(content)
            archive.addfile(item, io.BytesIO(content))
    return path


@pytest.mark.parametrize("kind", PACKERS)
@pytest.mark.parametrize("name", ["t.csv.{}", "misnamed.csv"])
def test_packed_text_is_read_whatever_its_name(tmp_path: Path, kind: str, name: str) -> None:
    file = tmp_path / name.format(kind)
    file.write_bytes(PACKERS[kind](CSV))
    table = load(file)
    assert (table.rows, table.columns) == (500, ("a", "b"))
    assert table.notes[0].startswith("Unpacked '")
    assert weigh(file, file.name, 10**9) == len(CSV)


@pytest.mark.parametrize("kind", ["gz", "bz2", "xz", "zst"])
def test_streams_one_after_another_are_read_to_the_end(tmp_path: Path, kind: str) -> None:
    file = tmp_path / "t.csv"
    file.write_bytes(PACKERS[kind](CSV[:1000]) + PACKERS[kind](CSV[1000:]))
    assert load(file).rows == 500


@pytest.mark.parametrize("kind", ["gz", "bz2", "xz", "zst"])
def test_a_cut_off_stream_is_named(tmp_path: Path, kind: str) -> None:
    file = tmp_path / f"t.csv.{kind}"
    file.write_bytes(PACKERS[kind](CSV)[:-20])
    with pytest.raises(SourceError, match="incomplete or damaged and cannot be unpacked"):
        load(file)


@pytest.mark.parametrize("kind", PACKERS)
def test_a_bomb_stops_at_the_budget(
    tmp_path: Path, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / f"t.csv.{kind}"
    file.write_bytes(PACKERS[kind](b"a,b\n" + b"1,2\n" * 1_000_000))
    monkeypatch.setattr(core.sources.unpack, "MAX_DECODED_BYTES", 3_000_000)
    with pytest.raises(LimitError, match="unpacks to more than"):
        load(file)


def test_a_dictionary_that_fills_the_memory_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "t.csv.xz"
    file.write_bytes(lzma.compress(CSV, preset=6))
    monkeypatch.setattr(core.sources.unpack, "_XZ_MEMORY", 1_000_000)
    with pytest.raises(SourceError, match="cannot be unpacked"):
        load(file)


def test_the_largest_table_of_an_archive_is_read_and_the_others_offered(tmp_path: Path) -> None:
    members = {"readme.txt": b"hello " * 999, "x/small.csv": CSV[:100], "x/large.csv": CSV}
    file = zipped(tmp_path / "t.zip", {**members, "__MACOSX/x/._large.csv": b"\x00" * 9999})
    source = detect(file)
    assert source.member == "x/large.csv"
    table = load(file, source)
    assert (table.rows, table.name) == (500, "large")
    said = "'t.zip' holds 3 files: 'large.csv' was read, not 'readme.txt' and 'x/small.csv'."
    assert table.notes[0] == said
    assert list(choices(file, source)["member"].items())[1:] == [
        ("x/small.csv", "x/small.csv (100 bytes)"),
        ("x/large.csv", f"x/large.csv ({len(CSV) / 1e3:,.0f} kB)"),
    ]


def test_another_file_of_an_archive_is_read_by_its_own_source(tmp_path: Path) -> None:
    book = xlsx(tmp_path / "b.xlsx", [["p", "q"], [1, 2], [3, 4]]).read_bytes()
    members = {"a.csv": CSV, "b.xlsx": book, "c.json": b'[{"k": 1}, {"k": 2}]'}
    file = zipped(tmp_path / "t.zip", members)
    source = detect(file)
    names = {"b.xlsx": "excel", "c.json": "json", "a.csv": "csv"}
    for member, name in names.items():
        source = pick(file, source, {"member": member})
        assert (source.name, source.member) == (name, member)
    assert load(file, pick(file, source, {"member": "b.xlsx"})).columns == ("p", "q")
    with pytest.raises(UnknownNameError, match="no file in the archive named 'd.csv'"):
        load(file, source.edit(member="d.csv"))


@pytest.mark.parametrize("mode", ["w", "w:gz", "w:bz2", "w:xz"])
def test_tar_archives_are_read(tmp_path: Path, mode: str) -> None:
    ending = mode.replace("w", "tar").replace(":", ".")
    file = tarred(tmp_path / f"t.{ending}", {"d/a.csv": CSV, "d/b.json": b"[]"}, mode)
    assert load(file).rows == 500
    assert detect(file).member == "d/a.csv"


def test_one_file_in_an_archive_needs_no_choice(tmp_path: Path) -> None:
    file = zipped(tmp_path / "t.zip", {"a.csv": CSV})
    assert choices(file, detect(file)) == {}
    assert load(file).notes == ("Unpacked 'a.csv' from zip.",)


@pytest.mark.parametrize("name", ["../a.csv", "/etc/a.csv", "C:\\a.csv", "x\\..\\..\\a.csv"])
def test_a_name_that_leads_outside_refuses_the_whole_archive(tmp_path: Path, name: str) -> None:
    members = {"good.csv": CSV, name: CSV[:50]}
    makers = (zipped(tmp_path / "t.zip", members), tarred(tmp_path / "t.tar", members))
    for file in makers:
        with pytest.raises(SourceError, match="leads outside the archive"):
            load(file)


def test_links_refuse_the_whole_archive(tmp_path: Path) -> None:
    link = zipfile.ZipInfo("link.csv")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    with zipfile.ZipFile(tmp_path / "t.zip", "w") as archive:
        archive.writestr("a.csv", CSV)
        archive.writestr(link, "/etc/passwd")
    item = tarfile.TarInfo("link.csv")
    item.type, item.linkname = tarfile.SYMTYPE, "/etc/passwd"
    with tarfile.open(tmp_path / "t.tar", "w") as tar:
        tar.addfile(item)
    item.type, item.name = tarfile.LNKTYPE, "hard.csv"
    with tarfile.open(tmp_path / "hard.tar", "w") as tar:
        tar.addfile(item)
    for name in ("t.zip", "t.tar", "hard.tar"):
        with pytest.raises(SourceError, match="holds a link"):
            load(tmp_path / name)


@pytest.mark.parametrize("inner", ["zip", "gz", "tar"])
def test_an_archive_in_an_archive_is_refused(tmp_path: Path, inner: str) -> None:
    makers = {
        "zip": lambda: zipped(tmp_path / "i", {"a.csv": CSV}).read_bytes(),
        "gz": lambda: gzip.compress(CSV),
        "tar": lambda: tarred(tmp_path / "i", {"a.csv": CSV}).read_bytes(),
    }
    file = zipped(tmp_path / "t.zip", {f"t.{inner}": makers[inner]()})
    with pytest.raises(SourceError, match="archive inside an archive"):
        load(file)


def test_a_locked_member_is_named(tmp_path: Path) -> None:
    file = zipped(tmp_path / "t.zip", {"a.csv": CSV})
    content = bytearray(file.read_bytes())
    content[6] |= 1  # the mark of encryption in the local header, and in the directory
    content[content.rindex(b"PK\x01\x02") + 8] |= 1
    file.write_bytes(content)
    with pytest.raises(SourceError, match="protected by a password"):
        load(file)


def test_an_archive_of_endless_files_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    members = {f"{at}.csv": b"a\n1\n" for at in range(20)}
    monkeypatch.setattr(core.sources.archive, "MAX_MEMBERS", 10)
    for file in (zipped(tmp_path / "t.zip", members), tarred(tmp_path / "t.tar", members)):
        with pytest.raises(LimitError, match="holds more than 10 files"):
            load(file)
    monkeypatch.setattr(core.sources.archive, "_MAX_DIRECTORY_BYTES", 100)
    with pytest.raises(LimitError, match="holds more than"):
        load(tmp_path / "t.zip")


def test_a_name_of_megabytes_in_a_tar_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tarred(tmp_path / "t.tar", {"a.csv": CSV[:700], "x" * 5000 + ".csv": CSV})
    monkeypatch.setattr(core.sources.archive, "MAX_HEADER_BYTES", 2000)
    with pytest.raises(LimitError, match="holds a name of"):
        load(file)


def test_an_archive_without_files_is_named(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="holds no files"):
        load(zipped(tmp_path / "t.zip", {"__MACOSX/a.csv": CSV}))


def test_a_packed_object_file_is_refused_by_its_inner_name(tmp_path: Path) -> None:
    for file in (
        zipped(tmp_path / "t.zip", {"model.pkl": b"\x80\x04x"}),
        tmp_path / "model.joblib.gz",
    ):
        if file.suffix == ".gz":
            file.write_bytes(gzip.compress(b"x" * 50))
        with pytest.raises(SourceError, match="can run programs"):
            load(file)
