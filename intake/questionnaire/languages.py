"""Languages that people may choose. Autonyms are maintained by hand: no library has all."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class SpokenLanguage:
    """A language: its BCP 47 tag, its name in itself and in English, and its direction.

    ``spellings`` are other names under which people look for it. ``beside`` is the tag of a
    written language that many of its speakers read a little.
    """

    tag: str
    autonym: str
    english: str
    dir: Literal["ltr", "rtl"] = "ltr"
    spellings: str = ""
    beside: str = "en"

    def fits(self, query: str) -> bool:
        """Return true if *query* is part of a name of this language, in any script."""
        names = f"{self.autonym} {self.english} {self.spellings} {self.tag}"
        return folded(query) in folded(names)


def folded(words: str) -> str:
    """Return *words* in small letters, without accents, spaces, apostrophes and hyphens."""
    letters = unicodedata.normalize("NFKD", words.casefold())
    return re.sub(r"[\W_]", "", "".join(c for c in letters if not unicodedata.combining(c)))


LANGUAGES = (
    SpokenLanguage("en", "English", "English"),
    SpokenLanguage("es", "Español", "Spanish"),
    SpokenLanguage("pt-BR", "Português (Brasil)", "Portuguese (Brazil)"),
    SpokenLanguage("ht", "Kreyòl ayisyen", "Haitian Creole", "ltr", "Creole Criollo Haiti", "fr"),
    SpokenLanguage("zh-Hans", "简体中文", "Chinese, simplified (Mandarin)"),
    SpokenLanguage("zh-Hant", "繁體中文", "Chinese, traditional (Cantonese)"),
    SpokenLanguage("pa", "ਪੰਜਾਬੀ", "Punjabi"),
    SpokenLanguage("ru", "Русский", "Russian"),
    SpokenLanguage("fr", "Français", "French"),
    SpokenLanguage("ar", "العربية", "Arabic", "rtl"),
    SpokenLanguage("fa", "فارسی", "Persian (Iran)", "rtl", "Farsi Parsi", "fa-AF"),
    SpokenLanguage("fa-AF", "دری", "Dari", "rtl", "Farsi Afghan فارسی دری"),
    SpokenLanguage("ps", "پښتو", "Pashto", "rtl", "Pashtu Pushto Pakhto پشتو", "fa-AF"),
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
    SpokenLanguage("quc", "K'iche'", "K'iche'", "ltr", "Quiche Kiche Qatzijob'al", "es"),
    SpokenLanguage("mam", "Mam", "Mam", "ltr", "Mame Qyol Todos Santos", "es"),
    SpokenLanguage("kek", "Q'eqchi'", "Q'eqchi'", "ltr", "Kekchi Ketchi Quekchi", "es"),
    SpokenLanguage("kjb", "Q'anjob'al", "Q'anjob'al", "ltr", "Kanjobal Canjobal", "es"),
    SpokenLanguage("knj", "Akateko", "Akateko", "ltr", "Acateco", "es"),
    SpokenLanguage("ixl", "Ixil", "Ixil", "ltr", "Ixhil", "es"),
    SpokenLanguage("cac", "Chuj", "Chuj", "ltr", "Chuh", "es"),
    SpokenLanguage("acr", "Achi", "Achi", "ltr", "Achí", "es"),
    SpokenLanguage("qu", "Runasimi", "Quechua", "ltr", "Quichua Kichwa", "es"),
    SpokenLanguage("wo", "Wolof", "Wolof", "ltr", "Ouolof", "fr"),
    SpokenLanguage(
        "ff", "Pulaar", "Fulah (Pulaar)", "ltr", "Fula Fulani Fulfulde Peul Poular", "fr"
    ),
    SpokenLanguage("ckb", "کوردیی ناوەندی", "Kurdish (Sorani)", "rtl", "Kurdi Sorani سۆرانی", "ar"),
    SpokenLanguage("my", "မြန်မာ", "Burmese", "ltr", "Myanmar Bamar"),
    SpokenLanguage("ka", "ქართული", "Georgian"),
    SpokenLanguage("hy", "Հայերեն", "Armenian"),
    SpokenLanguage("vi", "Tiếng Việt", "Vietnamese"),
    SpokenLanguage("uz", "O'zbekcha", "Uzbek"),
    SpokenLanguage("ky", "Кыргызча", "Kyrgyz"),
    SpokenLanguage("ln", "Lingála", "Lingala", "ltr", "Ngala", "fr"),
    SpokenLanguage("rw", "Ikinyarwanda", "Kinyarwanda", "ltr", "Rwanda Kirundi", "fr"),
    SpokenLanguage("haz", "هزارگی", "Hazaragi", "rtl", "Hazara Azaragi آزرگی", "fa-AF"),
    SpokenLanguage("rhg", "Ruáingga", "Rohingya", "ltr", "Ruaingga Rohingga"),
    SpokenLanguage("kmr", "Kurmancî", "Kurdish (Kurmanji)", "ltr", "Kurdi Kirmanci Kurd"),
    SpokenLanguage("ug", "ئۇيغۇرچە", "Uyghur", "rtl", "Uighur Uygur"),
    SpokenLanguage("bo", "བོད་སྐད", "Tibetan", "ltr", "Bod Bhod"),
    SpokenLanguage("om", "Afaan Oromoo", "Oromo", "ltr", "Oromifa Galla"),
    SpokenLanguage("ha", "Hausa", "Hausa", "ltr", "Haoussa"),
    SpokenLanguage("yo", "Yorùbá", "Yoruba"),
    SpokenLanguage("ak", "Akan (Twi)", "Twi", "ltr", "Asante Ashanti Fante"),
    SpokenLanguage("bm", "Bamanankan", "Bambara", "ltr", "Dioula Dyula Jula Malinke", "fr"),
    SpokenLanguage("snk", "Sooninkanxanne", "Soninke", "ltr", "Sarakole", "fr"),
    SpokenLanguage("kri", "Krio", "Krio", "ltr", "Sierra Leone Creole"),
    SpokenLanguage("cab", "Garifuna", "Garifuna", "ltr", "Garínagu", "es"),
    SpokenLanguage("mix", "Tu'un Savi", "Mixtec", "ltr", "Mixteco", "es"),
    SpokenLanguage("zap", "Diidxazá", "Zapotec", "ltr", "Zapoteco", "es"),
    SpokenLanguage("miq", "Mískitu", "Miskito", "ltr", "Misquito", "es"),
    SpokenLanguage("tg", "Тоҷикӣ", "Tajik", "ltr", "Tojiki"),
    SpokenLanguage("ta", "தமிழ்", "Tamil"),
    SpokenLanguage("cdo", "福州話", "Fuzhou (Chinese)", "ltr", "Fuzhounese Hokchew Foochow 福州话"),
    SpokenLanguage("sq", "Shqip", "Albanian"),
)
"""The first 24 have written text; the others are spoken first, often by people called Spanish
speakers. Chuj is ``cac``: ``chj``, which court lists use for it, is a language of Mexico."""

OTHER_LANGUAGE = "other"

IN_CLEAR = frozenset({"ar", "es", "fr"})
"""Form languages that clear columns name: people from many countries choose each of them.

