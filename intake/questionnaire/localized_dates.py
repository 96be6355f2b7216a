"""Days and numbers as readers of a language write them: a day, its month's name, its year.

Who counts in another calendar reads the common one first, which is what courts and offices use,
and their own beside it in brackets.
"""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from functools import cache

from babel import Locale
from babel.dates import format_date, format_skeleton
from babel.numbers import format_decimal

from intake.questionnaire.dates import Calendar, said_in

HOME: Mapping[str, Calendar] = {
    "fa-AF": Calendar.SOLAR_HIJRI,
    "fa": Calendar.SOLAR_HIJRI,
    "ps": Calendar.SOLAR_HIJRI,
    "am": Calendar.ETHIOPIAN,
    "ti": Calendar.ETHIOPIAN,
}
"""The calendar of the readers of each language; all others use the Gregorian."""

_OWN = str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹")
DIGITS: Mapping[str, Mapping[int, int]] = {"fa-AF": _OWN, "fa": _OWN, "ps": _OWN}
"""Languages whose prose has digits of its own. Codes and numbers to call stay as they are."""

WRITTEN_AS = {"es": "es-US"}
"""The country whose numbers a language has: in the US, 43.280 is not 43,280 in Spanish."""

LIVED = 1800
"""Nobody who reads this dates an earlier year; one typed into another calendar's boxes is told as
it was typed."""

ENGLISH = {False: "d MMMM y", True: "EEEE d MMMM y"}


def day_in(language: str, day: date, *, weekday: bool = False) -> str:
    """Return a day in words, never 03/04: 27 November 2026; with its weekday on request."""
    common = common_day_in(language, day, weekday=weekday)
    if (home := HOME.get(language)) is None or day.year < LIVED:
        return common
    year, month, number = said_in(home, day)
    own = in_digits_of(language, f"{number} {month_names(home, language)[month - 1]} {year}")
    return f"{common} ({own})"


def common_day_in(language: str, day: date, *, weekday: bool = False) -> str:
    """Return the day in the Gregorian calendar alone."""
    locale = _locale(language)
    pattern = locale.date_formats["full" if weekday else "long"].pattern
    if locale.language == "en":
        pattern = ENGLISH[weekday]
    return in_digits_of(language, format_date(day, pattern, locale=locale))


def month_in(language: str, day: date) -> str:
    """Return the month of a day: November 2026."""
    return in_digits_of(language, format_skeleton("yMMMM", day, locale=_locale(language)))


def number_in(language: str, number: int | Decimal) -> str:
    """Return a number with its thousands separated: 43,280."""
    return in_digits_of(language, format_decimal(number, locale=_locale(language)))


def in_digits_of(language: str, text: str) -> str:
    """Return a number in the digits of this language."""
    return text.translate(DIGITS.get(language, {}))


@cache
def _locale(language: str) -> Locale:
    return Locale.parse(WRITTEN_AS.get(language, language), sep="-")


def month_names(calendar: Calendar, language: str) -> tuple[str, ...]:
    """Return the twelve names in this language (Ethiopian: thirteen), or else in English."""
    names = MONTH_NAMES[calendar]
    return names.get(language) or names.get(language.partition("-")[0]) or names["en"]


def _of(**by_language: str) -> Mapping[str, tuple[str, ...]]:
    return {
        tag.replace("_", "-"): tuple(names.replace(".", " ") for names in line.split())
        for tag, line in by_language.items()
    }


