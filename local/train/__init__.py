"""Trains the ear's second opinion: needs scikit-learn, in an environment of its own (`make second-opinion`)."""
