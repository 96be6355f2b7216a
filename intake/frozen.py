"""The kind of dataclass that values here are: frozen, slotted, made with named arguments."""

from dataclasses import dataclass, field
from typing import TypeVar, dataclass_transform

T = TypeVar("T")


@dataclass_transform(frozen_default=True, kw_only_default=True, field_specifiers=(field,))
def frozen(cls: type[T]) -> type[T]:
    """Make *cls* a dataclass whose fields are named when it is made, and never change."""
    return dataclass(frozen=True, kw_only=True, slots=True)(cls)


@dataclass_transform(
    eq_default=False, frozen_default=True, kw_only_default=True, field_specifiers=(field,)
)
def declaration(cls: type[T]) -> type[T]:
    """Make *cls* such a dataclass, of which each one made is equal to itself alone."""
    return dataclass(frozen=True, kw_only=True, slots=True, eq=False)(cls)


@dataclass_transform(frozen_default=True, field_specifiers=(field,))
def record(cls: type[T]) -> type[T]:
    """Make *cls* such a dataclass, whose fields may also be given by their place."""
    return dataclass(frozen=True, slots=True)(cls)
