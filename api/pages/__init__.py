"""What people see in a browser: the welcome page, the reference and the list of problems."""
