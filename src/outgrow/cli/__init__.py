"""The command line: one file a verb, each of which asks the rooms below and says what they answered.

``outgrow new`` starts a case, ``check`` reports what is wrong with it, ``run`` simulates it and writes the
report, ``cases`` lists what comes along, ``schema`` prints the JSON Schema for editors. Results go to
standard output, progress and errors to standard error. Exit codes: 0 done, 2 the input or the call is wrong,
130 interrupted.
"""

from outgrow.cli.main import main

__all__ = ["main"]
