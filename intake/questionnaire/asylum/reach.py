"""Questions about reaching the person safely. Only channels marked safe are used."""

from intake.questionnaire.conditions import is_one_of
from intake.questionnaire.questions import (
    Choice,
    Choices,
    Email,
    Option,
    Phone,
    Text,
    Visibility,
    YesNo,
)
from intake.questionnaire.sections import Page, Part, Section
from intake.words import N_

SEEN_ON_PHONE = N_("Not fully private. Anyone holding the phone can read it.")

contact_methods = Choices(
    "contact_methods",
    "How can we reach you safely?",
    exact=True,
    other="How can we reach them safely?",
    hint="Think about who can see your phone or hear you. Choose all the ways that are safe.",
    hint_other=(
        "Think about who can see their phone or hear them. Choose all the ways that are safe."
    ),
    required="Choose at least one way. You can always come back with your code.",
    options=(
        Option("call", "Phone call"),
        Option("text", "Text message"),
        Option("whatsapp", "WhatsApp", hint=SEEN_ON_PHONE),
        Option("signal", "Signal", hint=SEEN_ON_PHONE),
        Option("email", "Email"),
        Option("trusted_person", "Through someone I trust", other="Through me, the helper"),
        Option(
            "return_code",
            "I will come back here with my code",
            other="They will come back here with the code",
        ),
    ),
)

phone = Phone(
    "phone",
    "What is your phone number?",
    visibility=Visibility.PRIVATE,
    other="What is their phone number?",
    hint="Add the country code if you know it.",
    autofill="tel",
)

ok_text = YesNo(
    "ok_text",
    "Is it safe to text you?",
    exact=True,
    other="Is it safe to text them?",
    hint="We use the ways you say are safe. In an emergency, we may have to use another way.",
)

ok_voicemail = YesNo("ok_voicemail", "Is it safe to leave a voicemail?", exact=True)

ok_say_name = YesNo(
    "ok_say_name", "If someone else answers, is it safe to say who we are?", exact=True
)

email = Email(
    "email",
    "What is your email address?",
    visibility=Visibility.PRIVATE,
    autofill="email",
    other="What is their email address?",
)

ok_mail = YesNo(
    "ok_mail",
    "Is it safe to send email to this address?",
    exact=True,
    hint=(
        "We will email only if you say yes. The email does not say why. It shows our email address,"
        " your reference number and a link to this site."
    ),
)

trusted_name = Text(
    "trusted_name",
    "What is the name of the person you trust?",
    visibility=Visibility.FOLDED,
    other="What is your own name?",
)

trusted_phone = Phone(
    "trusted_phone",
    "What is their phone number?",
    visibility=Visibility.PRIVATE,
    other="What is your own phone number?",
)

trusted_may_know = Choice(
    "trusted_may_know",
    "What may we tell them?",
    exact=True,
    other="What may we tell you? Ask them first.",
    options=(
        Option("nothing", "Nothing"),
        Option("call_back", "Only to call us back", other="Only that they should call us back"),
        Option("everything", "Everything", other="Everything. They agree to this"),
    ),
)

safe_times = Choices(
    "safe_times",
    "When is it safe to call?",
    exact=True,
    hint="Choose all that apply.",
    alone=("any",),
    options=(
        Option("morning", "In the morning"),
        Option("afternoon", "In the afternoon"),
        Option("evening", "In the evening"),
        Option("weekend", "On the weekend"),
        Option("any", "At any time"),
    ),
)

shared_phone = YesNo(
    "shared_phone", "Can anyone else see this phone or hear its calls?", exact=True
)

heard_from = Choice(
    "heard_from",
    "How did you hear about us?",
    options=(
        Option("friend", "From friends or family"),
        Option("court", "At court"),
        Option("shelter", "At a shelter"),
        Option("lawyer", "From a lawyer"),
        Option("online", "Online"),
        Option("other", "Some other way"),
    ),
)

PHONE_WAYS = ("call", "text", "whatsapp", "signal")
BY_ANY_PHONE = is_one_of(contact_methods, *PHONE_WAYS, "trusted_person")

SECTION = Section(
    "reach",
    "Safe contact",
    pages=(
        Page(
            (
                *(contact_methods, phone, ok_voicemail, ok_say_name, ok_text),
                *(email, ok_mail, trusted_name, trusted_phone, trusted_may_know),
            ),
            topic="Contact",
            parts=(
                *(
                    Part(question, contact_methods, PHONE_WAYS)
                    for question in (phone, ok_voicemail, ok_say_name)
                ),
                Part(ok_text, contact_methods, ("text", "whatsapp", "signal"), kept=("call",)),
                *(Part(question, contact_methods, ("email",)) for question in (email, ok_mail)),
                *(
                    Part(question, contact_methods, ("trusted_person",))
                    for question in (trusted_name, trusted_phone, trusted_may_know)
                ),
            ),
        ),
        Page((safe_times,), topic="Times", when=BY_ANY_PHONE),
        Page((shared_phone,), topic="Contact", when=BY_ANY_PHONE),
        Page((heard_from,), topic="About us"),
    ),
)
