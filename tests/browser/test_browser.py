"""The browser itself: our policy holds, our fonts arrive, and axe sees what it must."""

from __future__ import annotations

from collections.abc import Callable

from flask import Flask, Response, render_template_string, send_from_directory
from playwright.sync_api import Page

from palier import assets

PAGE = """<!doctype html><html lang="fr"><head><title>Essai</title>
<link rel="icon" href="/static/icon.svg"><link rel="stylesheet" href="/static/fonts.css">
<script src="/static/{{ htmx.path }}" integrity="{{ htmx.integrity }}" defer></script></head>
<body><main><h1>Essai</h1><p style="font-family: 'Atkinson Hyperlegible Next'">Ça marche</p>
<img src="/static/icon.svg" {{ alt }}></main></body></html>"""


def _app(alt: str) -> Flask:
    app = Flask(__name__, static_folder=None)

    @app.get("/")
    def home() -> str:
        return render_template_string(PAGE, htmx=assets.find("htmx"), alt=alt)

    @app.get("/static/<path:name>")
    def static(name: str) -> Response:
        return send_from_directory(assets.STATIC, name)

    return app


def test_htmx_runs_and_the_typeface_is_ours(
    page: Page, serve: Callable[[Flask], str], faults: list[str]
) -> None:
    page.goto(serve(_app('alt=""')))
    assert page.evaluate("htmx.version") == "2.0.11"
    loaded = "document.fonts.ready.then(fonts => [...fonts].some(f => f.status == 'loaded'))"
    assert page.evaluate(loaded)
    assert faults == []


def test_axe_sees_an_image_without_words(
    page: Page, serve: Callable[[Flask], str], violations: Callable[[Page], list[str]]
) -> None:
    page.goto(serve(_app("")))
    assert [found.split(":")[0] for found in violations(page)] == ["image-alt"]
    page.goto(serve(_app('alt=""')))
    assert violations(page) == []
