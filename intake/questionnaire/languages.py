"""Languages that people may choose. Autonyms are maintained by hand: no library has all."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class SpokenLanguage:
    """A language: its BCP 47 tag, its name in itself and in English, and its direction."""

    tag: str
    autonym: str
    english: str
    dir: Literal["ltr", "rtl"] = "ltr"


LANGUAGES = (
    SpokenLanguage("en", "English", "English"),
    SpokenLanguage("es", "Español", "Spanish"),
    SpokenLanguage("pt-BR", "Português (Brasil)", "Portuguese (Brazil)"),
    SpokenLanguage("ht", "Kreyòl ayisyen", "Haitian Creole"),
    SpokenLanguage("zh-Hans", "简体中文", "Chinese, simplified (Mandarin)"),
    SpokenLanguage("zh-Hant", "繁體中文", "Chinese, traditional (Cantonese)"),
    SpokenLanguage("pa", "ਪੰਜਾਬੀ", "Punjabi"),
    SpokenLanguage("ru", "Русский", "Russian"),
    SpokenLanguage("fr", "Français", "French"),
    SpokenLanguage("ar", "العربية", "Arabic", "rtl"),
    SpokenLanguage("fa", "فارسی", "Persian (Iran)", "rtl"),
    SpokenLanguage("fa-AF", "دری", "Dari", "rtl"),
    SpokenLanguage("ps", "پښتو", "Pashto", "rtl"),
    SpokenLanguage("ur", "اردو", "Urdu", "rtl"),
    SpokenLanguage("hi", "हिन्दी", "Hindi"),
    SpokenLanguage("gu", "ગુજરાતી", "Gujarati"),
    SpokenLanguage("ne", "नेपाली", "Nepali"),
    SpokenLanguage("bn", "বাংলা", "Bengali"),
    SpokenLanguage("tr", "Türkçe", "Turkish"),
    SpokenLanguage("am", "አማርኛ", "Amharic"),
    SpokenLanguage("ti", "ትግርኛ", "Tigrinya"),
    SpokenLanguage("so", "Soomaali", "Somali"),
    SpokenLanguage("sw", "Kiswahili", "Swahili"),
    SpokenLanguage("uk", "Українська", "Ukrainian"),
    SpokenLanguage("quc", "K'iche'", "K'iche'"),
    SpokenLanguage("mam", "Mam", "Mam"),
    SpokenLanguage("kek", "Q'eqchi'", "Q'eqchi'"),
    SpokenLanguage("kjb", "Q'anjob'al", "Q'anjob'al"),
    SpokenLanguage("knj", "Akateko", "Akateko"),
    SpokenLanguage("ixl", "Ixil", "Ixil"),
    SpokenLanguage("cac", "Chuj", "Chuj"),
    SpokenLanguage("acr", "Achi", "Achi"),
    SpokenLanguage("qu", "Runasimi", "Quechua"),
    SpokenLanguage("wo", "Wolof", "Wolof"),
    SpokenLanguage("ff", "Pulaar", "Fulah (Pulaar)"),
    SpokenLanguage("ckb", "کوردیی ناوەندی", "Kurdish (Sorani)", "rtl"),
    SpokenLanguage("my", "မြန်မာ", "Burmese"),
    SpokenLanguage("ka", "ქართული", "Georgian"),
    SpokenLanguage("hy", "Հայերեն", "Armenian"),
    SpokenLanguage("vi", "Tiếng Việt", "Vietnamese"),
    SpokenLanguage("uz", "O'zbekcha", "Uzbek"),
    SpokenLanguage("ky", "Кыргызча", "Kyrgyz"),
    SpokenLanguage("ln", "Lingála", "Lingala"),
    SpokenLanguage("rw", "Ikinyarwanda", "Kinyarwanda"),
)
"""The first 24 have written text; the others are spoken first, often by people called Spanish
speakers. Chuj is ``cac``: ``chj``, which court lists use for it, is a language of Mexico."""

OTHER_LANGUAGE = "other"
TAGS = frozenset(language.tag for language in LANGUAGES) | {OTHER_LANGUAGE}
