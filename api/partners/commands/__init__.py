"""What is done over HTTP with partners and keys, from the command line: `polyweek partner`, `polyweek key`."""

from api.partners.commands import alarms
from api.partners.commands.keys import key
from api.partners.commands.partners import partner

for command in (alarms.letters, alarms.polls):
    partner.add_command(command)

COMMANDS = (partner, key)
