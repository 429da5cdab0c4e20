"""NamedTuple as the package has it: the same class, made without compiling its constructor at import.

`typing.NamedTuple` takes some 170 microseconds a class, most of it to compile a constructor that a first turn seldom
calls; there are more than fifty classes. Here the constructor is compiled when the first tuple is made. The build
copies this file into the package, and the sources go on importing `typing`'s.
"""

from _collections import _tuplegetter  # type: ignore[import-not-found]  # what namedtuple makes its fields of
from typing import Any


def _compiled_new(cls: Any) -> Any:
    """Return the constructor of a class, as namedtuple makes it."""
    names = "".join(f"{name}, " for name in cls._fields)
    # Field names are identifiers: the class statement has them from the source.
    new = eval(f"lambda _cls, {names}: _tuple_new(_cls, ({names}))", {"_tuple_new": tuple.__new__})  # noqa: S307
    new.__defaults__ = tuple(cls._field_defaults.values())
    new.__name__ = "__new__"
    new.__qualname__ = f"{cls.__qualname__}.__new__"
    return new


def _first_new(cls: Any, /, *values: Any, **named: Any) -> Any:
    cls.__new__ = staticmethod(_compiled_new(cls))
    return cls.__new__(cls, *values, **named)


def _make(cls: Any, iterable: Any) -> Any:
    """Make a tuple from a sequence or iterable."""
    made = tuple.__new__(cls, iterable)
    if len(made) != len(cls._fields):
        raise TypeError(f"Expected {len(cls._fields)} arguments, got {len(made)}")
    return made


def _replace(self: Any, /, **changes: Any) -> Any:
    made = self._make(map(changes.pop, self._fields, self))
    if changes:
        raise TypeError(f"Got unexpected field names: {list(changes)!r}")
    return made


def _asdict(self: Any) -> dict[str, Any]:
    return dict(zip(self._fields, self, strict=True))


def _as_arguments(self: Any) -> tuple[Any, ...]:
    return tuple(self)


def _repr(self: Any) -> str:
    fields = ", ".join(f"{name}={value!r}" for name, value in zip(self._fields, self, strict=True))
    return f"{type(self).__name__}({fields})"


_COMMON = {
    "__slots__": (),
    "__new__": _first_new,
    "__repr__": _repr,
    "__getnewargs__": _as_arguments,
    "_make": classmethod(_make),
    "_replace": _replace,
    "_asdict": _asdict,
}


class _Maker(type):
    def __new__(cls, name: str, bases: tuple[type, ...], space: dict[str, Any]) -> Any:
        if not bases:
            return super().__new__(cls, name, bases, space)
        fields = tuple(space.get("__annotations__", ()))
        defaults = {field: space[field] for field in fields if field in space}
        if defaults and fields[-len(defaults) :] != tuple(defaults):
            raise TypeError(f"{name}: a field without a default follows one with")
        getters = {field: _tuplegetter(at, f"Alias for field number {at}") for at, field in enumerate(fields)}
        known = {"_fields": fields, "_field_defaults": defaults, "__match_args__": fields}
        return type(name, (tuple,), {**_COMMON, **space, **getters, **known})


class NamedTuple(metaclass=_Maker):
    """See `typing.NamedTuple`."""
