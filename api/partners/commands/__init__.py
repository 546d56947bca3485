"""What is done over HTTP with partners, keys and subscribers, from the command line."""

from api.partners.commands import alarms
from api.partners.commands.keys import key
from api.partners.commands.partners import partner
from api.partners.commands.websub import websub

for command in (alarms.letters, alarms.polls):
    partner.add_command(command)

COMMANDS = (partner, key, websub)