MONTH_NAMES: Mapping[Calendar, Mapping[str, tuple[str, ...]]] = {
    Calendar.GREGORIAN: _of(
        en="January February March April May June July August September October November December",
        fa_AF="جنوری فبروری مارچ اپریل می جون جولای اگست سپتمبر اکتوبر نومبر دسمبر",
        fa="ژانویه فوریه مارس آوریل مه ژوئن ژوئیه اوت سپتامبر اکتبر نوامبر دسامبر",
        ps="جنوري فېبروري مارچ اپرېل مۍ جون جولای اګست سپتمبر اکتوبر نومبر دسمبر",
        am="ጃንዋሪ ፌብሩዋሪ ማርች ኤፕሪል ሜይ ጁን ጁላይ ኦገስት ሴፕቴምበር ኦክቶበር ኖቬምበር ዲሴምበር",
        ti="ጥሪ ለካቲት መጋቢት ሚያዝያ ግንቦት ሰነ ሓምለ ነሓሰ መስከረም ጥቅምቲ ሕዳር ታሕሳስ",
        ar=(
            "يناير.(كانون.الثاني) فبراير.(شباط) مارس.(آذار) أبريل.(نيسان) مايو.(أيار)"
            " يونيو.(حزيران) يوليو.(تموز) أغسطس.(آب) سبتمبر.(أيلول) أكتوبر.(تشرين.الأول)"
            " نوفمبر.(تشرين.الثاني) ديسمبر.(كانون.الأول)"
        ),
    ),
    Calendar.SOLAR_HIJRI: _of(
        en=(
            "Hamal.(Farvardin) Sawr.(Ordibehesht) Jawza.(Khordad) Saratan.(Tir) Asad.(Mordad)"
            " Sonbola.(Shahrivar) Mizan.(Mehr) Aqrab.(Aban) Qaws.(Azar) Jadi.(Dey) Dalwa.(Bahman)"
            " Hut.(Esfand)"
        ),
        fa_AF="حمل ثور جوزا سرطان اسد سنبله میزان عقرب قوس جدی دلو حوت",
        fa="فروردین اردیبهشت خرداد تیر مرداد شهریور مهر آبان آذر دی بهمن اسفند",
        ar=(
            "حمل.(فروردين) ثور.(أرديبهشت) جوزاء.(خرداد) سرطان.(تير) أسد.(مرداد) سنبلة.(شهريور)"
            " ميزان.(مهر) عقرب.(آبان) قوس.(آذر) جدي.(دي) دلو.(بهمن) حوت.(إسفند)"
        ),
        ps="وری غویی غبرګولی چنګاښ زمری وږی تله لړم لیندۍ مرغومی سلواغه کب",
    ),
    Calendar.ETHIOPIAN: _of(
        en=(
            "Meskerem Tikimt Hidar Tahsas Tir Yekatit Megabit Miyazya Ginbot Sene Hamle Nehase"
            " Pagume"
        ),
        am="መስከረም ጥቅምት ኅዳር ታኅሣሥ ጥር የካቲት መጋቢት ሚያዝያ ግንቦት ሰኔ ሐምሌ ነሐሴ ጳጉሜን",
        ti="መስከረም ጥቅምቲ ሕዳር ታሕሳስ ጥሪ ለካቲት መጋቢት ሚያዝያ ግንቦት ሰነ ሓምለ ነሓሰ ጳጉሜን",
        fa="مسکرم تقمت هدار تهساس تر یکاتیت مگابیت میازیا گنبوت سنه هامله نهاسه پاگومه",
        ar="مسكريم تكمت هدار تهساس تر يكتت مجابيت ميازيا جنبت سين هامل نهاس باجمن",
    ),
    Calendar.HIJRI: _of(
        en=(
            "Muharram Safar Rabi.al-Awwal Rabi.al-Thani Jumada.al-Ula Jumada.al-Akhira Rajab"
            " Sha'ban Ramadan Shawwal Dhu.al-Qa'da Dhu.al-Hijja"
        ),
        fa=(
            "محرم صفر ربیع‌الاول ربیع‌الثانی جمادی‌الاول جمادی‌الثانی رجب شعبان رمضان شوال ذیقعده ذیحجه"
        ),
        ps=(
            "محرم صفر ربيع‌الاول ربيع‌الثاني جمادی‌الاول جمادی‌الثاني رجب شعبان رمضان شوال"
            " ذوالقعده ذوالحجه"
        ),
        am=("ሙሐረም ሰፈር ረቢዑል.አወል ረቢዑል.አኺር ጁማደል.አወል ጁማደል.አኺር ረጀብ ሻዕባን ረመዳን ሸዋል ዙልቂዕዳህ ዙልሂጃህ"),
        ar=(
            "محرم صفر ربيع.الأول ربيع.الآخر جمادى.الأولى جمادى.الآخرة رجب شعبان رمضان شوال"
            " ذو.القعدة ذو.الحجة"
        ),
    ),
}
