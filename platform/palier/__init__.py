"""Palier: the web application. ``palier.app.create_app`` makes it."""
