"""What is done over HTTP, from the command line: `polyweek person`, `language`, `picture`, `site`, `audit`, `clock`."""

from api.administration.commands.audit import audit
from api.administration.commands.clock import clock
from api.administration.commands.languages import language
from api.administration.commands.people import person
from api.administration.commands.pictures import picture
from api.administration.commands.site import site

COMMANDS = (person, language, picture, site, audit, clock)
