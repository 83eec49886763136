"""What the name of a column says about its values, in several languages."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping

_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+")
_PHRASES: Mapping[str, str] = {
    "email": "email e_mail mail mailadresse correo courriel emailaddress",
    "phone": "phone telephone tel telefon telefono mobile handy fax cell cellphone msisdn "
    "phonenumber mobil portable telefone telefoon",
    "iban": "iban bankaccount kontonummer",
    "card": "creditcard cardnumber card_number credit_card cc_number kreditkarte pan",
    "national_id": "ssn social_security nino national_id nationalid passport passport_number "
    "tax_id steuer_id dni nie nif codice_fiscale bsn cpf pesel personnummer aadhaar nir "
    "identity_number fodselsnummer hetu driver_license drivers_license",
    "ip": "ip ip_address ipaddress ipaddr client_ip remote_addr",
    "person": "name first_name last_name firstname lastname surname full_name fullname "
    "given_name family_name forename vorname nachname familienname nom prenom apellido apellidos "
    "nombre cognome voornaam achternaam customer_name patient_name employee_name contact_name "
    "passenger_name maiden_name middle_name username user_name",
    "address": "address street street_address adresse strasse anschrift direccion rue indirizzo "
    "home_address postal_address addr addressline address_line endereco adres",
    "birth_date": "birth birthday birthdate birth_date date_of_birth dob geburtsdatum "
    "geburtstag fecha_nacimiento date_naissance geboortedatum born data_nascita birth_day",
    "latitude": "lat latitude breitengrad",
    "longitude": "lon lng long longitude laengengrad",
    "postcode": "postcode postal_code postalcode zip zipcode zip_code plz postleitzahl "
    "code_postal codigo_postal cap cep pincode",
    "country": "country country_code land pays pais nation nationality paese",
}
_NAMES: Mapping[tuple[str, ...], str] = {
    tuple(phrase.split("_")): meaning
    for meaning, phrases in _PHRASES.items()
    for phrase in phrases.split()
}
_NOT_PEOPLE = frozenset(
    ("product", "file", "company", "brand", "item", "store", "shop", "city", "state", "column",
     "table", "project", "event", "species", "common", "scientific", "model", "host", "domain",
     "team", "school", "category", "station", "airport", "game", "movie", "song", "track",
     "album", "class", "type", "job", "plan", "group", "region", "district", "county", "street",
     "field", "variable", "feature", "test", "drug", "gene", "protein", "ship", "dog", "cat",
     "pet", "domain", "path", "code", "user_agent", "display", "short", "long", "device")
)  # fmt: skip


def words_of(name: str) -> tuple[str, ...]:
    """Return the words of a column's name, in small letters and without accents.

    >>> words_of("customerFirstName"), words_of("Straße_1")
    (('customer', 'first', 'name'), ('strasse',))
    """
    plain = unicodedata.normalize("NFKD", name.replace("ß", "ss"))
    plain = "".join(char for char in plain if not unicodedata.combining(char))
    return tuple(word.lower() for word in _WORD.findall(plain) if not word.isdigit())


def said_by(name: str) -> str:
    """Return the meaning that a column's name ends with, '' if it says none.

    >>> said_by("Customer E-Mail"), said_by("product name"), said_by("platform")
    ('email', '', '')
    """
    words = words_of(name)
    for start in range(len(words)):
        found = _NAMES.get(words[start:])
        if found == "person" and start and words[start - 1] in _NOT_PEOPLE:
            return ""
        if found:
            return found
    return ""
