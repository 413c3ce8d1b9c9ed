"""procrastinate's own command, which starts no worker on a role that the database's rules do not bind."""

from procrastinate.contrib.django.management.commands import procrastinate

from dibao.checks import refuse_unsafe_role


class Command(procrastinate.Command):
    def handle(self, *args: object, **options: object) -> None:
        refuse_unsafe_role()
        super().handle(*args, **options)
