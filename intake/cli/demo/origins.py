"""Origins of invented people: language, script and names, each obviously made up.

First names are made-up words; last names say in the language itself that they are an example, a
test or invented.
"""

from __future__ import annotations

from dataclasses import dataclass

from intake.questionnaire.calendars import Calendar


@dataclass(frozen=True, kw_only=True, slots=True)
class Origin:
    """A country and language with its names.

    ``form`` is the usual language of the form, ``calendar`` that of birth dates, ``shape`` the
    order of the first and the last name.
    """

    country: str
    speaks: str
    form: str
    first: tuple[str, ...]
    last: tuple[str, ...]
    calendar: Calendar = Calendar.GREGORIAN
    shape: str = "{first} {last}"

    def name(self, number: int) -> str:
        """Return the name with this number; names repeat only after every pair was used."""
        first = self.first[number % len(self.first)]
        last = self.last[number // len(self.first) % len(self.last)]
        return self.shape.format(first=first, last=last)


LATIN = Origin(
    country="stateless",
    speaks="en",
    form="en",
    first=("Lumo", "Oona", "Tarviq", "Mirela", "Zaynoor", "Kebbeth", "Iskarim", "Yoluma"),
    last=("Test-Wrenfold", "Example-Larkspur", "Sample-Osprey", "Madeup-Quillmere", "Nobody-Finch"),
)
"""Also the names on papers of people whose own name is in another script."""

ORIGINS = (
    Origin(
        country="AF",
        speaks="fa-AF",
        form="fa-AF",
        first=("لومو", "ترویق", "زینور", "مریلا", "یولوما", "کبث"),
        last=("نمونه", "آزمایشی", "ساختگی", "خیالی"),
        calendar=Calendar.SOLAR_HIJRI,
    ),
    Origin(
        country="SD",
        speaks="ar",
        form="ar",
        first=("لومو", "طارفيق", "زينور", "كبيث", "إسكاريم", "يولوما"),
        last=("مثال", "تجربة", "خيالي", "نموذج"),
    ),
    Origin(
        country="ET",
        speaks="am",
        form="en",
        first=("ሉሞ", "ኦና", "ታርቪቅ", "ዜኑር", "ዮሉማ"),
        last=("ምሳሌ", "ሙከራ", "ፈጠራ"),
        calendar=Calendar.ETHIOPIAN,
    ),
    Origin(
        country="VE",
        speaks="es",
        form="es",
        first=("Lumó", "Tarvíq", "Mirélla", "Zaynúr", "Oóna", "Yolúma"),
        last=("Ejemplo", "Prueba", "Inventada", "Ficción-Ñublo"),
    ),
    Origin(
        country="RU",
        speaks="ru",
        form="en",
        first=("Лумо", "Тарвик", "Мирела", "Зайнур", "Кеббет"),
        last=("Пример", "Проба", "Вымысел", "Образец"),
    ),
    Origin(
        country="CN",
        speaks="zh-Hans",
        form="en",
        first=("鲁莫", "塔维", "米蕾", "扎努"),
        last=("示例", "虚构", "测试"),
        shape="{last}·{first}",
    ),
    LATIN,
    Origin(
        country="AF",
        speaks="ps",
        form="fa-AF",
        first=("لومو", "زینور", "ترویق", "مېرېلا"),
        last=("بېلګه", "ازمایښت", "خیالي"),
        calendar=Calendar.SOLAR_HIJRI,
    ),
    Origin(
        country="HT",
        speaks="ht",
        form="en",
        first=("Lumò", "Kébbèth", "Tavik", "Oònna"),
        last=("Egzanp", "Tès", "Envante"),
    ),
    Origin(
        country="ER",
        speaks="ti",
        form="ar",
        first=("ሉሞ", "ታርቪቕ", "ሚረላ", "ከበዝ"),
        last=("ኣብነት", "ፈተነ", "ምህዞ"),
    ),
    Origin(
        country="CM",
        speaks="fr",
        form="en",
        first=("Loumô", "Zoélune", "Tarvïk", "Çélmie"),
        last=("Exemple", "Essai", "Fictïf", "Inventé"),
    ),
    Origin(
        country="NI",
        speaks="es",
        form="es",
        first=("Kébeth", "Iskarím", "Fenwári", "Lumína"),
        last=("Muestra", "Ensayo", "Imaginaria"),
    ),
    Origin(
        country="IR",
        speaks="fa",
        form="fa-AF",
        first=("لومینا", "تارویک", "زینورا", "ایسکاریم"),
        last=("مثال‌زاده", "آزمون", "ساختگی‌پور"),
        calendar=Calendar.SOLAR_HIJRI,
    ),
    Origin(
        country="TR",
        speaks="tr",
        form="en",
        first=("Işkarım", "Lümo", "Tarvığ", "Yolüma"),
        last=("Örnek", "Uydurma", "Deneme"),
    ),
    Origin(
        country="SO",
        speaks="so",
        form="ar",
        first=("Luumo", "Taarviq", "Miireela"),
        last=("Tusaale", "Tijaabo", "Male-awaal"),
    ),
    Origin(
        country="VN",
        speaks="vi",
        form="en",
        first=("Lù Mô", "Tạ Viq", "Mị Rê"),
        last=("Ví Dụ", "Thử Nghiệm", "Hư Cấu"),
        shape="{last} {first}",
    ),
)

FEARED = (
    "Vorrun Thornwhistle",
    "Quessim Mossgather",
    "Bredda Ashgrovel",
    "Ulthane Pebblewick",
    "Dorvane Gorsehollow",
    "Jessimer Crowbramble",
    "Haldwyn Nettleshade",
    "Pellimo Stormquill",
    "Gravvik Hazelmarch",
    "Sithera Rookbarrow",
)
"""People whom somebody asks us not to tell. No word of them is in another name, so that the
conflict check finds exactly these."""
