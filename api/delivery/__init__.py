"""A door: front ends read here, without a credential."""
