"""Prints normal lines and tracebacks to stderr."""
import sys
import traceback


def divide():
    try:
        1 // 0
    except ZeroDivisionError as e:
        raise RuntimeError("could not divide") from e


print("INFO before", file=sys.stderr)
try:
    divide()
except RuntimeError:
    traceback.print_exc()
print("INFO between", file=sys.stderr)
if sys.version_info >= (3, 11):
    try:
        raise ExceptionGroup("several", [ValueError("one\nof two lines"), ExceptionGroup("inner", [KeyError("k")])])
    except ExceptionGroup:
        traceback.print_exc()
    print("INFO behind", file=sys.stderr)
try:
    {}["a"]
except KeyError:
    divide()
