"""SQLite's own window on the disk, watched: each write, sync, cut and removal it asks for.

SQLite reaches the disk only through a table of functions (its VFS). Here a copy of the system's table
is registered under another name whose writing functions are noted, and may be told to fail. What is
tried is therefore the library that serves, not a model of it.
"""

import _sqlite3
import ctypes
import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

NAME = "watched"
_METHODS = 19
_P, _I, _L = ctypes.c_void_p, ctypes.c_int, ctypes.c_int64
_Open = ctypes.CFUNCTYPE(_I, _P, _P, _P, _I, _P)
_Delete = ctypes.CFUNCTYPE(_I, _P, ctypes.c_char_p, _I)
_Write = ctypes.CFUNCTYPE(_I, _P, _P, _I, _L)
_Truncate = ctypes.CFUNCTYPE(_I, _P, _L)
_Sync = ctypes.CFUNCTYPE(_I, _P, _I)
_Folder = ctypes.CFUNCTYPE(_I, _P, _P)
_Replace = ctypes.CFUNCTYPE(_I, _P, ctypes.c_char_p, _P)
_Get = ctypes.CFUNCTYPE(_P, _P, ctypes.c_char_p)
_FOLDER = b"openDirectory"
"""What SQLite calls for one purpose only: to sync the folder, and with it the names in it."""


class _Vfs(ctypes.Structure):
    _fields_ = [
        ("version", _I),
        ("size", _I),
        ("longest", _I),
        ("next", _P),
        ("name", ctypes.c_char_p),
        ("data", _P),
        ("open", _P),
        ("delete", _P),
        ("between", _P * 11),
        ("replace_call", _P),
        ("get_call", _P),
        ("next_call", _P),
    ]


class _Methods(ctypes.Structure):
    _fields_ = [
        ("version", _I),
        ("close", _P),
        ("read", _P),
        ("write", _P),
        ("truncate", _P),
        ("sync", _P),
        ("rest", _P * (_METHODS - 6)),
    ]


class _File(ctypes.Structure):
    _fields_ = [("methods", _P)]


@dataclass(frozen=True, slots=True)
class Call:
    """What SQLite asked of the disk: ``write``, ``truncate``, ``sync``, ``delete``, a sync of the
    ``folder``, or a sync that failed, after which the system may have ``dropped`` what
    it was to write and call it clean. An ``open`` may fail, but changes nothing and is not noted.
    """

    what: str
    file: str
    at: int = 0
    data: bytes = b""


@dataclass(frozen=True, slots=True)
class Said:
    """What was told to somebody at this moment: so many entries are kept."""

    entries: int


Fault = Callable[[Call], int]


@dataclass(slots=True)
class Watch:
    """All calls in order, with what was said between them; ``fault`` may answer a call with a code."""

    log: list[Call | Said] = field(default_factory=list)
    fault: Fault = lambda _call: 0
    short: bool = False
    """Whether half of a write that fails arrives all the same."""

    def connect(self, path: Path) -> sqlite3.Connection:
        """Open a journal's file through the watched table."""
        address = f"{path.absolute().as_uri()}?vfs={NAME}"
        return sqlite3.connect(address, uri=True, timeout=0.05, isolation_level=None)

    def calls(self) -> list[Call]:
        """The calls alone."""
        return [entry for entry in self.log if isinstance(entry, Call)]


class _Table:
    """The registered table; Python's functions live as long as it does."""

    def __init__(self, library: ctypes.CDLL, watch: Watch) -> None:
        library.sqlite3_vfs_find.restype = _P
        self.watch = watch
        self.library = library
        self.base = library.sqlite3_vfs_find(None)
        self.original = _Vfs.from_address(self.base)
        self.own = _Vfs.from_buffer_copy(self.original)
        self.own.name, self.own.next = NAME.encode(), None
        self.keep = [_Open(self.opened), _Delete(self.deleted)]
        self.own.open, self.own.delete = (ctypes.cast(one, _P).value for one in self.keep)
        self.folder = _Folder(_Get(self.original.get_call)(self.base, _FOLDER))
        self.keep.append(_Folder(self.folder_synced))
        self.replace_call(ctypes.cast(self.keep[-1], _P).value)
        self.tables: dict[int, _Methods] = {}
        self.files: dict[int, tuple[str, _Methods]] = {}

    def replace_call(self, function: int | None) -> None:
        _Replace(self.original.replace_call)(self.base, _FOLDER, function)

    def folder_synced(self, name: int, handle: int) -> int:
        if self.watch.fault(Call("folder", "")):
            reading, writing = os.pipe()  # an open handle that no system can sync
            os.close(writing)
            _I.from_address(handle).value = reading
            return 0
        self.watch.log.append(Call("folder", ""))
        return int(self.folder(name, handle))

    def opened(self, _vfs: int, name: int, file: int, flags: int, out: int) -> int:
        found = _File.from_address(file)
        short = Path(ctypes.string_at(name).decode()).name if name else ""
        if name and (refused := self.watch.fault(Call("open", short))):
            found.methods = None
            return refused
        code: int = _Open(self.original.open)(self.base, name, file, flags, out)
        if code == 0 and name:
            original = _Methods.from_address(found.methods)
            self.files[file] = (short, original)
            found.methods = ctypes.addressof(self.replaced(found.methods, original))
        return code

    def replaced(self, address: int, original: _Methods) -> _Methods:
        if address not in self.tables:
            own = _Methods.from_buffer_copy(original)
            functions = [_Write(self.written), _Truncate(self.cut), _Sync(self.synced)]
            self.keep += functions
            own.write, own.truncate, own.sync = (ctypes.cast(one, _P).value for one in functions)
            self.tables[address] = own
        return self.tables[address]

    def told(self, call: Call) -> int:
        code = self.watch.fault(call)
        if code == 0:
            self.watch.log.append(call)
        elif call.what == "sync":
            self.watch.log.append(Call("dropped", call.file))
        return code

    def written(self, file: int, data: int, amount: int, at: int) -> int:
        name, original = self.files[file]
        code = self.told(Call("write", name, at, ctypes.string_at(data, amount)))
        if code and self.watch.short:
            _Write(original.write)(file, data, amount // 2, at)
        return code or _Write(original.write)(file, data, amount, at)

    def cut(self, file: int, size: int) -> int:
        name, original = self.files[file]
        return self.told(Call("truncate", name, size)) or _Truncate(original.truncate)(file, size)

    def synced(self, file: int, flags: int) -> int:
        name, original = self.files[file]
        return self.told(Call("sync", name)) or _Sync(original.sync)(file, flags)

    def deleted(self, _vfs: int, name: bytes, folder: int) -> int:
        code = self.told(Call("delete", Path(name.decode()).name))
        return code or _Delete(self.original.delete)(self.base, name, folder)


@contextmanager
def watched() -> Iterator[Watch | None]:
    """Register the watched table; None where this Python hides the functions of its SQLite."""
    library = ctypes.CDLL(getattr(_sqlite3, "__file__", None))
    if not hasattr(library, "sqlite3_vfs_register"):
        yield None
        return
    table = _Table(library, Watch())
    address = ctypes.addressof(table.own)
    library.sqlite3_vfs_register(_P(address), 0)
    try:
        yield table.watch
    finally:
        table.replace_call(None)
        library.sqlite3_vfs_unregister(_P(address))
