"""What is done over HTTP with partners, keys and subscribers, from the command line."""

from api.partners.commands.keys import key
from api.partners.commands.partners import partner
from api.partners.commands.websub import websub

COMMANDS = (partner, key, websub)
