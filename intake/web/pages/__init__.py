"""The pages before the first question, and the buttons that leave the site."""

from intake.web.pages import first_pages, paper_form

BLUEPRINTS = (first_pages.blueprint, paper_form.blueprint)
