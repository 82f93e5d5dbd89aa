"""Google's reference evaluator of GoogleSQL, which is BigQuery's language.

It is WebAssembly. Compiling that takes up to a minute, so the machine code is kept in the file
that is named as the argument.
"""

from __future__ import annotations

import ctypes
import os
import sys
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from importlib.metadata import version
from pathlib import Path
from typing import Any, Final

from pipe import serve
from wasmtime import Engine, Module, WasmtimeError
from zetasql.core import wasm_client
from zetasql.wasi import get_wasm_path
from zetasql.wasi._pb2.zetasql.local_service import local_service_pb2 as service
from zetasql.wasi._pb2.zetasql.proto import options_pb2, simple_catalog_pb2
from zetasql.wasi._pb2.zetasql.public import options_pb2 as public
from zetasql.wasi._pb2.zetasql.public import simple_table_pb2, type_pb2, value_pb2

EPOCH: Final = datetime(1970, 1, 1)
NUMERIC: Final = 9
BIGNUMERIC: Final = 38
"""Digits behind the point."""
KINDS: Final = {
    "text": type_pb2.TYPE_STRING, "whole": type_pb2.TYPE_INT64, "decimal": type_pb2.TYPE_NUMERIC,
    "float": type_pb2.TYPE_DOUBLE, "yes/no": type_pb2.TYPE_BOOL, "date": type_pb2.TYPE_DATE,
    "time": type_pb2.TYPE_DATETIME, "instant": type_pb2.TYPE_TIMESTAMP,
}  # fmt: skip


class Client(wasm_client.WasmClient):
    """With memory copied at once instead of byte by byte."""

    def write_bytes(self, ptr: int, data: bytes) -> None:
        ctypes.memmove(self._address(ptr), data, len(data))

    def read_bytes(self, ptr: int, size: int) -> bytes:
        return ctypes.string_at(self._address(ptr), size)

    def _address(self, ptr: int) -> int:
        start = ctypes.cast(self.memory.data_ptr(), ctypes.c_void_p).value
        assert start is not None
        return start + ptr


class Compiled:
    """In the place of wasmtime's Module: takes the machine code from a file, or keeps it there."""

    kept: Path

    @classmethod
    def from_file(cls, engine: Engine, path: str) -> Module:
        # Another version of wasmtime or another processor cannot use it.
        with suppress(WasmtimeError, OSError):
            return Module.deserialize_file(engine, str(cls.kept))
        module = Module.from_file(engine, path)
        written = cls.kept.with_suffix(f".{os.getpid()}")
        written.write_bytes(module.serialize())
        written.rename(cls.kept)
        return module


class Database:
    def __init__(self, kept: str) -> None:
        Compiled.kept = Path(kept)
        wasm_client.Module = Compiled
        self.client = Client(str(get_wasm_path()))
        self.language = self.client.call_grpc_func(
            "ZetaSqlLocalService_GetLanguageOptions",
            service.LanguageOptionsRequest(maximum_features=True),
            options_pb2.LanguageOptionsProto,
        )
        self.language.product_mode = public.PRODUCT_EXTERNAL
        self.tables: dict[str, simple_table_pb2.SimpleTableProto] = {}
        self.contents: dict[str, service.TableContent] = {}
        self.catalog: int | None = None

    def load(self, table: str, columns: dict[str, str], rows: list[tuple[Any, ...]]) -> None:
        self._forget()
        found = simple_table_pb2.SimpleTableProto(name=table)
        for name, family in columns.items():
            _set_type(found.column.add(name=name).type, family)
        families = list(columns.values())
        content = service.TableContent()
        content.table_data.SetInParent()
        for row in rows:
            cells = content.table_data.row.add()
            for value, family in zip(row, families, strict=True):
                _put(cells.cell.add(), value, family)
        self.tables[table], self.contents[table] = found, content

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        request = service.EvaluateQueryRequest(sql=sql, registered_catalog_id=self._registered())
        request.options.language_options.CopyFrom(self.language)
        # BigQuery's own; the evaluator's is another.
        request.options.default_timezone = "UTC"
        answer = self.client.call_grpc_func(
            "ZetaSqlLocalService_EvaluateQuery", request, service.EvaluateQueryResponse
        )
        self._unprepare(answer.prepared.prepared_query_id)
        return [tuple(map(_got, row.cell)) for row in answer.content.table_data.row]

    def _registered(self) -> int:
        if self.catalog is None:
            catalog = simple_catalog_pb2.SimpleCatalogProto(name="data", table=self.tables.values())
            catalog.builtin_function_options.language_options.CopyFrom(self.language)
            request = service.RegisterCatalogRequest(simple_catalog=catalog)
            for name, content in self.contents.items():
                request.table_content[name].CopyFrom(content)
            answer = self.client.call_grpc_func(
                "ZetaSqlLocalService_RegisterCatalog", request, service.RegisterResponse
            )
            self.catalog = answer.registered_id
        return self.catalog

    def _forget(self) -> None:
        if self.catalog is not None:
            request = service.UnregisterRequest(registered_id=self.catalog)
            self.client.call_grpc_func("ZetaSqlLocalService_UnregisterCatalog", request)
            self.catalog = None

    def _unprepare(self, number: int) -> None:
        if number:
            request = service.UnprepareQueryRequest(prepared_query_id=number)
            self.client.call_grpc_func("ZetaSqlLocalService_UnprepareQuery", request)


