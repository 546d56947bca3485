"""What is done over HTTP with partners and keys, from the command line: `polyweek partner`, `polyweek key`."""

from api.partners.commands.keys import key
from api.partners.commands.partners import partner

COMMANDS = (partner, key)
