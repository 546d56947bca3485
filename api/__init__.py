"""Polyweek: a headless content API with a translation workflow, for a weekly in several languages."""
