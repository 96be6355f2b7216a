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
    id="contact_methods",
    exact=True,
    says=N_("How can we reach you safely?"),
    other=N_("How can we reach them safely?"),
    hint=N_("Think about who can see your phone or hear you. Choose all the ways that are safe."),
    hint_other=N_(
        "Think about who can see their phone or hear them. Choose all the ways that are safe."
    ),
    required=N_("Choose at least one way. You can always come back with your code."),
    options=(
        Option("call", N_("Phone call")),
        Option("text", N_("Text message")),
        Option("whatsapp", N_("WhatsApp"), hint=SEEN_ON_PHONE),
        Option("signal", N_("Signal"), hint=SEEN_ON_PHONE),
        Option("email", N_("Email")),
        Option("trusted_person", N_("Through someone I trust"), other=N_("Through me, the helper")),
        Option(
            "return_code",
            N_("I will come back here with my code"),
            other=N_("They will come back here with the code"),
        ),
    ),
)

phone = Phone(
    id="phone",
    visibility=Visibility.PRIVATE,
    says=N_("What is your phone number?"),
    other=N_("What is their phone number?"),
    hint=N_("Add the country code if you know it."),
    autofill="tel",
)

ok_text = YesNo(
    id="ok_text",
    exact=True,
    says=N_("Is it safe to text you?"),
    other=N_("Is it safe to text them?"),
    hint=N_("We use the ways you say are safe. In an emergency, we may have to use another way."),
)

ok_voicemail = YesNo(
    id="ok_voicemail",
    exact=True,
    says=N_("Is it safe to leave a voicemail?"),
)

ok_say_name = YesNo(
    id="ok_say_name",
    exact=True,
    says=N_("If someone else answers, is it safe to say who we are?"),
)

email = Email(
    id="email",
    visibility=Visibility.PRIVATE,
    says=N_("What is your email address?"),
    autofill="email",
    other=N_("What is their email address?"),
)

ok_mail = YesNo(
    id="ok_mail",
    exact=True,
    says=N_("Is it safe to send email to this address?"),
    hint=N_(
        "We will email only if you say yes. The email does not say why. It shows our email address,"
        " your reference number and a link to this site."
    ),
)

trusted_name = Text(
    id="trusted_name",
    visibility=Visibility.FOLDED,
    says=N_("What is the name of the person you trust?"),
    other=N_("What is your own name?"),
)

trusted_phone = Phone(
    id="trusted_phone",
    visibility=Visibility.PRIVATE,
    says=N_("What is their phone number?"),
    other=N_("What is your own phone number?"),
)

trusted_may_know = Choice(
    id="trusted_may_know",
    exact=True,
    says=N_("What may we tell them?"),
    other=N_("What may we tell you? Ask them first."),
    options=(
        Option("nothing", N_("Nothing")),
        Option(
            "call_back", N_("Only to call us back"), other=N_("Only that they should call us back")
        ),
        Option("everything", N_("Everything"), other=N_("Everything. They agree to this")),
    ),
)

safe_times = Choices(
    id="safe_times",
    exact=True,
    says=N_("When is it safe to call?"),
    hint=N_("Choose all that apply."),
    alone=("any",),
    options=(
        Option("morning", N_("In the morning")),
        Option("afternoon", N_("In the afternoon")),
        Option("evening", N_("In the evening")),
        Option("weekend", N_("On the weekend")),
        Option("any", N_("At any time")),
    ),
)

shared_phone = YesNo(
    id="shared_phone",
    exact=True,
    says=N_("Can anyone else see this phone or hear its calls?"),
)

heard_from = Choice(
    id="heard_from",
    says=N_("How did you hear about us?"),
    options=(
        Option("friend", N_("From friends or family")),
        Option("court", N_("At court")),
        Option("shelter", N_("At a shelter")),
        Option("lawyer", N_("From a lawyer")),
        Option("online", N_("Online")),
        Option("other", N_("Some other way")),
    ),
)

PHONE_WAYS = ("call", "text", "whatsapp", "signal")
BY_ANY_PHONE = is_one_of(contact_methods, *PHONE_WAYS, "trusted_person")

SECTION = Section(
    id="reach",
    title=N_("Safe contact"),
    pages=(
        Page(
            questions=(
                *(contact_methods, phone, ok_voicemail, ok_say_name, ok_text),
                *(email, ok_mail, trusted_name, trusted_phone, trusted_may_know),
            ),
            topic=N_("Contact"),
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
        Page(questions=(safe_times,), topic=N_("Times"), when=BY_ANY_PHONE),
        Page(questions=(shared_phone,), topic=N_("Contact"), when=BY_ANY_PHONE),
        Page(questions=(heard_from,), topic=N_("About us")),
    ),
)
