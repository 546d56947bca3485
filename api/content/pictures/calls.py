"""The calls of the kernel that the decoder may make, as a filter that the kernel keeps to (seccomp(2), Linux).

What runs as the same user could otherwise read the server's memory, or end it, without a single file. All but the calls
named here is refused: with EPERM, since libraries ask for many things that they can do without.
"""

from __future__ import annotations

import ctypes
import errno
import os
import platform
import struct
import sys

_SECCOMP, _FILTER, _NO_NEW_PRIVILEGES = 22, 2, 38  # prctl(2)
_LOAD, _IS, _HAS, _RETURN = 0x20, 0x15, 0x45, 0x06  # of BPF: a word at a place, equal, bits set
_ALLOW, _KILL, _REFUSE = 0x7FFF0000, 0x80000000, 0x00050000
_NUMBER, _ARCHITECTURE, _FIRST, _THIRD = 0, 4, 16, 32  # places in struct seccomp_data, on little-endian machines
_THREAD, _EXECUTABLE = 0x10000, 4  # of clone(2) and mmap(2)
_CLONE3 = 435

# Numbers by machine: the mark of the machine (linux/audit.h), the calls, and those that are looked at more closely.
_MACHINES: dict[str, tuple[int, dict[str, int]]] = {
    "x86_64": (
        0xC000003E,
        {
            "read": 0,
            "write": 1,
            "close": 3,
            "fstat": 5,
            "poll": 7,
            "lseek": 8,
            "munmap": 11,
            "brk": 12,
            "rt_sigaction": 13,
            "rt_sigprocmask": 14,
            "rt_sigreturn": 15,
            "sched_yield": 24,
            "mremap": 25,
            "madvise": 28,
            "nanosleep": 35,
            "getpid": 39,
            "exit": 60,
            "gettimeofday": 96,
            "getrusage": 98,
            "sysinfo": 99,
            "sigaltstack": 131,
            "gettid": 186,
            "futex": 202,
            "sched_getaffinity": 204,
            "restart_syscall": 219,
            "clock_gettime": 228,
            "clock_getres": 229,
            "clock_nanosleep": 230,
            "exit_group": 231,
            "set_robust_list": 273,
            "getrandom": 318,
            "membarrier": 324,
            "rseq": 334,
            "mmap": 9,
            "mprotect": 10,
            "clone": 56,
            "tgkill": 234,
        },
    ),
    "aarch64": (
        0xC00000B7,
        {
            "read": 63,
            "write": 64,
            "close": 57,
            "fstat": 80,
            "ppoll": 73,
            "lseek": 62,
            "munmap": 215,
            "brk": 214,
            "rt_sigaction": 134,
            "rt_sigprocmask": 135,
            "rt_sigreturn": 139,
            "sched_yield": 124,
            "mremap": 216,
            "madvise": 233,
            "nanosleep": 101,
            "getpid": 172,
            "exit": 93,
            "gettimeofday": 169,
            "getrusage": 165,
            "sysinfo": 179,
            "sigaltstack": 132,
            "gettid": 178,
            "futex": 98,
            "sched_getaffinity": 123,
            "restart_syscall": 128,
            "clock_gettime": 113,
            "clock_getres": 114,
            "clock_nanosleep": 115,
            "exit_group": 94,
            "set_robust_list": 99,
            "getrandom": 278,
            "membarrier": 283,
            "rseq": 293,
            "mmap": 222,
            "mprotect": 226,
            "clone": 220,
            "tgkill": 131,
        },
    ),
}
_Step = tuple[int, int, int, int]  # of BPF: what to do, how many steps to skip if so, and if not, and with what


def close() -> None:
    """Refuse this process, and every thread that it starts from now on, all other calls. There is no way back."""
    machine = _MACHINES.get(platform.machine())
    if sys.platform != "linux" or machine is None:
        return
    steps = _program(*machine, process=os.getpid())
    filters = ctypes.create_string_buffer(b"".join(struct.pack("=HBBI", *step) for step in steps))
    program = ctypes.create_string_buffer(struct.pack("@HP", len(steps), ctypes.addressof(filters)))
    control = ctypes.CDLL(None, use_errno=True).prctl
    control(_NO_NEW_PRIVILEGES, 1, 0, 0, 0)
    control(_SECCOMP, _FILTER, ctypes.byref(program), 0, 0)  # an old kernel has none: the other limits stand


def _program(mark: int, numbers: dict[str, int], *, process: int) -> list[_Step]:
    closer = {
        "mmap": [(_LOAD, 0, 0, _THIRD), (_HAS, 1, 0, _EXECUTABLE)],
        "mprotect": [(_LOAD, 0, 0, _THIRD), (_HAS, 1, 0, _EXECUTABLE)],
        "clone": [(_LOAD, 0, 0, _FIRST), (_HAS, 0, 1, _THREAD)],
        "tgkill": [(_LOAD, 0, 0, _FIRST), (_IS, 0, 1, process)],  # by which abort(3) ends itself
    }
    allow, refuse = (_RETURN, 0, 0, _ALLOW), (_RETURN, 0, 0, _REFUSE | errno.EPERM)
    steps: list[_Step] = [(_LOAD, 0, 0, _ARCHITECTURE), (_IS, 1, 0, mark), (_RETURN, 0, 0, _KILL)]
    steps.append((_LOAD, 0, 0, _NUMBER))
    for name, number in numbers.items():
        inner = [*closer[name], allow, refuse] if name in closer else [allow]
        steps += [(_IS, 0, len(inner), number), *inner]
    steps += [(_IS, 0, 1, _CLONE3), (_RETURN, 0, 0, _REFUSE | errno.ENOSYS)]  # its flags lie where no filter can look
    return [*steps, refuse]
