"""Palier: the web application."""

from __future__ import annotations

from palier.app import create_app

__all__ = ["create_app"]
