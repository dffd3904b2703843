"""The base classes of the models. They can be used as types in pydantic 2, which is imported only when needed."""

from collections.abc import Iterator, Mapping
from importlib import import_module
from typing import Any, Self

from .reading import FieldError


class Component:
    """A type with a schema in the spec."""

    __slots__ = ()

    @classmethod
    def __get_pydantic_json_schema__(cls, _: Any, handler: Any) -> dict[str, Any]:
        from pydantic import TypeAdapter  # noqa: PLC0415
        from pydantic_core.core_schema import list_schema  # noqa: PLC0415

        models = import_module(".models", __package__)
        schemas = import_module(".schemas", __package__).SCHEMAS

        def resolve(node: Any) -> Any:
            if isinstance(node, list):
                return [resolve(item) for item in node]
            if not isinstance(node, dict):
                return node
            node = {key: resolve(value) for key, value in node.items()}
            if "$ref" in node:
                model = getattr(models, node["$ref"].rpartition("/")[2])
                # The handler does not call the hooks of the schema that it is given, but calls those of the schemas
                # inside it. With the list around it, pydantic itself defines and names the nested model.
                node |= handler(list_schema(TypeAdapter(model).core_schema))["items"]
            return node

        # A user's subclass has the schema of the generated class.
        name = next(base.__name__ for base in cls.__mro__ if base.__module__.startswith(models.__name__))
        schema: dict[str, Any] = resolve(schemas[name])
        return schema


class Model(Component):
    """An object of the API."""

    __slots__ = ()

    @classmethod
    def from_dict(cls, src: Mapping[str, Any]) -> Self:
        """Read decoded JSON. Raises `FieldError` if it does not match the model."""
        raise NotImplementedError

    def to_dict(self) -> dict[str, Any]:
        """Return the JSON object, without the fields that are UNSET."""
        raise NotImplementedError

    def __iter__(self) -> Iterator[tuple[str, Any]]:
        """Iterate over the names and values of the JSON object.

        FastAPI needs this, because it calls `dict()` on the return value of a route without a response model.
        """
        return iter(self.to_dict().items())

    @classmethod
    def __get_pydantic_core_schema__(cls, _: Any, __: Any) -> Any:
        from pydantic_core import (  # noqa: PLC0415
            InitErrorDetails,
            PydanticSerializationUnexpectedValue,
            ValidationError,
            core_schema,
        )

        def validate(value: Any) -> Model:
            if isinstance(value, cls):
                return value
            try:
                return cls.from_dict(value)
            except FieldError as error:
                loc = tuple(int(part) if part.isdecimal() else part for part in error.field.split(".") if part)
                kind = "missing" if error.reason == "is missing" else "value_error"
                # `input` is None, because the real input may contain a secret.
                line = InitErrorDetails(type=kind, loc=loc, input=None, ctx={"error": error.reason})
                raise ValidationError.from_exception_data(cls.__name__, [line]) from None

        def serialize(value: Any, handler: Any) -> Any:
            if not isinstance(value, cls):
                raise PydanticSerializationUnexpectedValue(f"Expected {cls.__name__}, got {type(value).__name__}")
            return handler(value.to_dict())  # applies `include` and `exclude`

        validate.__name__ = cls.__name__  # names the member of a union in errors
        return core_schema.no_info_plain_validator_function(
            validate,
            ref=f"{cls.__module__}.{cls.__qualname__}:{id(cls)}",  # pydantic's own format
            serialization=core_schema.wrap_serializer_function_ser_schema(serialize, schema=core_schema.any_schema()),
        )
