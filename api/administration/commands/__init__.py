"""What the operator does from the command line: `polyweek person`, `language`, `site` and others."""

from api.administration.commands.audit import audit
from api.administration.commands.clock import clock
from api.administration.commands.languages import language
from api.administration.commands.letters import letters_ as letters
from api.administration.commands.people import person
from api.administration.commands.pictures import picture
from api.administration.commands.signing import signing
from api.administration.commands.site import site

COMMANDS = (person, language, picture, site, signing, audit, clock, letters)
