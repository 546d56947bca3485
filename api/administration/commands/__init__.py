"""What is done over HTTP, from the command line: `polyweek person`, `language`, `picture`, `site`, `audit`.

And what is done there alone: `clock`, `letters`.
"""

from api.administration.commands.audit import audit
from api.administration.commands.clock import clock
from api.administration.commands.languages import language
from api.administration.commands.letters import letters_ as letters
from api.administration.commands.people import person
from api.administration.commands.pictures import picture
from api.administration.commands.site import site

COMMANDS = (person, language, picture, site, audit, clock, letters)
