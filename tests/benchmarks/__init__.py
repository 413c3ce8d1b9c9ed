"""Figures of speed, each beside the floor that the same run measured: `make bench`, or `python -m tests.benchmarks`.

Not tests: nothing here fails for being slow. What fails is a figure whose control sums differ from the floor's.
"""

import os

import django

# Before any module below imports a model.
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "dibao.settings")
django.setup()