def _set_type(found: type_pb2.TypeProto, family: str) -> None:
    if family == "list":
        found.type_kind = type_pb2.TYPE_ARRAY
        found.array_type.element_type.type_kind = type_pb2.TYPE_STRING
    else:
        found.type_kind = KINDS[family]


# ---------------------------------------------------------------- values


def _put(cell: value_pb2.ValueProto, value: Any, family: str) -> None:
    """BigQuery has no NULL in place of an array; it stores an empty one."""
    if value is not None or family == "list":
        PUT[family](cell, value)


def _put_time(cell: value_pb2.ValueProto, value: datetime) -> None:
    fields = (value.year, value.month, value.day, value.hour, value.minute, value.second)
    packed = 0
    for number, width in zip(fields, WIDTHS, strict=True):
        packed = (packed << width) | number
    cell.datetime_value.bit_field_datetime_seconds = packed
    cell.datetime_value.nanos = value.microsecond * 1000


def _put_instant(cell: value_pb2.ValueProto, value: datetime) -> None:
    since = value.astimezone(UTC).replace(tzinfo=None) - EPOCH
    cell.timestamp_value.seconds = since // timedelta(seconds=1)
    cell.timestamp_value.nanos = value.microsecond * 1000


def _put_decimal(cell: value_pb2.ValueProto, value: Decimal) -> None:
    scaled = int(value.scaleb(NUMERIC))
    cell.numeric_value = scaled.to_bytes(scaled.bit_length() // 8 + 1, "little", signed=True)


def _put_list(cell: value_pb2.ValueProto, value: list[str] | None) -> None:
    cell.array_value.SetInParent()
    for text in value or ():
        cell.array_value.element.add(string_value=text)


def _setter(field: str) -> Callable[[value_pb2.ValueProto, Any], None]:
    return lambda cell, value: setattr(cell, field, value)


PUT: Final[dict[str, Callable[[value_pb2.ValueProto, Any], None]]] = {
    "text": _setter("string_value"),
    "whole": _setter("int64_value"),
    "float": _setter("double_value"),
    "yes/no": _setter("bool_value"),
    "date": lambda cell, value: setattr(cell, "date_value", (value - EPOCH.date()).days),
    "time": _put_time,
    "instant": _put_instant,
    "decimal": _put_decimal,
    "list": _put_list,
}
WIDTHS: Final = (14, 4, 5, 5, 6, 6)
"""Bits of year, month, day, hour, minute and second."""


def _got(cell: value_pb2.ValueProto) -> Any:
    kind = cell.WhichOneof("value")
    return GOT[kind](getattr(cell, kind)) if kind else None


def _got_time(value: value_pb2.ValueProto.Datetime) -> datetime:
    packed, fields = value.bit_field_datetime_seconds, []
    for width in reversed(WIDTHS):
        fields.append(packed & ((1 << width) - 1))
        packed >>= width
    return datetime(*reversed(fields), value.nanos // 1000)


def _got_instant(value: Any) -> datetime:
    return EPOCH + timedelta(seconds=value.seconds, microseconds=value.nanos // 1000)


def _got_date(days: int) -> date:
    return EPOCH.date() + timedelta(days=days)


def _got_decimal(digits: int) -> Callable[[bytes], Decimal]:
    return lambda value: Decimal(int.from_bytes(value, "little", signed=True)).scaleb(-digits)


GOT: Final[dict[str, Callable[[Any], Any]]] = {
    "int32_value": int,
    "int64_value": int,
    "uint32_value": int,
    "uint64_value": int,
    "bool_value": bool,
    "float_value": float,
    "double_value": float,
    "string_value": str,
    "date_value": _got_date,
    "datetime_value": _got_time,
    "timestamp_value": _got_instant,
    "numeric_value": _got_decimal(NUMERIC),
    "bignumeric_value": _got_decimal(BIGNUMERIC),
    "array_value": lambda value: tuple(map(_got, value.element)),
}

if __name__ == "__main__":
    database = Database(sys.argv[1])
    serve({"load": database.load, "rows": database.rows, "version": lambda: version("zetasql")})
