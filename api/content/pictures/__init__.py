"""Pictures: what comes in is decoded in a process of its own and written anew; sizes, redactions, files and facts."""
