"""Collect the texts to translate, those under our second name for gettext too."""

from django.core.management.commands import makemessages


class Command(makemessages.Command):
    """`_` is gettext_lazy where a module also translates at once; there the immediate one is called `_now`."""

    xgettext_options = [*makemessages.Command.xgettext_options, "--keyword=_now"]
    # A new text has no English until somebody writes it; a guess from a similar one would be wrong.
    msgmerge_options = [*makemessages.Command.msgmerge_options, "--no-fuzzy-matching"]
