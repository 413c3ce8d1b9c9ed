"""Actions as they are taken: in the scope of whoever acts, since the database takes no trace in another's name."""

import functools
import inspect
from collections.abc import Callable
from types import ModuleType, SimpleNamespace

from dibao import scope


def by_their_actors(actions: ModuleType) -> SimpleNamespace:
    """The actions of a module, each opening the scope of its `by`."""
    return SimpleNamespace(
        **{
            name: _in_scope(one) if _is_action(one, actions) else one
            for name, one in vars(actions).items()
        }
    )


def _is_action(one: object, actions: ModuleType) -> bool:
    return inspect.isfunction(one) and one.__module__ == actions.__name__


def _in_scope(action: Callable[..., object]) -> Callable[..., object]:
    @functools.wraps(action)
    def taken(**said: object) -> object:
        with scope.of(said["by"]):
            return action(**said)

    return taken
