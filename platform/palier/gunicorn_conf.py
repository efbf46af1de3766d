"""Gunicorn's settings: gunicorn -c python:palier.gunicorn_conf --bind 127.0.0.1:8000

Each can be changed on the command line or in GUNICORN_CMD_ARGS.
"""

from __future__ import annotations

import os

from palier.config import Config
from palier.upkeep import journal

wsgi_app = "palier.serve:application()"
bind = "127.0.0.1:8000"
workers = max(2, min(8, (os.cpu_count() or 1) + 1))
worker_class = "gthread"
threads = 8
preload_app = True  # the banks and the engine are in memory once, shared by the workers
timeout = 60
graceful_timeout = 30  # an answer under way is finished before a worker leaves
keepalive = 5
accesslog = None  # addresses and paths: the log has its own line a request
_mode = Config().log
logconfig_dict = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"palier": {"()": journal.formatter, "mode": _mode}},
    "handlers": {
        "stderr": {"class": "logging.StreamHandler", "formatter": "palier"}
        if _mode != "off"
        else {"class": "logging.NullHandler"}
    },
    "root": {"level": "INFO", "handlers": ["stderr"]},
    "loggers": {
        name: {"level": "INFO", "handlers": [], "propagate": True}
        for name in ("gunicorn.error", "gunicorn.access")
    },
}