English is not among them, so that ``OTHER_LANGUAGE`` stands for it too and points to no country.
"""


def clear_tag(tag: str) -> str:
    """Return the language of a form as clear columns hold it."""
    return tag if tag in IN_CLEAR else OTHER_LANGUAGE


BY_TAG = {language.tag: language for language in LANGUAGES}
TAGS = frozenset(language.tag for language in LANGUAGES) | {OTHER_LANGUAGE}


PERSIAN = "آاأبپتثجچحخدذرزژسشصضطظعغفقکگلمنوهی"
MOVED: Mapping[str, str] = {
    "es": "abcdefghijklmnñopqrstuvwxyz",
    "fa": PERSIAN,
    "tr": "abcçdefgğhıijklmnoöprsştuüvyz",
    "uk": "абвгґдеєжзиіїйклмнопрстуфхцчшщьюя",
}
"""Alphabets whose order differs from that of the code points, by language."""
SAME_LETTER = str.maketrans("كيىةؤئإ", "کییهویا")
"""Letters that Persian sorts as one of its own."""


def sort_key(name: str, language: str) -> tuple[tuple[int, ...], str]:
    """Return the key by which *name* is sorted in a list of this language."""
    letters = unicodedata.normalize("NFC", name.casefold())
    alphabet = MOVED.get(language.partition("-")[0], "")
    if language.startswith("fa"):
        letters = letters.translate(SAME_LETTER)
    return tuple(
        _weight(letter, alphabet)
        for letter in letters
        if unicodedata.category(letter)[0] not in "MZPC"
    ), name


def _weight(letter: str, alphabet: str) -> int:
    """Return the place of a letter, its accent removed unless it is a letter of its own."""
    if (place := alphabet.find(letter)) >= 0:
        return ord(alphabet[0]) * 64 + place
    base = unicodedata.normalize("NFKD", letter)[0]
    if (place := alphabet.find(base)) >= 0:
        return ord(alphabet[0]) * 64 + place
    return ord(base) * 64
