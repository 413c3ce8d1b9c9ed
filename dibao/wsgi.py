"""The door for web servers; it stays shut for a database role that no rule would bind."""

import os

from django.core.wsgi import get_wsgi_application

from dibao.checks import refuse_unsafe_role

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "dibao.settings")

application = get_wsgi_application()
refuse_unsafe_role()
