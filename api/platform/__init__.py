"""The ground floor: settings, clock, errors, database and the HTTP edge, which all rooms use."""
