"""Names and codes of countries."""

from __future__ import annotations

_CODES_TEXT = """
AD AE AF AG AI AL AM AO AR AT AU AW AZ BA BB BD BE BF BG BH BI BJ BM BN BO BR BS BT BW
BY BZ CA CD CF CG CH CI CK CL CM CN CO CR CU CV CY CZ DE DJ DK DM DO DZ EC EE EG ER ES
ET FI FJ FM FO FR GA GB GD GE GH GI GL GM GN GQ GR GT GU GW GY HK HN HR HT HU ID IE IL
IN IQ IR IS IT JM JO JP KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV
LY MA MC MD ME MG MH MK ML MM MN MO MR MT MU MV MW MX MY MZ NA NC NE NG NI NL NO NP NR
NZ OM PA PE PF PG PH PK PL PR PS PT PW PY QA RE RO RS RU RW SA SB SC SD SE SG SI SK SL
SM SN SO SR SS ST SV SY SZ TC TD TG TH TJ TL TM TN TO TR TT TV TW TZ UA UG UK US UY UZ
VA VC VE VG VI VN VU WS YE ZA ZM ZW
"""
_NAMES_TEXT = """
afghanistan, albania, algeria, andorra, angola, argentina, armenia, australia, austria,
azerbaijan, bahamas, bahrain, bangladesh, barbados, belarus, belgique, belgium, belize,
benin, bhutan, bolivia, bosnia and herzegovina, botswana, brazil, brunei, bulgaria,
burkina faso, burundi, cambodia, cameroon, canada, chad, chile, china, colombia, congo,
costa rica, croatia, cuba, cyprus, czech republic, czechia, denmark, deutschland,
dominican republic, ecuador, egypt, el salvador, england, eritrea, españa, estonia,
ethiopia, fiji, finland, france, frankreich, gabon, gambia, georgia, germany, ghana,
greece, guatemala, guinea, guyana, haiti, honduras, hong kong, hungary, iceland, india,
indonesia, iran, iraq, ireland, israel, italia, italien, italy, ivory coast, jamaica,
japan, jordan, kazakhstan, kenya, kosovo, kuwait, kyrgyzstan, laos, latvia, lebanon,
lesotho, liberia, libya, liechtenstein, lithuania, luxembourg, madagascar, malawi,
malaysia, maldives, mali, malta, mauritania, mauritius, mexico, moldova, monaco,
mongolia, montenegro, morocco, mozambique, myanmar, namibia, nepal, netherlands, new
zealand, nicaragua, niederlande, niger, nigeria, north macedonia, northern ireland,
norway, oman, pakistan, palestine, panama, papua new guinea, paraguay, peru,
philippines, poland, polen, portugal, puerto rico, qatar, romania, russia, rwanda, saudi
arabia, schweiz, scotland, senegal, serbia, sierra leone, singapore, slovakia, slovenia,
somalia, south africa, south korea, south sudan, spain, spanien, sri lanka, sudan,
suisse, suriname, sweden, switzerland, syria, taiwan, tajikistan, tanzania, thailand,
togo, trinidad and tobago, tunisia, turkey, turkmenistan, uganda, ukraine, united arab
emirates, united kingdom, united states, united states of america, uruguay, usa,
uzbekistan, venezuela, vietnam, wales, yemen, zambia, zimbabwe, österreich
"""
_CODES = frozenset(_CODES_TEXT.split())
_NAMES = frozenset(" ".join(name.split()) for name in _NAMES_TEXT.split(","))


def is_country(text: str) -> bool:
    """Tell whether a text names a country, in English or by a code of two letters.

    >>> is_country("Norway"), is_country("NO"), is_country("no")
    (True, True, False)
    """
    return text in _CODES or text.casefold() in _NAMES
