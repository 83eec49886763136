"""Encodings are recognised, and broken bytes are named by their line."""

from __future__ import annotations

import pytest

from core.errors import SourceError
from core.sources.dialect.encoding import decode, guess_encoding

POLISH = "nazwa;miasto\nŁukasz Wróbel;Łódź\nŻaneta Święch;Kraków\nGrażyna;Gdańsk\n"
CZECH = "jméno;město\nJiří Dvořák;Plzeň\nŠtěpán;Příbram\nTomáš;Děčín\n"
TURKISH = "ad;şehir\nIşık Öztürk;İstanbul\nÇağrı Yılmaz;Eskişehir\n"
GREEK = "όνομα;πόλη\nΓιώργος;Αθήνα\nΜαρία;Θεσσαλονίκη\n"
HEBREW = "שם;עיר\nדוד;ירושלים\nשרה;חיפה\n"
LATVIAN = "vārds;pilsēta\nJānis Bērziņš;Rīga\nIlze Kļaviņa;Jūrmala\n"
FRENCH = "prénom;ville\nZoé;Genève\nFrançois;Besançon\nÉléonore;Orléans\n"
GERMAN = "Straße;Größe\nMüllerweg;5\nÄußere Höhe;7\n"
RUSSIAN = "имя;город\nАнна;Москва\nПётр;Казань\n"
JAPANESE = "名前,都市\nさくら,とうきょう\nひかり,おおさか\n"
KOREAN = "이름,도시\n김민수,서울\n이영희,부산\n"
CHINESE = "姓名,城市\n他是我们的,在北京\n这个人,上海市\n"
TAIWANESE = "姓名,城市\n他是我們的,在台北市\n這個人,高雄市\n"


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("a,b\n1,2\n", "utf-8"),
        ("name\nMüller\n", "utf-8"),
        ("name\nMüller\nJosé\n", "cp1252"),
        ("name\n“quoted”\n", "cp1252"),
        ("prix (£),é\n", "cp850"),
        (RUSSIAN, "cp1251"),
        (JAPANESE, "shift_jis"),
        (KOREAN, "cp949"),
        (CHINESE, "gb18030"),
        (TAIWANESE, "cp950"),
        (RUSSIAN, "koi8-r"),
        (RUSSIAN, "cp866"),
        (POLISH, "cp1250"),
        (POLISH, "iso8859-2"),
        (CZECH, "cp1250"),
        (CZECH, "cp852"),
        (TURKISH, "cp1254"),
        (GREEK, "cp1253"),
        (HEBREW, "cp1255"),
        (LATVIAN, "cp1257"),
        (FRENCH, "cp1252"),
        (FRENCH, "mac_roman"),
        (FRENCH, "cp850"),
        (GERMAN, "cp1252"),
        (GERMAN, "mac_roman"),
        (GERMAN, "cp850"),
        (RUSSIAN, "utf-16"),
        (RUSSIAN, "utf-16-le"),
        (RUSSIAN, "utf-16-be"),
        (JAPANESE, "utf-16-le"),
        (GERMAN, "utf-32-le"),
        (RUSSIAN, "utf-32-be"),
        (RUSSIAN, "utf-8"),
    ],
)
def test_an_encoding_is_recognised(text: str, encoding: str) -> None:
    assert guess_encoding(text.encode(encoding)) == encoding


def test_utf_16_without_a_mark_is_recognised() -> None:
    assert guess_encoding("a,b\n1,2\n".encode("utf-16-be")) == "utf-16-be"


def test_broken_bytes_are_named_by_line() -> None:
    with pytest.raises(SourceError, match="Line 3 holds bytes"):
        decode(b"a\nb\n\xff\n", "utf-8")


def test_broken_bytes_can_be_replaced() -> None:
    assert decode(b"a\n\xff\n", "utf-8", replace=True) == "a\n\ufffd\n"


def test_a_character_cut_at_the_end_of_a_head_is_no_evidence() -> None:
    assert guess_encoding("é".encode()[:1], whole=False) == "utf-8"
