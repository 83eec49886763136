"""Numbers, currencies, shares and dates as they are written in many countries, unhinted."""

from __future__ import annotations

from pathlib import Path

import pytest

from core.loading import load

FILES = {
    "United States": (
        "utf-8",
        "city,revenue,share,day\n"
        'Boston,"$1,234.50",12.5%,01/31/2024\n'
        "Austin,$987.25,3.0%,02/01/2024\n"
        'Dallas,"$12,000.00",7%,12/24/2024\n',
    ),
    "United Kingdom": (
        "cp1252",
        "city,revenue,share,day\n"
        'Leeds,"£1,234.50",12.5%,31/01/2024\n'
        "York,£987.25,3.0%,01/02/2024\n"
        'Bath,"£12,000.00",7%,24/12/2024\n',
    ),
    "Germany": (
        "cp1252",
        "Stadt;Umsatz;Anteil;Tag\n"
        "Köln;1.234,50 €;12,5 %;31.01.2024\n"
        "Bonn;987,25 €;3,0 %;01.02.2024\n"
        "Trier;12.000,00 €;7 %;24.12.2024\n",
    ),
    "Austria": (
        "utf-8-sig",
        "Stadt;Umsatz;Anteil;Tag\n"
        "Wien;€ 1.234,50;12,5%;31.1.2024\n"
        "Graz;€ 987,25;3,0%;1.2.2024\n"
        "Linz;€ 12.000,00;7%;24.12.2024\n",
    ),
    "Switzerland": (
        "utf-8",
        "Stadt;Umsatz;Anteil;Tag\n"
        "Zürich;CHF 1’234.50;12.5%;31.01.2024\n"
        "Genf;CHF 987.25;3.0%;01.02.2024\n"
        "Bern;CHF 12’000.00;7%;24.12.2024\n",
    ),
    "France": (
        "utf-8",
        "ville;chiffre;part;jour\n"
        "Nîmes;1\u202f234,50 €;12,5 %;31/01/2024\n"
        "Paris;987,25 €;3,0 %;01/02/2024\n"
        "Metz;12\u202f000,00 €;7 %;24/12/2024\n",
    ),
    "Belgium": (
        "cp1252",
        "ville;chiffre;part;jour\n"
        "Liège;1\u00a0234,50 €;12,5 %;31/01/2024\n"
        "Namur;987,25 €;3,0 %;01/02/2024\n"
        "Mons;12\u00a0000,00 €;7 %;24/12/2024\n",
    ),
    "Italy": (
        "cp1252",
        "città;ricavo;quota;giorno\n"
        "Forlì;1.234,50;12,5%;31/01/2024\n"
        "Roma;987,25;3,0%;01/02/2024\n"
        "Bari;12.000,00;7%;24/12/2024\n",
    ),
    "Spain": (
        "cp1252",
        "ciudad;ingreso;cuota;día\n"
        "Málaga;1.234,50;12,5 %;31/01/24\n"
        "Madrid;987,25;3,0 %;01/02/24\n"
        "León;12.000,00;7 %;24/12/24\n",
    ),
    "Portugal": (
        "utf-8",
        "cidade\treceita\tquota\tdia\n"
        "Évora\t1.234,50\t12,5%\t31/01/2024\n"
        "Porto\t987,25\t3,0%\t01/02/2024\n"
        "Faro\t12.000,00\t7%\t24/12/2024\n",
    ),
    "Netherlands": (
        "utf-8",
        "stad;omzet;deel;dag\n"
        "Utrecht;€ 1.234,50;12,5%;31-01-2024\n"
        "Leiden;€ 987,25;3,0%;01-02-2024\n"
        "Breda;€ 12.000,00;7%;24-12-2024\n",
    ),
    "Denmark": (
        "utf-8",
        "by|omsætning|andel|dag\n"
        "Køge|1.234,50 kr.|12,5 %|31-01-2024\n"
        "Ribe|987,25 kr.|3,0 %|01-02-2024\n"
        "Vejle|12.000,00 kr.|7 %|24-12-2024\n",
    ),
    "Norway": (
        "utf-8",
        "by;inntekt;andel;dag\n"
        "Bodø;kr 1 234,50;12,5 %;31.01.2024\n"
        "Oslo;kr 987,25;3,0 %;01.02.2024\n"
        "Voss;kr 12 000,00;7 %;24.12.2024\n",
    ),
    "Sweden": (
        "utf-8",
        "stad;intäkt;andel;dag\n"
        "Malmö;1 234,50 kr;12,5 %;2024-01-31\n"
        "Umeå;987,25 kr;3,0 %;2024-02-01\n"
        "Lund;12 000,00 kr;7 %;2024-12-24\n",
    ),
    "Finland": (
        "utf-8",
        "kunta;tulo;osuus;päivä\n"
        "Turku;1 234,50 €;12,5 %;31.1.2024\n"
        "Oulu;987,25 €;3,0 %;1.2.2024\n"
        "Espoo;12 000,00 €;7 %;24.12.2024\n",
    ),
    "Poland": (
        "cp1250",
        "miasto;obrót;udział;dzień\n"
        "Łódź;1 234,50 zł;12,5%;31.01.2024\n"
        "Kraków;987,25 zł;3,0%;01.02.2024\n"
        "Opole;12 000,00 zł;7%;24.12.2024\n",
    ),
    "Czech Republic": (
        "cp1250",
        "město;obrat;podíl;den\n"
        "Plzeň;1 234,50 Kč;12,5 %;31. 1. 2024\n"
        "Brno;987,25 Kč;3,0 %;1. 2. 2024\n"
        "Praha;12 000,00 Kč;7 %;24. 12. 2024\n",
    ),
    "Slovakia": (
        "cp1250",
        "mesto;obrat;podiel;deň\n"
        "Žilina;1 234,50 €;12,5 %;31. 01. 2024\n"
        "Nitra;987,25 €;3,0 %;01. 02. 2024\n"
        "Trnava;12 000,00 €;7 %;24. 12. 2024\n",
    ),
    "Hungary": (
        "cp1250",
        "város;forgalom;arány;nap\n"
        "Győr;1 234,50 Ft;12,5%;2024.01.31.\n"
        "Pécs;987,25 Ft;3,0%;2024.02.01.\n"
        "Szeged;12 000,00 Ft;7%;2024.12.24.\n",
    ),
    "Hungary, with spaces": (
        "utf-8",
        "város\tforgalom\tarány\tnap\n"
        "Győr\t1 234,50\t12,5%\t2024. 01. 31.\n"
        "Pécs\t987,25\t3,0%\t2024. 02. 01.\n"
        "Szeged\t12 000,00\t7%\t2024. 12. 24.\n",
    ),
    "Croatia": (
        "utf-8-sig",
        "grad;prihod;udio;dan\n"
        "Šibenik;1.234,50 €;12,5 %;31.01.2024.\n"
        "Split;987,25 €;3,0 %;01.02.2024.\n"
        "Pula;12.000,00 €;7 %;24.12.2024.\n",
    ),
    "Slovenia": (
        "cp1250",
        "mesto;prihodek;delež;dan\n"
        "Škofja Loka;1.234,50;12,5 %;31. 1. 2024\n"
        "Celje;987,25;3,0 %;1. 2. 2024\n"
        "Koper;12.000,00;7 %;24. 12. 2024\n",
    ),
    "Bulgaria": (
        "cp1251",
        "град;приход;дял;ден\n"
        "Варна;1 234,50;12,5%;31.01.2024\n"
        "София;987,25;3,0%;01.02.2024\n"
        "Русе;12 000,00;7%;24.12.2024\n",
    ),
    "Canada, in French": (
        "utf-16",
        "ville;chiffre;part;jour\n"
        "Québec;1 234,50 $;12,5 %;2024-01-31\n"
        "Laval;987,25 $;3,0 %;2024-02-01\n"
        "Gatineau;12 000,00 $;7 %;2024-12-24\n",
    ),
}


@pytest.mark.parametrize("country", FILES)
def test_a_file_is_read_as_it_is_meant_there(country: str, tmp_path: Path) -> None:
    encoding, text = FILES[country]
    path = tmp_path / "revenue.csv"
    path.write_bytes(text.encode(encoding))
    names = text.splitlines()[0].translate(str.maketrans(";|\t", ",,,")).split(",")
    first = text.splitlines()[1].translate(str.maketrans(";|\t", ",,,")).split(",")[0]
    frame = load(path).frame
    assert list(frame.columns) == names
    assert frame[names[0]][0] == first
    assert frame[names[1]].tolist() == [1234.5, 987.25, 12000.0]
    assert frame[names[2]].tolist() == [12.5, 3.0, 7.0]
    assert [str(day)[:10] for day in frame[names[3]]] == ["2024-01-31", "2024-02-01", "2024-12-24"]
