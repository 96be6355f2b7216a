"""Names of months by calendar and language, kept by hand and checked against Unicode's.

The Solar Hijri calendar has three sets of names: Afghanistan's in Dari, Iran's, and Pashto's.
Tigrinya uses the same words for Ethiopian months and for those of the Gregorian calendar, three
weeks apart: wherever they are shown, the calendar must be named too.
"""

from __future__ import annotations

from collections.abc import Mapping

from intake.questionnaire.calendars import Calendar


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
