"""`python -m api`: the `polyweek` command, wherever its script is."""

from api.cli import main

main(prog_name="polyweek")
