"""Entry point of the web server."""

import gc
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "alliances.config.settings")

# Nothing that is made while everything is imported can be thrown away: looking for it costs a start a fifteenth.
gc.disable()
application = get_wsgi_application()
gc.freeze()
gc.enable()
