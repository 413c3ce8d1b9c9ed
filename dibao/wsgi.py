"""The door for web servers; it stays shut for a database role that no rule would bind."""

import gc
import os

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

from dibao.checks import refuse_unsafe_role

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "dibao.settings")

application = get_wsgi_application()
refuse_unsafe_role()

# Views and forms come in with the addresses. Whatever is loaded by now stays for good: the collector, which walked it
# again and again while four threads waited, leaves it out from here on.
_ = get_resolver().url_patterns
gc.collect()
gc.freeze()
