"""Encodings are recognised, and broken bytes are named by their line."""

from __future__ import annotations

import pytest

from core.errors import SourceError
from core.sources.dialect.encoding import decode, guess_encoding, letters_again

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
        (RUSSIAN, "iso8859-5"),
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


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("id,país\n1,España\n", "cp1252"),
        ("id,by\n1,København\n2,Tårnby\n", "cp1252"),
        ("id,ort\n1,Malmö\n2,Västerås\n", "cp850"),
        ("id,ort\n1,Malmö\n2,Västerås\n", "mac_roman"),
        ("id,città\n1,perché\n2,Forlì\n", "cp1252"),
        ("id,ville\n1,Besançon\n2,Orléans\n", "mac_roman"),
        ("item,cost (£)\ntea,£5.98\n", "cp1252"),
        ("item,cost (£)\ntea,£5.98\n", "cp850"),
        ("id,note\n1,don’t\n2,“fine”\n", "cp1252"),
        ("place,t\nhere,21 °C\n", "cp1252"),
        ("id,város\n1,Győr\n2,Székesfehérvár\n", "cp1250"),
        ("id,localitate\n1,România\n2,Bucureşti\n3,judeţ\n", "cp1250"),
        ("id,cena\n1,250 Kč\n2,1 300 Kč\n", "cp1250"),
        ("id,cena\n1,12 zł\n", "cp1250"),
        ("id,цена\n1,12 лв.\n", "cp1251"),
        ("město;podíl\nPlzeň;987,25 Kč\nBrno;3 Kč\n", "cp1250"),
        ("id;nábytek\n1;křeslo\n2;5 Kč\n", "cp1250"),
        ("id;nafn\n1;Guðrún\n2;skápur\n3;staða\n", "cp1252"),
        ("id;mesto\n1;Piešťany\n2;Piešťany\n3;Piešťany\n", "cp1250"),
        ("Иванов;стол\nАнна;шкаф\n", "cp1251"),
        ("id;miestas\n1;Klaipėda\n2;Žukauskas\n", "cp1257"),
        ("이름;주소\n김민수;서울특별시\n金民秀;大韓民國\n", "cp949"),
        ("a;b\n1,50 €;x\n2,50 €;y\n", "cp1252"),
        ("a;Preis in €\n1,50;x\n2,50;y\n", "cp1252"),
        ("a;Umsatz (T€)\n1;2\n3;4\n", "cp1252"),
        ("a;b\n£ 1.50;x\n£ 2.50;y\n", "cp850"),
        ("data;luogo;costo\n31-gen-2024;Forlì;€ 1.200,00\n05-feb-2024;Bari;€ 35,50\n", "cp1252"),
        ("id,linn\n1,Jõgeva\n2,Põlva\n3,Võru maakond\n4,šokolaad\n", "cp1257"),
    ],
)
def test_few_words_are_enough_to_read_them_right(text: str, encoding: str) -> None:
    raw = text.encode(encoding)
    assert raw.decode(guess_encoding(raw)) == text


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("cost (£)\n£5.98\n", "cp850"),
        ("don’t\n“fine”\n", "cp1252"),
        ("Málaga\nGenève\nZoë\n", "cp850"),
        ("Málaga\nGenève\nZoë\n", "mac_roman"),
    ],
)
def test_letters_that_were_taken_for_latin_1_come_back(text: str, encoding: str) -> None:
    stored = text.encode(encoding).decode("latin-1")
    assert letters_again(stored) == (text, encoding)


def test_only_what_was_mistaken_is_changed() -> None:
    assert letters_again("café ☕ costs (\x9c5)") == ("café ☕ costs (£5)", "cp850")
    assert letters_again("café ☕ costs (£5)") == ("café ☕ costs (£5)", "")
